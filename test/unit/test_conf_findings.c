/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with a hsflowd.conf: each finding, its place and its reason. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "conf_text.h"

/* Warnings only */

struct finding {
	const char	*text;
	unsigned int	 line, col;
	const char	*reason;	/* part of it */
	unsigned int	 n;		/* of them; the first is compared */
};

static void
check_finding(const struct finding *f, bool is_warning)
{
	bool ok = conf_text_parse(f->text);
	const struct conf_error *e = NULL;

	for (unsigned int i = 0; i < errs.n && e == NULL; i++)
		if (errs.list[i].is_warning == is_warning)
			e = &errs.list[i];
	if (e == NULL)
		fail_msg("nothing found in: %s", f->text);
	else if (e->line != f->line || e->col != f->col ||
	    strstr(e->reason, f->reason) == NULL)
		fail_msg("%u:%u: %s (expected %u:%u: ...%s...) in: %s",
		    e->line, e->col, e->reason, f->line, f->col, f->reason,
		    f->text);
	if (f->n != (is_warning ? errs.n_warnings : errs.n_errors)) {
		for (unsigned int i = 0; i < errs.n; i++)
			print_error("%u:%u: %s\n", errs.list[i].line,
			    errs.list[i].col, errs.list[i].reason);
		fail_msg("%u findings expected in: %s", f->n, f->text);
	}
	assert_int_equal(ok, is_warning);
}

static const struct finding warnings[] = {
	{ "sflow { kvm { } }", 1, 9, "'kvm' is known from host-sflow", 1 },
	{ "sflow {\n docker { a { b { } c } }\n headerBytes=64 }", 2, 2,
	    "'docker'", 1 },
	{ "sflow { pcap { dev=eth0 } pcap { dev=eth1 } }", 1, 9, "'pcap'", 2 },
	{ "sflow { json { udpport = 36343 FIFO=/tmp/x } }", 1, 9, "'json'",
	    1 },
	{ "sflow { jsonPort = 36343 }", 1, 9, "'jsonPort'", 1 },
	{ "sflow { refreshAdaptors = 60 checkAdaptors = 10 refreshVMs=60 "
	    "forgetVMs=180 }", 1, 9, "'refreshAdaptors'", 4 },
	{ "sflow { modules = /etc/hsflowd/modules }", 1, 9, "'modules'", 1 },
	{ "sflow { loopback = on samplingDirection = both }", 1, 9,
	    "'loopback'", 2 },
	{ "sflow { sampling.http = 10 sampling.app.x = 3 }", 1, 9,
	    "'sampling.http'", 2 },
	{ "sflow { sampling.bps_ratio = 0 }", 1, 9, "'sampling.bps_ratio'",
	    1 },
	{ "sflow { polling.http = 10 }", 1, 9, "'polling.http'", 1 },
	{ "sflow { xen { update.dominfo=off dsk=on vbd=/x "
	    "switchport=\"vif{1}\" refreshVMs=1 forgetVMs=2 } }", 1, 15,
	    "'update.dominfo'", 6 },
	{ "sflow { xen.update.dominfo = on xen.dsk = on }", 1, 9,
	    "'xen.update.dominfo'", 2 },
	{ "sflow { collector { ip=10.0.0.1 namespace=blue } }", 1, 33,
	    "'namespace'", 1 },
	{ "sflow {\n collector { ip=10.0.0.1 }\n"
	    " collector { udpport=6343 ip=10.0.0.1 }\n}", 3, 2,
	    "the same collector as in line 2", 1 },
	{ "sflow { tcp { } nvml{} systemd{} dbus{} eapi{} sonic{} vpp{} "
	    "ulog{} nflog{} psample{} dropmon{} nlroute{} k8s{} epcap{} "
	    "containerd{} cumulus{} dent{} opx{} os10{} }", 1, 9, "'tcp'",
	    19 },
};

static void
what_host_sflow_has_is_a_warning(void **state)
{
	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(warnings); i++)
		check_finding(&warnings[i], true);
}

static void
ignored_key_leaves_its_neighbours_alone(void **state)
{
	(void)state;
	assert_true(conf_text_parse("sflow { loopback polling = 5 }"));
	assert_int_equal(conf.polling.value, 5);
	assert_true(conf_text_parse("sflow { loopback\n sampling 7\n }"));
	assert_int_equal(conf.sampling.value, 7);
	assert_true(conf_text_parse(
	    "sflow { kvm { polling=1 { } } polling=9 }"));
	assert_int_equal(conf.polling.value, 9);
}

