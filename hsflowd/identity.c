/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Texts that identify the host come in, host_descr fields go out. Called by
 * those who read these texts. Pure.
 */
#include "identity.h"

#include <stdio.h>
#include <string.h>

#include "sha256.h"

/* Never change it: every host without a DMI UUID would get a new identity. */
static const uint8_t app_id[16] = {
	0x7b, 0x3d, 0xe9, 0xc6, 0x4d, 0x3e, 0x4f, 0x0a,
	0x9a, 0x55, 0x6f, 0x8e, 0x0d, 0x2c, 0x51, 0xb4
};

/* Vendors' placeholders, seen on many machines at once. */
static const uint8_t placeholders[][16] = {
	{ 0x03, 0x00, 0x02, 0x00, 0x04, 0x00, 0x05, 0x00,
	  0x00, 0x06, 0x00, 0x07, 0x00, 0x08, 0x00, 0x09 },
	{ 0x00, 0x02, 0x00, 0x03, 0x00, 0x04, 0x00, 0x05,
	  0x00, 0x06, 0x00, 0x07, 0x00, 0x08, 0x00, 0x09 },
	{ 0x12, 0x34, 0x56, 0x78, 0x12, 0x34, 0x56, 0x78,
	  0x90, 0xab, 0xcd, 0xde, 0xef, 0xaa, 0xbb, 0xcc },
	{ 0x4c, 0x4c, 0x45, 0x44, 0x00, 0x00, 0x20, 0x10,
	  0x80, 0x20, 0x80, 0xc0, 0x4f, 0x20, 0x20, 0x20 },
};

static bool
is_identity(const uint8_t uuid[16])
{
	bool equal = true;

	for (size_t i = 1; i < 16; i++)
		equal = equal && uuid[i] == uuid[0];
	if (equal)
		return false;
	for (size_t i = 0;
	    i < sizeof(placeholders) / sizeof(placeholders[0]); i++)
		if (memcmp(uuid, placeholders[i], 16) == 0)
			return false;
	return true;
}

static bool
hex_digit(char c, uint8_t *value)
{
	if (c >= '0' && c <= '9')
		*value = (uint8_t)(c - '0');
	else if (c >= 'a' && c <= 'f')
		*value = (uint8_t)(c - 'a' + 10);
	else if (c >= 'A' && c <= 'F')
		*value = (uint8_t)(c - 'A' + 10);
	else
		return false;
	return true;
}

static bool
hex_bytes(struct text *t, uint8_t *out, size_t n)
{
	uint8_t high, low;

	if (t->len < 2 * n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!hex_digit(t->p[2 * i], &high) ||
		    !hex_digit(t->p[2 * i + 1], &low))
			return false;
		out[i] = (uint8_t)(high << 4 | low);
	}
	t->p += 2 * n;
	t->len -= 2 * n;
	return true;
}

bool
identity_read_uuid(struct text t, uint8_t uuid[16])
{
	static const size_t groups[] = { 4, 2, 2, 2, 6 };
	uint8_t bytes[16];
	size_t at = 0;

	t = text_trim(t);
	for (size_t i = 0; i < 5; i++) {
		if (i > 0) {
			if (!text_starts(t, "-"))
				return false;
			t = text_make(t.p + 1, t.len - 1);
		}
		if (!hex_bytes(&t, bytes + at, groups[i]))
			return false;
		at += groups[i];
	}
	if (t.len != 0)
		return false;
	memcpy(uuid, bytes, sizeof(bytes));
	return true;
}

bool
identity_parse_uuid(struct text t, uint8_t uuid[16])
{
	uint8_t bytes[16];

	if (!identity_read_uuid(t, bytes) || !is_identity(bytes))
		return false;
	memcpy(uuid, bytes, sizeof(bytes));
	return true;
}

const char *
identity_format_uuid(const uint8_t u[16], char buf[IDENTITY_UUID_STRLEN])
{
	snprintf(buf, IDENTITY_UUID_STRLEN,
	    "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
	    "%02x%02x%02x%02x%02x%02x", u[0], u[1], u[2], u[3], u[4], u[5],
	    u[6], u[7], u[8], u[9], u[10], u[11], u[12], u[13], u[14], u[15]);
	return buf;
}

bool
identity_from_machine_id(struct text t, uint8_t uuid[16])
{
	uint8_t id[16], hash[SHA256_LEN];

	t = text_trim(t);
	if (!hex_bytes(&t, id, sizeof(id)) || t.len != 0 || !is_identity(id))
		return false;
	sha256_hmac(id, sizeof(id), app_id, sizeof(app_id), hash);
	memcpy(uuid, hash, 16);
	uuid[6] = (uint8_t)((uuid[6] & 0x0f) | 0x40);	/* version 4 */
	uuid[8] = (uint8_t)((uuid[8] & 0x3f) | 0x80);	/* RFC 4122 variant */
	return true;
}

static bool
is_i386(struct text t)
{
	return t.len == 4 && t.p[0] == 'i' && t.p[1] >= '3' &&
	    t.p[1] <= '6' && t.p[2] == '8' && t.p[3] == '6';
}

/* The numbers are those of sFlow's machine_type. */
uint32_t
identity_machine_type(struct text machine)
{
	static const struct { const char *prefix; uint32_t type; } kinds[] = {
		{ "x86_64", 3 }, { "ia64", 4 }, { "sparc", 5 }, { "alpha", 6 },
		{ "ppc", 7 }, { "powerpc", 7 }, { "m68k", 8 }, { "mips", 9 },
		{ "aarch64", 10 }, { "arm", 10 }, { "parisc", 11 },
		{ "s390", 12 }
	};

	machine = text_trim(machine);
	if (machine.len == 0)
		return 0;
	if (is_i386(machine))
		return 2;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (text_starts(machine, kinds[i].prefix))
			return kinds[i].type;
	return 1;	/* other: riscv64, loongarch64 ... */
}
