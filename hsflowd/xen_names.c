/* SPDX-License-Identifier: Apache-2.0 */
/* Names in, numbers out; xen_domain.c, xen_vif.c and xen_vbd.c ask. Pure. */
#include "xen_names.h"

#include <string.h>

#include "identity.h"
#include "model_vm.h"

#define MACHINE_X86	2
#define MACHINE_X86_64	3
#define MACHINE_ARM	10

#define OS_LINUX	2
#define OS_WINDOWS	3
#define KILOBYTES_MAX	(UINT64_MAX / 1024)

static const struct {
	const char		*name;
	enum xen_names_backend	 backend;
} backends[] = {
	{ "vif",	XEN_NAMES_VIF },
	{ "vbd",	XEN_NAMES_VBD },
	{ "vbd3",	XEN_NAMES_TAPDISK },
	{ "qdisk",	XEN_NAMES_QDISK },
};
#define BACKENDS	(sizeof(backends) / sizeof(backends[0]))

const char *
xen_names_backend(enum xen_names_backend backend)
{
	for (size_t i = 0; i < BACKENDS; i++)
		if (backends[i].backend == backend)
			return backends[i].name;
	return "";
}

static enum xen_names_backend
find_backend(struct text name)
{
	for (size_t i = 0; i < BACKENDS; i++)
		if (text_equal(name, backends[i].name))
			return backends[i].backend;
	return XEN_NAMES_OTHER;
}

/* DOMID, a separator, DEVICE. dom0 is nobody's guest. */
static bool
parse_numbers(struct text t, char separator, struct xen_names_device *d)
{
	struct text domid;

	return text_split(&t, separator, &domid) &&
	    text_u32(domid, MODEL_VM_DOMID_MAX, &d->domid) &&
	    text_u32(t, UINT32_MAX, &d->device) && d->domid != 0;
}

bool
xen_names_parse_entry(struct text t, struct xen_names_device *d)
{
	struct text backend;

	if (!text_split(&t, '-', &backend))
		return false;
	d->backend = find_backend(backend);
	return d->backend != XEN_NAMES_OTHER && parse_numbers(t, '-', d);
}

bool
xen_names_parse_nodename(struct text t, struct xen_names_device *d)
{
	struct text folder, backend;

	t = text_trim(t);
	if (!text_split(&t, '/', &folder) || !text_equal(folder, "backend") ||
	    !text_split(&t, '/', &backend))
		return false;
	d->backend = find_backend(backend);
	return d->backend != XEN_NAMES_OTHER && parse_numbers(t, '/', d);
}

static bool
drop_prefix(struct text *t, const char *prefix)
{
	size_t n = strlen(prefix);

	if (!text_starts(*t, prefix))
		return false;
	*t = text_make(t->p + n, t->len - n);
	return true;
}

static bool
drop_suffix(struct text *t, const char *suffix)
{
	size_t n = strlen(suffix);

	if (t->len < n || memcmp(t->p + t->len - n, suffix, n) != 0)
		return false;
	t->len -= n;
	return true;
}

bool
xen_names_parse_tap(struct text t, struct xen_names_device *d)
{
	d->backend = XEN_NAMES_VIF;
	if (drop_prefix(&t, "tap") ||
	    (drop_prefix(&t, "vif") && drop_suffix(&t, "-emu")))
		return parse_numbers(t, '.', d);
	return false;
}

bool
xen_names_parse_vm(struct text t, uint8_t uuid[16])
{
	static const uint8_t none[16];
	uint8_t bytes[16];

	if (!drop_prefix(&t, "/vm/") || !identity_read_uuid(t, bytes) ||
	    memcmp(bytes, none, sizeof(none)) == 0)
		return false;
	memcpy(uuid, bytes, sizeof(bytes));
	return true;
}

static bool
hex_digit(char c, unsigned int *value)
{
	if (c >= '0' && c <= '9')
		*value = (unsigned int)(c - '0');
	else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		*value = (unsigned int)((c | 0x20) - 'a' + 10);
	else
		return false;
	return true;
}