/* Errors */

static const struct finding errors[] = {
	/* the file as a whole */
	{ "", 1, 1, "there is no 'sflow { ... }'", 1 },
	{ " \n\n", 1, 1, "there is no 'sflow { ... }'", 1 },
	{ "# sflow { }", 1, 1, "there is no 'sflow { ... }'", 1 },
	{ "polling = 5\nsampling = 3\n", 1, 1,
	    "'polling' stands outside of 'sflow", 1 },
	{ "sflow", 1, 1, "'sflow' needs a block", 1 },
	{ "sflow\npolling = 5\n", 1, 1, "'sflow' needs a block", 1 },
	{ "sflow { }\nsflow { }\n", 2, 1,
	    "a second 'sflow' block; the first is in line 1", 1 },
	{ "sflow { }\n}\n", 2, 1, "this '}' closes nothing", 1 },
	{ "}", 1, 1, "this '}' closes nothing", 1 },
	{ "{ polling = 5 }", 1, 1, "the block that begins here has no name",
	    1 },
	{ "sflow { } polling = 5", 1, 11, "'polling' stands outside", 1 },
	{ "sflow {\n polling=5 }\n sampling=3\n agent=x\n}\n", 3, 2,
	    "'sampling' stands outside", 2 },
	{ "\x7f" "ELF", 1, 1, "the byte 0x7f is not text", 1 },
	{ "sflow {\n\x01}", 2, 1, "the byte 0x01 is not text", 1 },
	{ "[sflow]\npolling=5", 1, 1, "'[sflow]' stands outside", 1 },
	{ "\x89PNG", 1, 1, "'\\x89PNG' stands outside", 1 },
	/* blocks */
	{ "sflow {", 1, 7, "the 'sflow' block that begins here has no '}'",
	    1 },
	{ "sflow {\n polling=5\n", 1, 7, "the 'sflow' block", 1 },
	{ "sflow {\n collector {\n  ip=10.0.0.1\n", 1, 7, "the 'sflow' block",
	    2 },
	{ "sflow {\n kvm {\n", 1, 7, "the 'sflow' block", 2 },
	{ "sflow {\n collector { ip=10.0.0.1\n polling=5\n}\n", 1, 7,
	    "the 'sflow' block", 2 },
	{ "sflow { collector { ip=10.0.0.1 polling=5 } }", 1, 33,
	    "'polling' belongs to 'sflow', not to 'collector': is a '}'", 1 },
	{ "sflow { { } }", 1, 9, "the block that begins here has no name",
	    1 },
	{ "sflow { collector = 10.0.0.1 }", 1, 9, "'collector' needs a block",
	    1 },
	{ "sflow { xen = on }", 1, 9, "'xen' needs a block", 1 },
	{ "sflow { polling { 5 } }", 1, 9,
	    "'polling' takes a value, not a block", 1 },
	{ "sflow { xen { }\n xen { } }", 2, 2, "'xen' was set in line 1", 1 },
	{ "sflow { ovs { refreshVMs = 1 } }", 1, 15,
	    "'refreshVMs' belongs to 'sflow', not to 'ovs'", 1 },
	{ "sflow { metrics = 9343 }", 1, 19,
	    "'metrics': '9343' is not ADDRESS:PORT", 1 },
	{ "sflow { metrics = localhost:9343 }", 1, 19, "is not ADDRESS", 1 },
	{ "sflow { metrics = ::1:9343 }", 1, 19, "is not ADDRESS:PORT", 1 },
	{ "sflow { metrics = [127.0.0.1]:9343 }", 1, 19, "is not ADDR", 1 },
	{ "sflow { metrics = 127.0.0.1:0 }", 1, 19, "is not ADDRESS:P", 1 },
	{ "sflow { metrics = 127.0.0.1: }", 1, 19, "is not ADDRESS:P", 1 },
	{ "sflow { metrics = 127.0.0.1:65536 }", 1, 19, "is not ADDR", 1 },
	{ "sflow { metrics = : }", 1, 19, "is not ADDRESS:PORT", 1 },
	{ "sflow { metrics = 224.0.0.1:9343 }", 1, 19,
	    "is not the address of a host", 1 },
	{ "sflow { metrics = 127.0.0.1:1\n metrics = 127.0.0.1:2 }", 2, 2,
	    "was set in line 1 already", 1 },
	{ "sflow { metric = 127.0.0.1:1 }", 1, 9, "is 'metrics' meant?", 1 },
	{ "sflow { ovs { x = 1 } }", 1, 15, "'x' is not known in 'ovs'", 1 },
	{ "sflow { ovs { bridges = br0 } }", 1, 15, "is 'bridge' meant?", 1 },
	{ "sflow { ovs { takeover = maybe } }", 1, 26,
	    "'takeover': 'maybe' is neither yes nor no", 1 },
	{ "sflow { ovs {\n takeover = yes\n takeover = no } }", 3, 2,
	    "'takeover' was set in line 2 already", 1 },
	{ "sflow { ovs { bridge } }", 1, 15, "'bridge' has no value", 1 },
	{ "sflow { ovs { bridge exclude = x } }", 1, 15,
	    "'bridge' has no value", 1 },
	{ "sflow { ovs { bridge { br0 } } }", 1, 15, "takes a value", 1 },
	{ "sflow { ovs { exclude = br0 [ x } }", 1, 29,
	    "'exclude': '[' has a '[' without its ']'", 1 },
	{ "sflow { ovs { bridge = br0, br1 } }", 1, 24,
	    "'bridge': 'br0,' ends in a comma", 1 },
	{ "sflow { ovs { bridge = \"\" } }", 1, 24, "'' is empty", 1 },
	{ "sflow { ovs { bridge = \"a\tb\" } }", 1, 24,
	    "has a control character", 1 },
	{ "sflow { ovs { bridge = a \"b\n } }", 1, 26,
	    "the quote does not end on its line", 1 },
	{ "sflow { ovs { exclude = \"br0 \" } }", 1, 25,
	    "has a blank at its end: write [ ] there", 1 },
	{ "sflow { ovs { bridge = 1 2 3 4 5 6 7 8 9 a b c d e f g h } }", 1,
	    56, "'h' is one pattern too many (16 are possible)", 1 },
	{ "sflow { ovs { bridge = br0\n samplng = 5 } }", 2, 2,
	    "'samplng' is not known in 'ovs'", 1 },
	{ "sflow { xen { memori = guest } }", 1, 15,
	    "'memori' is not known in 'xen': is 'memory' meant?", 1 },
	{ "sflow { xen { memory = full } }", 1, 24,
	    "'memory': 'full' is neither xen nor guest", 1 },
	{ "sflow { dns-sd { domain } }", 1, 18, "'domain' has no value", 1 },
	{ "sflow { collector { } }", 1, 9, "the collector has no ip", 1 },
	{ "sflow { collector { udpport=6343 } }", 1, 9,
	    "the collector has no ip", 1 },
	/* names */
	{ "sflow { samplng = 5 }", 1, 9,
	    "'samplng' is not known in 'sflow': is 'sampling' meant?", 1 },
	{ "sflow { pollign = 5 }", 1, 9, "is 'polling' meant?", 1 },
	{ "sflow { header = 5 }", 1, 9, "is 'headerBytes' meant?", 1 },
	{ "sflow { collectors { ip = 10.0.0.1 } }", 1, 9,
	    "is 'collector' meant?", 1 },
	{ "sflow { collector { ip=10.0.0.1 port=1 } }", 1, 33,
	    "is 'udpport' meant?", 1 },
	{ "sflow { agent_ip = 10.0.0.1 }", 1, 9, "is 'agentIP' meant?", 1 },
	{ "sflow { zebra = 5 }", 1, 9, "'zebra' is not known in 'sflow'", 1 },
	{ "sflow { \"po lling\" = 5 }", 1, 9, "is 'polling' meant?", 1 },
	{ "sflow { \x1b[0m }", 1, 9, "the byte 0x1b is not text", 1 },
	{ "sflow { m\xc3\xbc = 1 }", 1, 9, "'m\\xc3\\xbc' is not known", 1 },
	/* values that are missing */
	{ "sflow { polling }", 1, 9, "'polling' has no value", 1 },
	{ "sflow { polling = }", 1, 9, "'polling' has no value", 1 },
	{ "sflow { polling", 1, 7, "the 'sflow' block", 2 },
	{ "sflow {\n polling =\n sampling = 5\n}", 2, 2,
	    "'polling' has no value", 1 },
	{ "sflow {\n polling\n collector { ip=10.0.0.1 }\n}", 2, 2,
	    "'polling' has no value", 1 },
	{ "sflow { collector { ip= udpport=6343 } }", 1, 21,
	    "'ip' has no value", 1 },
	{ "sflow { collector { ip=10.0.0.1 udpport= } }", 1, 33,
	    "'udpport' has no value", 1 },
	/* numbers */
	{ "sflow { polling=-7 }", 1, 17,
	    "'polling': '-7' is not a number from 0 to 3600 seconds", 1 },
	{ "sflow { polling=+7 }", 1, 17, "'+7' is not a number", 1 },
	{ "sflow { polling=3601 }", 1, 17, "'3601' is not a number", 1 },
	{ "sflow { sampling=1e9999 }", 1, 18,
	    "'1e9999' is not a number from 0 to 16777215", 1 },
	{ "sflow { sampling=4294967696 }", 1, 18, "'4294967696'", 1 },
	{ "sflow { sampling=18446744073709552016 }", 1, 18, "is not a number",
	    1 },
	{ "sflow { sampling=10abc }", 1, 18, "'10abc'", 1 },
	{ "sflow { sampling=010 }", 1, 18, "leading zero", 1 },
	{ "sflow { sampling=0x10 }", 1, 18, "'0x10'", 1 },
	{ "sflow { sampling=1K }", 1, 18, "'1K'", 1 },
	{ "sflow { sampling=1.5 }", 1, 18, "'1.5'", 1 },
	{ "sflow { sampling=\"\" }", 1, 18, "'' is not a number", 1 },
	{ "sflow { sampling=\" 5\" }", 1, 18, "' 5' is not a number", 1 },
	{ "sflow { headerBytes=13 }", 1, 21, "from 14 to 512 bytes", 1 },
	{ "sflow { headerBytes=513 }", 1, 21, "from 14 to 512 bytes", 1 },
	{ "sflow { datagramBytes=199 }", 1, 23, "from 200 to 8192 bytes", 1 },
	{ "sflow { subAgentId=200000 }", 1, 20, "from 0 to 199999", 1 },
	{ "sflow { collector{ip=::1 udpport=0} }", 1, 34, "from 1 to 65535",
	    1 },
	{ "sflow { collector{ip=::1 udpport=65536} }", 1, 34,
	    "from 1 to 65535", 1 },
	/* speeds */
	{ "sflow { sampling.10 = 5 }", 1, 9, "what follows the dot is not a "
	    "speed", 1 },
	{ "sflow { sampling.10X = 5 }", 1, 9, "is not a speed", 1 },
	{ "sflow { sampling.10G = x }", 1, 24,
	    "'sampling.10G': 'x' is not a number", 1 },
	{ "sflow {\n sampling.1G = 5\n sampling.1000M = 6 }", 3, 2,
	    "'sampling.1000M': this speed was set in line 2", 1 },
	{ "sflow { sampling. = 5 }", 1, 9, "is 'sampling' meant?", 1 },
	/* twice */
	{ "sflow {\n polling=5\n polling=5\n}", 3, 2,
	    "'polling' was set in line 2 already", 1 },
	{ "sflow {\n sampling=5\n\n packetSamplingRate=6\n}", 4, 2,
	    "'packetSamplingRate' was set in line 2 already", 1 },
	{ "sflow { collector {\n ip=10.0.0.1\n ip=10.0.0.2 } }", 3, 2,
	    "'ip' was set in line 2 already", 1 },
	{ "sflow {\n DNSSD_domain=.x\n dns-sd { domain=.y } }", 3, 11,
	    "'domain' was set in line 2 already", 1 },
	{ "sflow {\n DNSSD=off\n dns-sd { } }", 3, 2,
	    "'dns-sd' contradicts line 2", 1 },
	/* words */
	{ "sflow { DNSSD = maybe }", 1, 17, "is neither on nor off", 1 },
	{ "sflow { dns-sd { domain = . } }", 1, 27, "is not a domain", 1 },
	{ "sflow { dns-sd { domain = ..x } }", 1, 27, "is not a domain", 1 },
	{ "sflow { dns-sd { domain = a..b } }", 1, 27, "is not a domain", 1 },
	{ "sflow { dns-sd { domain = \"a b\" } }", 1, 27, "is not a domain",
	    1 },
	{ "sflow { agent = interface-name16 }", 1, 17,
	    "is longer than an interface name", 1 },
	{ "sflow { agent = eth0/1 }", 1, 17, "is not the name of an interface",
	    1 },
	{ "sflow { agent = \"\" }", 1, 17, "is not the name of an interface",
	    1 },
	{ "sflow { agent = .. }", 1, 17, "is not the name of an interface",
	    1 },
	{ "sflow { agentIP = myhost }", 1, 19,
	    "is not an IPv4 or IPv6 address (names are not looked up", 1 },
	{ "sflow { agentIP = 224.0.0.1 }", 1, 19, "is not the address of a "
	    "host", 1 },
	{ "sflow { agentIP = 10.0.0.1/8 }", 1, 19, "is not an IPv4 or", 1 },
	{ "sflow { agent.cidr = 10.0.0.0 }", 1, 22, "is not a prefix", 1 },
	{ "sflow { agent.cidr = 10.0.0.0/33 }", 1, 22, "is not a prefix", 1 },
	{ "sflow { agent.cidr = ! 10.0.0.0/8 }", 1, 22,
	    "'!' is not a prefix", 2 },
	{ "sflow { uuid = 00112233 }", 1, 16, "is not a UUID", 1 },
	{ "sflow { uuid = 00112233-4455-6677-8899-aabbccddeefg }", 1, 16,
	    "is not a UUID", 1 },
	{ "sflow { uuid = 001122334455667788990-aabbccddeeff00 }", 1, 16,
	    "is not a UUID", 1 },
	{ "sflow { uuid = 00000000-0000-0000-0000-000000000000 }", 1, 16,
	    "is not a UUID of this host alone", 1 },
	{ "sflow { collector { ip = 10.0.0.256 } }", 1, 26,
	    "is not an IPv4 address", 1 },
	{ "sflow { collector { ip = 10 } }", 1, 26, "is not an IPv4 address",
	    1 },
	{ "sflow { collector { ip = 10.0.0.1. } }", 1, 26,
	    "is not an IPv4 address", 1 },
	{ "sflow { collector { ip = fe80::1%eth0 } }", 1, 26, "without '%'",
	    1 },
	{ "sflow { collector { ip = [::1] } }", 1, 26, "without brackets", 1 },
	{ "sflow { collector { ip = 10.0.0.1:6343 } }", 1, 26,
	    "is not an IPv6 address", 1 },
	{ "sflow { collector { ip = a/b } }", 1, 26,
	    "is neither an address nor a host name", 1 },
	{ "sflow { collector { ip = a..b } }", 1, 26,
	    "is neither an address nor a host name", 1 },
	{ "sflow { collector { ip = 0.0.0.0 } }", 1, 26,
	    "is not the address of a host", 1 },
	{ "sflow { collector { ip = \"\" } }", 1, 26,
	    "is neither an address nor a host name", 1 },
	/* quotes */
	{ "sflow {\n agent = \"eth0\n polling=5 }", 2, 10,
	    "the quote does not end on its line", 1 },
	{ "sflow { agent = \"eth0 }", 1, 7, "the 'sflow' block", 2 },
};

