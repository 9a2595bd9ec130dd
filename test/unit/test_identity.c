/* SPDX-License-Identifier: Apache-2.0 */
/* identity.c and sha256.c: UUIDs, machine-id, machine types. */
#include "unit.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "identity.h"
#include "prefixes.h"
#include "sha256.h"

static void
uuid_bytes_are_in_the_order_of_the_text(void **state)
{
	static const uint8_t want[16] = {
		0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77,
		0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff
	};
	char buf[IDENTITY_UUID_STRLEN];
	uint8_t uuid[16];

	(void)state;
	assert_true(identity_parse_uuid(text_of(
	    "00112233-4455-6677-8899-aabbccddeeff"), uuid));
	assert_memory_equal(uuid, want, 16);
	memset(uuid, 0, sizeof(uuid));
	assert_true(identity_parse_uuid(text_of(
	    " 00112233-4455-6677-8899-AABBCCDDEEFF\n"), uuid));
	assert_memory_equal(uuid, want, 16);
	assert_string_equal(identity_format_uuid(uuid, buf),
	    "00112233-4455-6677-8899-aabbccddeeff");
}

static void
other_texts_are_no_uuid(void **state)
{
	static const char *const texts[] = {
		"", "-", "Not Settable", "Not Present",
		"00112233-4455-6677-8899-aabbccddeef",
		"00112233-4455-6677-8899-aabbccddeeff0",
		"00112233-4455-6677-8899-aabbccddeefg",
		"00112233445566778899aabbccddeeff",
		"0011223-34455-6677-8899-aabbccddeeff",
		"00112233-4455-6677-8899aabbccddeeff",
		"00112233--4455-6677-8899-aabbccddeef",
		"{00112233-4455-6677-8899-aabbccddeeff}",
		"00112233-4455-6677-8899-aabbccddeeff x",
		"00112233 4455 6677 8899 aabbccddeeff"
	};
	uint8_t uuid[16] = { 7 };

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(texts); i++)
		assert_false(identity_parse_uuid(text_of(texts[i]), uuid));
	assert_int_equal(uuid[0], 7);
}

/* A VM may have been given any; only the form has to be right. */
static void
any_uuid_is_read_where_no_identity_is_asked_for(void **state)
{
	static const char *const texts[] = {
		"00000000-0000-0000-0000-000000000000",
		"ffffffff-ffff-ffff-ffff-ffffffffffff",
		"03000200-0400-0500-0006-000700080009",
		" 12345678-1234-5678-90AB-CDDEEFAABBCC\n"
	};
	uint8_t uuid[16] = { 7 };

	(void)state;
	assert_false(identity_read_uuid(text_of(""), uuid));
	assert_false(identity_read_uuid(text_of(
	    "00000000-0000-0000-0000-00000000000"), uuid));
	assert_false(identity_read_uuid(text_of(
	    "00000000-0000-0000-0000-0000000000000"), uuid));
	assert_false(identity_read_uuid(text_of(
	    "00000000-0000-0000-0000_000000000000"), uuid));
	assert_int_equal(uuid[0], 7);
	for (size_t i = 0; i < UNIT_COUNT(texts); i++) {
		assert_false(identity_parse_uuid(text_of(texts[i]), uuid));
		assert_true(identity_read_uuid(text_of(texts[i]), uuid));
	}
	assert_memory_equal(uuid, "\x12\x34\x56\x78\x12\x34\x56\x78"
	    "\x90\xab\xcd\xde\xef\xaa\xbb\xcc", 16);
}

static void
placeholders_are_no_identity(void **state)
{
	static const char *const texts[] = {
		"00000000-0000-0000-0000-000000000000",
		"ffffffff-ffff-ffff-ffff-ffffffffffff",
		"FEFEFEFE-FEFE-FEFE-FEFE-FEFEFEFEFEFE",
		"03000200-0400-0500-0006-000700080009",
		"00020003-0004-0005-0006-000700080009",
		"12345678-1234-5678-90AB-CDDEEFAABBCC",
		"4c4c4544-0000-2010-8020-80c04f202020"
	};
	uint8_t uuid[16];

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(texts); i++)
		assert_false(identity_parse_uuid(text_of(texts[i]), uuid));
	/* Nearly so, yet unique: zeros and a MAC (Supermicro). */
	assert_true(identity_parse_uuid(text_of(
	    "00000000-0000-0000-0000-ac1f6b123456"), uuid));
}

static void
a_machine_id_gives_a_uuid_that_hides_it(void **state)
{
	static const char id[] = "5f1d7c0e2b3a4c6d8e9f0a1b2c3d4e5f";
	char buf[IDENTITY_UUID_STRLEN];
	uint8_t uuid[16];

	(void)state;
	/* What systemd-id128(1) computes, see identity.h. */
	assert_true(identity_from_machine_id(text_of(id), uuid));
	assert_string_equal(identity_format_uuid(uuid, buf),
	    "595efd48-3fa7-4b77-99df-b142c5662cec");
	assert_true(identity_from_machine_id(text_of(
	    "5f1d7c0e2b3a4c6d8e9f0a1b2c3d4e60\n"), uuid));
	assert_string_not_equal(identity_format_uuid(uuid, buf),
	    "595efd48-3fa7-4b77-99df-b142c5662cec");
}

static bool
first_line_of(const char *command, char *line, int cap)
{
	FILE *p = popen(command, "r");
	bool ok;

	assert_non_null(p);
	ok = fgets(line, cap, p) != NULL;
	pclose(p);
	line[strcspn(line, "\n")] = '\0';
	return ok;
}

