/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers to names; used by the decoder's tables and the printers. Pure. */
#include "sflow_names.h"

const struct sflow_name sflow_names_machine_type[] = {
	{ 0, "unknown" },
	{ 1, "other" },
	{ 2, "x86" },
	{ 3, "x86_64" },
	{ 4, "ia64" },
	{ 5, "sparc" },
	{ 6, "alpha" },
	{ 7, "powerpc" },
	{ 8, "m68k" },
	{ 9, "mips" },
	{ 10, "arm" },
	{ 11, "hppa" },
	{ 12, "s390" },
	{ 0, NULL }
};

const struct sflow_name sflow_names_os_name[] = {
	{ 0, "unknown" },
	{ 1, "other" },
	{ 2, "linux" },
	{ 3, "windows" },
	{ 4, "darwin" },
	{ 5, "hpux" },
	{ 6, "aix" },
	{ 7, "dragonfly" },
	{ 8, "freebsd" },
	{ 9, "netbsd" },
	{ 10, "openbsd" },
	{ 11, "osf" },
	{ 12, "solaris" },
	{ 0, NULL }
};

/* virDomainState. */
const struct sflow_name sflow_names_domain_state[] = {
	{ 0, "no state" },
	{ 1, "running" },
	{ 2, "blocked" },
	{ 3, "paused" },
	{ 4, "shutting down" },
	{ 5, "shut off" },
	{ 6, "crashed" },
	{ 7, "suspended" },
	{ 0, NULL }
};

const struct sflow_name sflow_names_header_protocol[] = {
	{ 1, "Ethernet" },
	{ 2, "token bus" },
	{ 3, "token ring" },
	{ 4, "FDDI" },
	{ 5, "frame relay" },
	{ 6, "X.25" },
	{ 7, "PPP" },
	{ 8, "SMDS" },
	{ 9, "AAL5" },
	{ 10, "AAL5-IP" },
	{ 11, "IPv4" },
	{ 12, "IPv6" },
	{ 13, "MPLS" },
	{ 14, "POS" },
	{ 15, "802.11" },
	{ 16, "802.11" },
	{ 17, "802.11" },
	{ 18, "InfiniBand" },
	{ 0, NULL }
};

/* IANA ifType: what our senders send. */
const struct sflow_name sflow_names_if_type[] = {
	{ 6, "ethernetCsmacd" },
	{ 0, NULL }
};

const struct sflow_name sflow_names_if_direction[] = {
	{ 0, "unknown" },
	{ 1, "full-duplex" },
	{ 2, "half-duplex" },
	{ 3, "in" },
	{ 4, "out" },
	{ 0, NULL }
};

const struct sflow_name sflow_names_if_status[] = {
	{ 0, "down" },
	{ 1, "admin up, oper down" },
	{ 2, "admin down, oper up" },
	{ 3, "up" },
	{ 0, NULL }
};

const struct sflow_name sflow_names_tcp_algorithm[] = {
	{ 1, "other" },
	{ 2, "constant" },
	{ 3, "rsre" },
	{ 4, "vanj" },
	{ 0, NULL }
};

const struct sflow_name sflow_names_tcp_max_conn[] = {
	{ UINT64_MAX, "dynamic" },
	{ 0, NULL }
};

const struct sflow_name sflow_names_max_memory[] = {
	{ UINT64_MAX, "unlimited" },
	{ 0, NULL }
};

const struct sflow_name sflow_names_source_class[] = {
	{ 0, "interface" },
	{ 1, "VLAN" },
	{ 2, "physical entity" },
	{ 3, "virtual entity" },
	{ 0, NULL }
};

/* Below 256 stand the codes of ICMP "unreachable". */
const struct sflow_name sflow_names_discard[] = {
	{ 256, "unknown" },
	{ 257, "TTL exceeded" },
	{ 258, "ACL" },
	{ 259, "no buffer" },
	{ 260, "RED" },
	{ 261, "shaping" },
	{ 262, "too big" },
	{ 0, NULL }
};

const char *
sflow_names_find(const struct sflow_name *names, uint64_t value)
{
	if (names == NULL)
		return NULL;
	for (; names->name != NULL; names++) {
		if (names->value == value)
			return names->name;
	}
	return NULL;
}

const char *
sflow_names_sample_kind(enum sflow_sample_kind kind)
{
	switch (kind) {
	case SFLOW_SAMPLE_FLOW:
		return "flow";
	case SFLOW_SAMPLE_COUNTERS:
		return "counters";
	case SFLOW_SAMPLE_DISCARDED:
		return "discarded";
	case SFLOW_SAMPLE_OTHER:
		break;
	}
	return "other";
}

const char *
sflow_names_port_kind(enum sflow_port_kind kind)
{
	switch (kind) {
	case SFLOW_PORT_UNKNOWN:
		return "unknown";
	case SFLOW_PORT_IFINDEX:
		return "ifIndex";
	case SFLOW_PORT_LOCAL:
		return "local";
	case SFLOW_PORT_DISCARDED:
		return "discarded";
	case SFLOW_PORT_MULTIPLE:
		return "multiple";
	case SFLOW_PORT_OTHER:
		break;
	}
	return "other";
}

const char *
sflow_names_unit(enum sflow_unit unit)
{
	static const char *const units[] = {
		[SFLOW_UNIT_NONE] = "",
		[SFLOW_UNIT_BYTES] = "bytes",
		[SFLOW_UNIT_PACKETS] = "packets",
		[SFLOW_UNIT_BIT_S] = "bit/s",
		[SFLOW_UNIT_S] = "s",
		[SFLOW_UNIT_MS] = "ms",
		[SFLOW_UNIT_MHZ] = "MHz",
		[SFLOW_UNIT_PERCENT] = "%",
		[SFLOW_UNIT_PERCENT_100] = "",
		[SFLOW_UNIT_CELSIUS] = "degrees C",
		[SFLOW_UNIT_CELSIUS_1000] = "",
		[SFLOW_UNIT_MV] = "mV",
		[SFLOW_UNIT_UA] = "uA",
		[SFLOW_UNIT_UW] = "uW",
		[SFLOW_UNIT_NM] = "nm",
		[SFLOW_UNIT_MJ] = "mJ",
	};

	return units[unit];
}