static void
every_error_has_its_place_and_reason(void **state)
{
	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(errors); i++)
		check_finding(&errors[i], false);
}

static void
all_errors_are_listed_in_the_order_of_the_text(void **state)
{
	(void)state;
	assert_false(conf_text_parse("sflow {\n polling = x\n foo = 1\n"
	    " collector {\n  udpport = 0\n }\n kvm { }\n"));
	assert_int_equal(errs.n_errors, 5);
	assert_int_equal(errs.n_warnings, 1);
	assert_int_equal(errs.n, 6);
	assert_int_equal(conf_errors_unlisted(&errs), 0);
	for (unsigned int i = 1; i < errs.n; i++)
		assert_true(errs.list[i - 1].line <= errs.list[i].line);
	assert_int_equal(errs.list[0].line, 1);
	assert_int_equal(errs.list[5].line, 7);
	assert_true(errs.list[5].is_warning);
}

static void
errors_beyond_the_list_are_counted(void **state)
{
	char text[4096] = "sflow {\n";

	(void)state;
	for (int i = 0; i < 100; i++)
		strcat(text, "kvm{}\n");
	for (int i = 0; i < 70; i++)
		strcat(text, "zebra = 1\n");
	strcat(text, "}");
	assert_false(conf_text_parse(text));
	assert_int_equal(errs.n, CONF_ERRORS_MAX);
	assert_int_equal(errs.n_errors, 70);
	assert_int_equal(errs.n_warnings, 100);
	assert_int_equal(conf_errors_unlisted(&errs),
	    170 - CONF_ERRORS_MAX);
	for (unsigned int i = 0; i < errs.n; i++)
		assert_false(errs.list[i].is_warning);
	assert_int_equal(errs.list[0].line, 102);
}