static void
systemd_computes_the_same(void **state)
{
	char want[64], id[64], buf[IDENTITY_UUID_STRLEN];
	uint8_t uuid[16];

	(void)state;
	if (access("/usr/bin/systemd-id128", X_OK) == -1 ||
	    !first_line_of("/usr/bin/systemd-id128 -u machine-id "
	    "--app-specific=7b3de9c6-4d3e-4f0a-9a55-6f8e0d2c51b4 "
	    "2>/dev/null", want, sizeof(want)) ||
	    !first_line_of("cat /etc/machine-id", id, sizeof(id)))
		skip();
	assert_true(identity_from_machine_id(text_of(id), uuid));
	assert_string_equal(identity_format_uuid(uuid, buf), want);
}

static void
other_texts_are_no_machine_id(void **state)
{
	static const char *const texts[] = {
		"", "\n", "uninitialized\n",
		"00000000000000000000000000000000\n",
		"5f1d7c0e2b3a4c6d8e9f0a1b2c3d4e5",
		"5f1d7c0e2b3a4c6d8e9f0a1b2c3d4e5ff",
		"5f1d7c0e-2b3a-4c6d-8e9f-0a1b2c3d4e5f",
		"5f1d7c0e2b3a4c6d8e9f0a1b2c3d4e5z"
	};
	uint8_t uuid[16];

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(texts); i++)
		assert_false(identity_from_machine_id(text_of(texts[i]),
		    uuid));
}

static void
machines_have_the_numbers_of_the_specification(void **state)
{
	static const struct { const char *machine; uint32_t type; } cases[] = {
		{ "", 0 }, { "x86_64", 3 }, { "x86_64\n", 3 }, { "i386", 2 },
		{ "i686", 2 }, { "i786", 1 }, { "ia64", 4 },
		{ "sparc64", 5 }, { "alpha", 6 }, { "ppc64le", 7 },
		{ "ppc", 7 }, { "m68k", 8 }, { "mips64", 9 },
		{ "aarch64", 10 }, { "armv7l", 10 }, { "parisc64", 11 },
		{ "s390x", 12 }, { "riscv64", 1 }, { "loongarch64", 1 },
		{ "i6867", 1 }
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++)
		assert_int_equal(identity_machine_type(
		    text_of(cases[i].machine)), cases[i].type);
}

static void
assert_hash(const uint8_t *hash, const char *hex)
{
	char buf[2 * SHA256_LEN + 1];

	for (size_t i = 0; i < SHA256_LEN; i++)
		snprintf(buf + 2 * i, 3, "%02x", hash[i]);
	assert_string_equal(buf, hex);
}

/* FIPS 180-4's examples, and the lengths where the padding changes. */
static void
sha256_is_sha256(void **state)
{
	static const char two[] =
	    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
	uint8_t hash[SHA256_LEN], x[64];

	(void)state;
	sha256_two("", 0, "", 0, hash);
	assert_hash(hash, "e3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855");
	sha256_two("a", 1, "bc", 2, hash);
	assert_hash(hash, "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad");
	sha256_two(two, 56, "", 0, hash);
	assert_hash(hash, "248d6a61d20638b8e5c026930c3e6039"
	    "a33ce45964ff2167f6ecedd419db06c1");
	memset(x, 'x', sizeof(x));
	sha256_two(x, 55, "", 0, hash);
	assert_hash(hash, "d5e285683cd4efc02d021a5c62014694"
	    "958901005d6f71e89e0989fac77e4072");
	sha256_two(x, 64, "", 0, hash);
	assert_hash(hash, "7ce100971f64e7001e8fe5a51973ecdf"
	    "e1ced42befe7ee8d5fd6219506b5393c");
}

/* RFC 4231, cases 1 and 2. */
static void
hmac_is_hmac(void **state)
{
	uint8_t key[20], hash[SHA256_LEN];

	(void)state;
	memset(key, 0x0b, sizeof(key));
	sha256_hmac(key, sizeof(key), "Hi There", 8, hash);
	assert_hash(hash, "b0344c61d8db38535ca8afceaf0bf12b"
	    "881dc200c9833da726e9376c2e32cff7");
	sha256_hmac("Jefe", 4, "what do ya want for nothing?", 28, hash);
	assert_hash(hash, "5bdcc146bf60754e6a042426089575c7"
	    "5a003f089d2739839dec58b964ec3843");
}

static void
parse_all(struct text t)
{
	uint8_t uuid[16];

	(void)identity_parse_uuid(t, uuid);
	(void)identity_from_machine_id(t, uuid);
	(void)identity_machine_type(t);
}

static void
no_beginning_of_a_text_is_read_past(void **state)
{
	(void)state;
	prefixes_try("00112233-4455-6677-8899-aabbccddeeff", parse_all);
	prefixes_try("5f1d7c0e2b3a4c6d8e9f0a1b2c3d4e5f", parse_all);
	prefixes_try("x86_64", parse_all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(uuid_bytes_are_in_the_order_of_the_text),
		cmocka_unit_test(other_texts_are_no_uuid),
		cmocka_unit_test(
		    any_uuid_is_read_where_no_identity_is_asked_for),
		cmocka_unit_test(placeholders_are_no_identity),
		cmocka_unit_test(a_machine_id_gives_a_uuid_that_hides_it),
		cmocka_unit_test(systemd_computes_the_same),
		cmocka_unit_test(other_texts_are_no_machine_id),
		cmocka_unit_test(
		    machines_have_the_numbers_of_the_specification),
		cmocka_unit_test(sha256_is_sha256),
		cmocka_unit_test(hmac_is_hmac),
		cmocka_unit_test(no_beginning_of_a_text_is_read_past),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
