/* SPDX-License-Identifier: Apache-2.0 */
/* xen_names.c: names of Xen's things, some of which a guest has chosen. */
#include "unit.h"

#include <stdbool.h>
#include <string.h>

#include "xen_names.h"

struct device_case {
	const char		*text;
	enum xen_names_backend	 backend;	/* XEN_NAMES_OTHER: refused */
	uint32_t		 domid, device;
};

static void
check_devices(const struct device_case *cases, size_t n,
    bool (*parse)(struct text, struct xen_names_device *))
{
	for (size_t i = 0; i < n; i++) {
		const struct device_case *c = &cases[i];
		struct xen_names_device d;
		bool ok = parse(text_of(c->text), &d);

		if (ok != (c->backend != XEN_NAMES_OTHER))
			fail_msg("'%s'", c->text);
		if (!ok)
			continue;
		assert_int_equal(d.backend, c->backend);
		assert_int_equal(d.domid, c->domid);
		assert_int_equal(d.device, c->device);
	}
}

static void
entries_of_the_bus_are_read(void **state)
{
	static const struct device_case cases[] = {
		{ "vbd-3-51712", XEN_NAMES_VBD, 3, 51712 },
		{ "vbd3-3-51712", XEN_NAMES_TAPDISK, 3, 51712 },
		{ "qdisk-12-5632", XEN_NAMES_QDISK, 12, 5632 },
		{ "vif-1-0", XEN_NAMES_VIF, 1, 0 },
		{ "vbd-32751-4294967295", XEN_NAMES_VBD, 32751, UINT32_MAX },
		{ .text = "vbd-0-51712" },
		{ .text = "vbd-32752-51712" },
		{ .text = "vbd-3-4294967296" },
		{ .text = "vbd-3" },
		{ .text = "vbd-3-" },
		{ .text = "vbd--51712" },
		{ .text = "vbd-3-51712-1" },
		{ .text = "vbd-3-51712\n" },
		{ .text = "vbd-3-0xca00" },
		{ .text = "vbd-+3-51712" },
		{ .text = "vbd--3-51712" },
		{ .text = "vbd4-3-51712" },
		{ .text = "VBD-3-51712" },
		{ .text = "vkbd-3-0" },
		{ .text = "console-3-0" },
		{ .text = "-3-0" },
		{ .text = "." },
		{ .text = "" },
	};

	(void)state;
	check_devices(cases, UNIT_COUNT(cases), xen_names_parse_entry);
}

static void
nodenames_of_interfaces_are_read(void **state)
{
	static const struct device_case cases[] = {
		{ "backend/vif/3/0", XEN_NAMES_VIF, 3, 0 },
		{ "backend/vif/3/0\n", XEN_NAMES_VIF, 3, 0 },
		{ "backend/vbd/3/51712", XEN_NAMES_VBD, 3, 51712 },
		{ .text = "backend/vif/0/0" },
		{ .text = "backend/vif/3" },
		{ .text = "backend/vif/3/0/1" },
		{ .text = "backend/vif/3/-1" },
		{ .text = "backend/vif//0" },
		{ .text = "backend//3/0" },
		{ .text = "/backend/vif/3/0" },
		{ .text = "device/vif/0" },
		{ .text = "device/vif/3/0" },
		{ .text = "backend/vif/3/0\nbackend/vif/4/0" },
		{ .text = "" },
	};

	(void)state;
	check_devices(cases, UNIT_COUNT(cases), xen_names_parse_nodename);
}

static void
names_of_emulated_interfaces_are_read(void **state)
{
	static const struct device_case cases[] = {
		{ "tap3.0", XEN_NAMES_VIF, 3, 0 },
		{ "vif3.1-emu", XEN_NAMES_VIF, 3, 1 },
		{ .text = "tap0.0" },
		{ .text = "tap3" },
		{ .text = "tap3." },
		{ .text = "tap.0" },
		{ .text = "tap" },
		{ .text = "tap3.0-emu" },
		{ .text = "vif3.1" },		/* /sys tells of these */
		{ .text = "vif3.1-em" },
		{ .text = "vif-emu" },
		{ .text = "-emu" },
		{ .text = "tap32752.0" },
		{ .text = "taptap3.0" },
		{ .text = "Tap3.0" },
		{ .text = "tap3.0 " },
		{ .text = "" },
	};

	(void)state;
	check_devices(cases, UNIT_COUNT(cases), xen_names_parse_tap);
}

