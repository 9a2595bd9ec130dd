/* SPDX-License-Identifier: Apache-2.0 */
/*
 * /proc/diskstats and /proc/self/mounts come in, one device or mount at a time
 * goes out; called by measure.c and space.c. Pure.
 */
#include "disk.h"

#include <string.h>

/* Columns: since 2.6.25 fourteen, later 18 (discards), 20 (flushes). */
static bool
parse_stat(struct text line, struct disk_stat *d)
{
	uint64_t n[11];
	struct text word;

	if (!text_word(&line, &word) ||
	    !text_u32(word, UINT32_MAX, &d->major) ||
	    !text_word(&line, &word) ||
	    !text_u32(word, UINT32_MAX, &d->minor) ||
	    !text_word(&line, &d->name) || d->name.len > DISK_NAME_MAX ||
	    memchr(d->name.p, '\0', d->name.len) != NULL)
		return false;
	for (size_t i = 0; i < 11; i++)
		if (!text_word(&line, &word) ||
		    !text_u64(word, UINT64_MAX, &n[i]))
			return false;
	d->reads = n[0];
	d->sectors_read = n[2];
	d->read_ms = n[3];
	d->writes = n[4];
	d->sectors_written = n[6];
	d->write_ms = n[7];
	return true;
}

bool
disk_next(struct text *rest, struct disk_stat *d)
{
	struct text line;

	while (text_line(rest, &line))
		if (parse_stat(line, d))
			return true;
	return false;
}

bool
disk_is_candidate(const struct disk_stat *d)
{
	static const uint32_t never[] = { 1, 2, 7, 9, 11 };

	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		if (d->major == never[i])
			return false;
	return true;
}

static bool
octal(const char *p, size_t len, char *c)
{
	unsigned int n = 0;

	if (len < 4 || p[0] != '\\')
		return false;
	for (size_t i = 1; i < 4; i++) {
		if (p[i] < '0' || p[i] > '7')
			return false;
		n = n * 8 + (unsigned int)(p[i] - '0');
	}
	*c = (char)(unsigned char)n;
	return n != 0 && n <= 0xff;
}

/* The kernel writes blanks, newlines and backslashes as \040 and so on. */
static bool
unescape(struct text t, char *buf, size_t cap)
{
	size_t n = 0;
	char c;

	for (size_t i = 0; i < t.len; i++) {
		if (n + 1 >= cap || t.p[i] == '\0')
			return false;
		if (octal(t.p + i, t.len - i, &c))
			i += 3;
		else
			c = t.p[i];
		buf[n++] = c;
	}
	buf[n] = '\0';
	return true;
}

static bool
parse_mount(struct text line, struct disk_mount *m)
{
	struct text source, dir, type;

	return text_word(&line, &source) && text_word(&line, &dir) &&
	    text_word(&line, &type) &&
	    unescape(source, m->source, sizeof(m->source)) &&
	    unescape(dir, m->dir, sizeof(m->dir)) && m->dir[0] == '/' &&
	    unescape(type, m->type, sizeof(m->type));
}

bool
disk_next_mount(struct text *rest, struct disk_mount *m)
{
	struct text line;

	while (text_line(rest, &line))
		if (parse_mount(line, m))
			return true;
	return false;
}

/*
 * A list of what is known, as an unknown type may be one that blocks, and
 * its source may be any text (a 9p tag can be /dev/root).
 */
static bool
lives_on_disk(const char *type)
{
	static const char *const types[] = {
		"ext2", "ext3", "ext4", "xfs", "btrfs", "vfat", "exfat",
		"f2fs", "jfs", "reiserfs", "bcachefs", "nilfs2", "ntfs",
		"ntfs3", "msdos", "hfs", "hfsplus", "minix", "ufs"
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(type, types[i]) == 0)
			return true;
	return false;
}

bool
disk_mount_counts(const struct disk_mount *m)
{
	return strncmp(m->source, "/dev/", 5) == 0 &&
	    strncmp(m->source, "/dev/loop", 9) != 0 && lives_on_disk(m->type);
}

int32_t
disk_used_percent(uint64_t total, uint64_t free, uint64_t avail)
{
	uint64_t used = total > free ? total - free : 0;
	uint64_t whole;

	/* Far above any block count, far below an overflow of the product. */
	while (used > UINT64_MAX / 40000 || avail > UINT64_MAX / 40000) {
		used /= 2;
		avail /= 2;
	}
	whole = used + avail;
	if (whole == 0)
		return -1;
	return (int32_t)((used * 10000 + whole - 1) / whole);
}
