/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The list of mounts comes in, bytes in total and free go out; called by
 * measure.c.
 */
#include "space.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "disk.h"
#include "log.h"

struct file_system {
	char	*source;
	char	*dir;
	bool	 failing;	/* and that has been logged */
};

struct space {
	struct file_system	fs[SPACE_MAX];
	unsigned int		n;
};

struct space *
space_new(void)
{
	struct space *s = calloc(1, sizeof(*s));

	if (s == NULL)
		fatalx("no memory");
	return s;
}

static void
fs_clear(struct file_system *fs)
{
	free(fs->source);
	free(fs->dir);
	memset(fs, 0, sizeof(*fs));
}

void
space_free(struct space *s)
{
	if (s == NULL)
		return;
	while (s->n > 0)
		fs_clear(&s->fs[--s->n]);
	free(s);
}

static void
remove_at(struct space *s, unsigned int i)
{
	fs_clear(&s->fs[i]);
	s->n--;
	memmove(&s->fs[i], &s->fs[i + 1], (s->n - i) * sizeof(s->fs[0]));
}

/* A mount hides what was mounted on the same folder before. */
static void
hide(struct space *s, const char *dir)
{
	for (unsigned int i = s->n; i > 0; i--)
		if (strcmp(s->fs[i - 1].dir, dir) == 0)
			remove_at(s, i - 1);
}

static bool
has_source(const struct space *s, const char *source)
{
	for (unsigned int i = 0; i < s->n; i++)
		if (strcmp(s->fs[i].source, source) == 0)
			return true;
	return false;
}

static void
add(struct space *s, const struct disk_mount *m)
{
	struct file_system *fs = &s->fs[s->n];

	if (s->n == SPACE_MAX || has_source(s, m->source))
		return;
	fs->source = strdup(m->source);
	fs->dir = strdup(m->dir);
	if (fs->source == NULL || fs->dir == NULL)
		fatalx("no memory");
	s->n++;
}

/*
 * One file system may have two names of its device (/dev/root, /dev/dm-0 and
 * /dev/mapper/...). Asked once per change of the mounts.
 */
static void
merge_aliases(struct space *s)
{
	dev_t dev[SPACE_MAX];
	unsigned int known = 0;
	struct stat st;

	for (unsigned int i = 0; i < s->n;) {
		bool alias = false, ok = stat(s->fs[i].dir, &st) == 0;

		for (unsigned int j = 0; ok && j < known; j++)
			alias = alias || dev[j] == st.st_dev;
		if (alias) {
			remove_at(s, i);
			continue;
		}
		if (ok)
			dev[known++] = st.st_dev;
		i++;
	}
}

/* What has been complained about stays so, also after other mounts changed. */
static void
keep_failing(struct space *s, const struct space *before)
{
	for (unsigned int i = 0; i < s->n; i++)
		for (unsigned int j = 0; j < before->n; j++)
			if (before->fs[j].failing &&
			    strcmp(s->fs[i].dir, before->fs[j].dir) == 0)
				s->fs[i].failing = true;
}

void
space_update(struct space *s, struct text mounts)
{
	struct space before = *s;
	struct disk_mount m;

	s->n = 0;
	memset(s->fs, 0, sizeof(s->fs));
	while (disk_next_mount(&mounts, &m)) {
		hide(s, m.dir);
		if (disk_mount_counts(&m))
			add(s, &m);
	}
	merge_aliases(s);
	keep_failing(s, &before);
	while (before.n > 0)
		fs_clear(&before.fs[--before.n]);
}

unsigned int
space_count(const struct space *s)
{
	return s->n;
}

const char *
space_dir(const struct space *s, unsigned int i)
{
	return s->fs[i].dir;
}

static bool
fs_measure(struct file_system *fs, struct model_disk *d)
{
	struct statvfs v;
	int32_t used;

	if (statvfs(fs->dir, &v) == -1) {
		if (!fs->failing)
			log_warn("cannot measure the space on %s", fs->dir);
		fs->failing = true;
		return false;
	}
	fs->failing = false;
	d->total += (uint64_t)v.f_blocks * v.f_frsize;
	d->free += (uint64_t)v.f_bavail * v.f_frsize;
	used = disk_used_percent(v.f_blocks, v.f_bfree, v.f_bavail);
	if (used > d->part_max_used)
		d->part_max_used = used;
	return true;
}

void
space_measure(struct space *s, struct model_disk *d)
{
	d->total = d->free = 0;
	d->part_max_used = -1;
	for (unsigned int i = 0; i < s->n; i++)
		(void)fs_measure(&s->fs[i], d);
}