bool
xen_names_parse_mac(struct text t, uint8_t mac[6])
{
	static const uint8_t none[6];
	static const uint8_t of_vifs[6] = { 0xfe, 0xff, 0xff, 0xff, 0xff,
	    0xff };
	uint8_t bytes[6];
	unsigned int high, low;

	t = text_trim(t);
	if (t.len != 17)
		return false;
	for (size_t i = 0; i < 6; i++) {
		if (!hex_digit(t.p[3 * i], &high) ||
		    !hex_digit(t.p[3 * i + 1], &low) ||
		    (i < 5 && t.p[3 * i + 2] != ':'))
			return false;
		bytes[i] = (uint8_t)(high << 4 | low);
	}
	if (bytes[0] & 1 || memcmp(bytes, none, sizeof(none)) == 0 ||
	    memcmp(bytes, of_vifs, sizeof(of_vifs)) == 0)
		return false;
	memcpy(mac, bytes, sizeof(bytes));
	return true;
}

static unsigned char
lower(char c)
{
	unsigned char u = (unsigned char)c;

	return u >= 'A' && u <= 'Z' ? (unsigned char)(u | 0x20) : u;
}

/* `word` is in small letters. */
static bool
has_word(struct text t, const char *word)
{
	size_t n = strlen(word), at;

	for (size_t i = 0; i + n <= t.len; i++) {
		for (at = 0; at < n && lower(t.p[i + at]) ==
		    (unsigned char)word[at]; at++)
			;
		if (at == n)
			return true;
	}
	return false;
}

/* Takes what stands before the next of -.+ off the front. */
static bool
next_part(struct text *rest, struct text *part)
{
	size_t n = 0;

	if (rest->len == 0)
		return false;
	while (n < rest->len && strchr("-.+", rest->p[n]) == NULL)
		n++;
	*part = text_make(rest->p, n);
	n += n < rest->len;
	*rest = text_make(rest->p + n, rest->len - n);
	return true;
}

uint32_t
xen_names_machine(struct text t)
{
	static const struct { const char *name; uint32_t machine; } names[] = {
		{ "x86_64", MACHINE_X86_64 }, { "amd64", MACHINE_X86_64 },
		{ "x86_32", MACHINE_X86 }, { "i386", MACHINE_X86 },
		{ "i586", MACHINE_X86 }, { "i686", MACHINE_X86 },
		{ "686", MACHINE_X86 }, { "arm", MACHINE_ARM },
		{ "arm64", MACHINE_ARM }, { "aarch64", MACHINE_ARM },
		{ "armmp", MACHINE_ARM }
	};
	struct text part;

	t = text_trim(t);
	while (next_part(&t, &part))
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
			if (text_equal_nocase(part, names[i].name))
				return names[i].machine;
	return 0;
}

uint32_t
xen_names_os(const struct xen_names_os *os)
{
	static const struct { const char *word; uint32_t number; } words[] = {
		{ "windows", OS_WINDOWS }, { "dragonfly", 7 },
		{ "freebsd", 8 }, { "netbsd", 9 }, { "openbsd", 10 },
		{ "solaris", 12 }, { "illumos", 12 }, { "linux", OS_LINUX }
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (has_word(os->name, words[i].word) ||
		    has_word(os->distro, words[i].word) ||
		    has_word(os->class, words[i].word))
			return words[i].number;
	/* A distribution with a kernel's release, and no other name. */
	return os->distro.len > 0 && os->uname.len > 0 ? OS_LINUX : 0;
}

bool
xen_names_used_memory(struct text total, struct text free, uint64_t given,
    uint64_t *used)
{
	uint64_t all = given / 1024, unused;

	total = text_trim(total);
	if (total.len > 0 && (!text_u64(total, KILOBYTES_MAX, &all) ||
	    all > given / 1024))
		return false;
	if (!text_u64(text_trim(free), KILOBYTES_MAX, &unused) ||
	    unused > all)
		return false;
	*used = (all - unused) * 1024;
	return true;
}