static void
backends_have_the_names_of_their_folders(void **state)
{
	(void)state;
	assert_string_equal(xen_names_backend(XEN_NAMES_VIF), "vif");
	assert_string_equal(xen_names_backend(XEN_NAMES_VBD), "vbd");
	assert_string_equal(xen_names_backend(XEN_NAMES_TAPDISK), "vbd3");
	assert_string_equal(xen_names_backend(XEN_NAMES_QDISK), "qdisk");
	assert_string_equal(xen_names_backend(XEN_NAMES_OTHER), "");
}

static void
a_domain_s_uuid_is_that_of_its_vm(void **state)
{
	static const char *const bad[] = {
		"", "/vm/", "/vm", "00112233-4455-6677-8899-aabbccddeeff",
		"/vm/00000000-0000-0000-0000-000000000000",
		"/vm/00112233-4455-6677-8899-aabbccddeeff/name",
		"/vm/00112233-4455-6677-8899-aabbccddeef",
		"/VM/00112233-4455-6677-8899-aabbccddeeff",
		"x/vm/00112233-4455-6677-8899-aabbccddeeff"
	};
	uint8_t uuid[16];

	(void)state;
	assert_true(xen_names_parse_vm(text_of(
	    "/vm/00112233-4455-6677-8899-AAbbccddeeff"), uuid));
	assert_memory_equal(uuid, "\x00\x11\x22\x33\x44\x55\x66\x77"
	    "\x88\x99\xaa\xbb\xcc\xdd\xee\xff", 16);
	/* What is a placeholder on a board may be chosen for a VM. */
	assert_true(xen_names_parse_vm(text_of(
	    "/vm/11111111-1111-1111-1111-111111111111"), uuid));
	for (size_t i = 0; i < UNIT_COUNT(bad); i++)
		assert_false(xen_names_parse_vm(text_of(bad[i]), uuid));
}

static void
a_guest_s_mac_is_read(void **state)
{
	static const char *const bad[] = {
		"", "00:16:3e:77:00", "00:16:3e:77:00:01:02",
		"00:16:3e:77:00:1", "0:16:3e:77:00:001", "00-16-3e-77-00-01",
		"00163e770001", "00:16:3e:77:00:0g", "00:16:3e:77:00:0@",
		"00:16:3e:77:00:0`", "00:16:3e:77:00:0G",
		"00:16:3e:77:00:0\xe1", "00:16:3e:77:00 01",
		":00:16:3e:77:00:1",
		"00:00:00:00:00:00",		/* none */
		"ff:ff:ff:ff:ff:ff", "01:16:3e:77:00:01", /* of a group */
	};
	uint8_t mac[6];

	(void)state;
	assert_true(xen_names_parse_mac(text_of("00:16:3e:77:0a:F1"), mac));
	assert_memory_equal(mac, "\x00\x16\x3e\x77\x0a\xf1", 6);
	assert_true(xen_names_parse_mac(text_of(" 02:9A:bc:de:f0:00\n"),
	    mac));
	assert_memory_equal(mac, "\x02\x9a\xbc\xde\xf0\x00", 6);
	for (size_t i = 0; i < UNIT_COUNT(bad); i++) {
		assert_false(xen_names_parse_mac(text_of(bad[i]), mac));
		assert_memory_equal(mac, "\x02\x9a\xbc\xde\xf0\x00", 6);
	}
}

static void
machines_are_known_by_abi_and_by_release(void **state)
{
	static const struct { const char *text; uint32_t machine; } cases[] = {
		{ "x86_64-abi", 3 },
		{ "x86_32-abi", 2 },
		{ "arm-abi", 10 },
		{ "6.1.0-18-amd64", 3 },
		{ "3.10.0-1160.el7.x86_64", 3 },
		{ "2.6.18-8.el5xen.i686", 2 },
		{ "5.10.0-aarch64", 10 },
		{ "6.1.0-AMD64", 3 },
		{ "5.15.0-91-generic", 0 },	/* says nothing */
		{ "native-abi", 0 },
		{ "amd6", 0 },
		{ "", 0 },
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++)
		assert_int_equal(xen_names_machine(text_of(cases[i].text)),
		    cases[i].machine);
}

static uint32_t
os(const char *name, const char *distro, const char *uname,
    const char *class)
{
	const struct xen_names_os words = { text_of(name), text_of(distro),
	    text_of(uname), text_of(class) };

	return xen_names_os(&words);
}