static void
too_many_of_a_kind_is_an_error(void **state)
{
	static const char *const lines[] = {
		"collector { ip = 10.0.0.%d }\n",
		"agent.cidr = 10.%d.0.0/16\n",
		"sampling.%dG = 5\n",
	};
	char text[2048], line[64];

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(lines); i++) {
		size_t len = 0;

		strcpy(text, "sflow { DNSSD = off\n");
		for (int n = 1; n <= 17; n++) {
			len = strlen(text);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
			snprintf(line, sizeof(line), lines[i], n);
#pragma GCC diagnostic pop
			strcat(text, line);
		}
		strcat(text, "}");
		assert_false(conf_text_parse(text));
		assert_int_equal(errs.n_errors, 1);
		assert_int_equal(errs.list[0].line, 18);
		strcpy(text + len, "}");
		conf_text_assert_clean(text);
	}
}

static void
nul_byte_is_named_wherever_it_stands(void **state)
{
	static const char text[] = "sflow {\n polling = 5 # \0\n}\n";

	(void)state;
	assert_false(conf_parse(text, sizeof(text) - 1, &conf, &errs));
	assert_int_equal(errs.n, 1);
	assert_int_equal(errs.list[0].line, 2);
	assert_int_equal(errs.list[0].col, 16);
	assert_non_null(strstr(errs.list[0].reason, "0x00"));
}