static void
systems_are_known_by_any_of_the_tools_words(void **state)
{
	(void)state;
	assert_int_equal(os("Microsoft Windows Server 2022 Datacenter|"
	    "C:\\Windows|\\Device\\Harddisk0\\Partition2", "windows", "",
	    "windows NT"), 3);
	assert_int_equal(os("", "", "", "windows NT"), 3);
	assert_int_equal(os("Debian GNU/Linux 12 (bookworm)", "debian",
	    "6.1.0-18-amd64", ""), 2);
	assert_int_equal(os("Ubuntu 22.04.3 LTS", "ubuntu",
	    "5.15.0-91-generic", ""), 2);
	assert_int_equal(os("CentOS release 6.10 (Final)", "centos",
	    "2.6.32-754.el6.x86_64", ""), 2);
	assert_int_equal(os("FreeBSD 13.2-RELEASE", "FreeBSD",
	    "13.2-RELEASE", ""), 8);
	assert_int_equal(os("NetBSD", "", "", ""), 9);
	assert_int_equal(os("", "openbsd", "7.4", ""), 10);
	assert_int_equal(os("DragonFly BSD", "", "", ""), 7);
	assert_int_equal(os("Oracle Solaris", "", "", ""), 12);
}

static void
without_a_word_that_is_known_no_system_is_guessed(void **state)
{
	(void)state;
	assert_int_equal(os("", "", "", ""), 0);
	assert_int_equal(os("TempleOS", "", "", ""), 0);
	assert_int_equal(os("", "debian", "", ""), 0);
	assert_int_equal(os("", "", "6.1.0-18-amd64", ""), 0);
	assert_int_equal(os("linu", "inux", "", "window"), 0);
}

#define GIVEN	(UINT64_C(1048576) * 1024)	/* bytes */
#define UNTOUCHED	UINT64_C(12345)

static uint64_t
used(const char *total, const char *unused, uint64_t given)
{
	uint64_t bytes = UNTOUCHED;

	if (!xen_names_used_memory(text_of(total), text_of(unused), given,
	    &bytes)) {
		assert_int_equal(bytes, UNTOUCHED);
		return UINT64_MAX;
	}
	return bytes;
}

static void
used_memory_is_what_is_not_free(void **state)
{
	(void)state;
	assert_int_equal(used("1000000", "400000", GIVEN), 600000 * 1024);
	assert_int_equal(used("1000000", "0", GIVEN), 1000000 * 1024);
	assert_int_equal(used("1000000", "1000000", GIVEN), 0);
	assert_int_equal(used("", "400000", GIVEN), (1048576 - 400000) * 1024);
	assert_int_equal(used("1048576\n", " 1\n", GIVEN), 1048575 * 1024);
	assert_int_equal(used(" ", "0", 2047), 1024);
	assert_int_equal(used("", "0", UINT64_MAX), UINT64_MAX - 1023);
}

static void
what_a_guest_cannot_use_is_refused(void **state)
{
	static const struct { const char *total, *unused; } cases[] = {
		{ "1000000", "1000001" },	/* more free than there is */
		{ "", "1048577" },
		{ "1048577", "0" },		/* more than it was given */
		{ "18446744073709551615", "1" },
		{ "18446744073709551616", "1" },
		{ "18014398509481984", "18014398509481984" },
		{ "1000000", "" }, { "", "" }, { "1000000", "-1" },
		{ "-1", "0" }, { "0x100", "0" }, { "1000 kB", "0" },
		{ "1000000", "1e3" }, { "1000000", "4 0" },
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++)
		assert_int_equal(used(cases[i].total, cases[i].unused, GIVEN),
		    UINT64_MAX);
	assert_int_equal(used("", "1", 1023), UINT64_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_of_the_bus_are_read),
		cmocka_unit_test(nodenames_of_interfaces_are_read),
		cmocka_unit_test(names_of_emulated_interfaces_are_read),
		cmocka_unit_test(backends_have_the_names_of_their_folders),
		cmocka_unit_test(a_domain_s_uuid_is_that_of_its_vm),
		cmocka_unit_test(a_guest_s_mac_is_read),
		cmocka_unit_test(machines_are_known_by_abi_and_by_release),
		cmocka_unit_test(systems_are_known_by_any_of_the_tools_words),
		cmocka_unit_test(
		    without_a_word_that_is_known_no_system_is_guessed),
		cmocka_unit_test(used_memory_is_what_is_not_free),
		cmocka_unit_test(what_a_guest_cannot_use_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