static void
no_bytes_at_all_is_an_empty_file(void **state)
{
	(void)state;
	assert_false(conf_parse(NULL, 0, &conf, &errs));
	assert_non_null(strstr(errs.list[0].reason, "there is no 'sflow"));
}

static void
ten_megabytes_are_refused_at_once(void **state)
{
	size_t len = 10 * 1024 * 1024;
	char *text = malloc(len);

	(void)state;
	memset(text, '{', len);
	assert_false(conf_parse(text, len, &conf, &errs));
	assert_int_equal(errs.n, 1);
	assert_non_null(strstr(errs.list[0].reason,
	    "longer than 1048576 bytes"));
	/* The longest that is read, nested as deep as can be. */
	memcpy(text, "sflow{kvm", 9);
	assert_false(conf_parse(text, CONF_TEXT_MAX, &conf, &errs));
	assert_int_equal(errs.n_errors, 2);
	free(text);
}

static void
long_and_strange_words_are_quoted_safely(void **state)
{
	char text[600] = "sflow { ";

	(void)state;
	memset(text + 8, 0xe4, 500);
	strcpy(text + 508, " = 1 }");
	assert_false(conf_text_parse(text));
	assert_non_null(strstr(errs.list[0].reason, "...' is not known"));
	for (const char *p = errs.list[0].reason; *p != '\0'; p++)
		assert_in_range(*p, 0x20, 0x7e);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_host_sflow_has_is_a_warning),
		cmocka_unit_test(ignored_key_leaves_its_neighbours_alone),
		cmocka_unit_test(every_error_has_its_place_and_reason),
		cmocka_unit_test(
		    all_errors_are_listed_in_the_order_of_the_text),
		cmocka_unit_test(errors_beyond_the_list_are_counted),
		cmocka_unit_test(too_many_of_a_kind_is_an_error),
		cmocka_unit_test(nul_byte_is_named_wherever_it_stands),
		cmocka_unit_test(no_bytes_at_all_is_an_empty_file),
		cmocka_unit_test(ten_megabytes_are_refused_at_once),
		cmocka_unit_test(long_and_strange_words_are_quoted_safely),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
