/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counter records of hosts, virtual machines and GPUs (specification sections
 * 6 to 8 and appendix A).
 */
#include "sflow_schema.h"

#define COUNT(n)	SFLOW_COUNTER32(n, SFLOW_UNIT_NONE)
#define PACKETS(n)	SFLOW_COUNTER32(n, SFLOW_UNIT_PACKETS)
#define MS(n)		SFLOW_COUNTER32(n, SFLOW_UNIT_MS)
#define OCTETS(n)	SFLOW_COUNTER64(n, SFLOW_UNIT_BYTES)
#define GAUGE(n)	SFLOW_GAUGE32(n, SFLOW_UNIT_NONE)
#define NONZERO(n)	SFLOW_NONZERO32(n, SFLOW_UNIT_NONE)
#define SIZE(n)		SFLOW_NONZERO64(n, SFLOW_UNIT_BYTES)
#define FREE(n)		SFLOW_GAUGE64(n, SFLOW_UNIT_BYTES)

static const struct sflow_field_def host_descr[] = {
	SFLOW_PLAIN("hostname", SFLOW_WIRE_STRING),
	SFLOW_PLAIN("uuid", SFLOW_WIRE_UUID),
	SFLOW_ENUM("machine_type", SFLOW_UNKNOWN_ZERO,
	    sflow_names_machine_type),
	SFLOW_ENUM("os_name", SFLOW_UNKNOWN_ZERO, sflow_names_os_name),
	SFLOW_PLAIN("os_release", SFLOW_WIRE_STRING),
};

static const struct sflow_field_def adapter_mac[] = {
	SFLOW_PLAIN("mac", SFLOW_WIRE_MAC),
};

static const struct sflow_field_def adapter[] = {
	NONZERO("ifIndex"),
	SFLOW_LIST("macs", adapter_mac),
};

static const struct sflow_field_def host_adapters[] = {
	SFLOW_LIST("adapters", adapter),
};

static const struct sflow_field_def host_parent[] = {
	GAUGE("container_type"),
	GAUGE("container_index"),
};

static const struct sflow_field_def host_cpu[] = {
	SFLOW_PLAIN("load_one", SFLOW_WIRE_F32),
	SFLOW_PLAIN("load_five", SFLOW_WIRE_F32),
	SFLOW_PLAIN("load_fifteen", SFLOW_WIRE_F32),
	GAUGE("proc_run"),
	NONZERO("proc_total"),
	NONZERO("cpu_num"),
	SFLOW_NONZERO32("cpu_speed", SFLOW_UNIT_MHZ),
	SFLOW_NONZERO32("uptime", SFLOW_UNIT_S),
	MS("cpu_user"),
	MS("cpu_nice"),
	MS("cpu_system"),
	MS("cpu_idle"),
	MS("cpu_wio"),
	MS("cpu_intr"),
	MS("cpu_sintr"),
	COUNT("interrupts"),
	COUNT("contexts"),
	/* 68 bytes before December 2014. */
	MS("cpu_steal"),
	MS("cpu_guest"),
	MS("cpu_guest_nice"),
};

static const struct sflow_field_def host_memory[] = {
	SIZE("mem_total"),
	FREE("mem_free"),
	FREE("mem_shared"),
	FREE("mem_buffers"),
	FREE("mem_cached"),
	FREE("swap_total"),
	FREE("swap_free"),
	COUNT("page_in"),
	COUNT("page_out"),
	COUNT("swap_in"),
	COUNT("swap_out"),
};

static const struct sflow_field_def host_disk_io[] = {
	SIZE("disk_total"),
	FREE("disk_free"),
	SFLOW_PERCENT_100("part_max_used"),
	COUNT("reads"),
	OCTETS("bytes_read"),
	MS("read_time"),
	COUNT("writes"),
	OCTETS("bytes_written"),
	MS("write_time"),
};

static const struct sflow_field_def host_net_io[] = {
	OCTETS("bytes_in"),
	PACKETS("pkts_in"),
	COUNT("errs_in"),
	COUNT("drops_in"),
	OCTETS("bytes_out"),
	PACKETS("pkts_out"),
	COUNT("errs_out"),
	COUNT("drops_out"),
};

static const struct sflow_field_def mib2_ip_group[] = {
	NONZERO("ipForwarding"),
	NONZERO("ipDefaultTTL"),
	COUNT("ipInReceives"),
	COUNT("ipInHdrErrors"),
	COUNT("ipInAddrErrors"),
	COUNT("ipForwDatagrams"),
	COUNT("ipInUnknownProtos"),
	COUNT("ipInDiscards"),
	COUNT("ipInDelivers"),
	COUNT("ipOutRequests"),
	COUNT("ipOutDiscards"),
	COUNT("ipOutNoRoutes"),
	GAUGE("ipReasmTimeout"),
	COUNT("ipReasmReqds"),
	COUNT("ipReasmOKs"),
	COUNT("ipReasmFails"),
	COUNT("ipFragOKs"),
	COUNT("ipFragFails"),
	COUNT("ipFragCreates"),
};

/* There is no icmpInTimestampReps: 25 fields. */
static const struct sflow_field_def mib2_icmp_group[] = {
	COUNT("icmpInMsgs"),
	COUNT("icmpInErrors"),
	COUNT("icmpInDestUnreachs"),
	COUNT("icmpInTimeExcds"),
	COUNT("icmpInParamProbs"),
	COUNT("icmpInSrcQuenchs"),
	COUNT("icmpInRedirects"),
	COUNT("icmpInEchos"),
	COUNT("icmpInEchoReps"),
	COUNT("icmpInTimestamps"),
	COUNT("icmpInAddrMasks"),
	COUNT("icmpInAddrMaskReps"),
	COUNT("icmpOutMsgs"),
	COUNT("icmpOutErrors"),
	COUNT("icmpOutDestUnreachs"),
	COUNT("icmpOutTimeExcds"),
	COUNT("icmpOutParamProbs"),
	COUNT("icmpOutSrcQuenchs"),
	COUNT("icmpOutRedirects"),
	COUNT("icmpOutEchos"),
	COUNT("icmpOutEchoReps"),
	COUNT("icmpOutTimestamps"),
	COUNT("icmpOutTimestampReps"),
	COUNT("icmpOutAddrMasks"),
	COUNT("icmpOutAddrMaskReps"),
};

static const struct sflow_field_def mib2_tcp_group[] = {
	SFLOW_ENUM("tcpRtoAlgorithm", SFLOW_UNKNOWN_ZERO,
	    sflow_names_tcp_algorithm),
	SFLOW_GAUGE32("tcpRtoMin", SFLOW_UNIT_MS),
	SFLOW_GAUGE32("tcpRtoMax", SFLOW_UNIT_MS),
	{ "tcpMaxConn", SFLOW_WIRE_I32, SFLOW_UNIT_NONE, SFLOW_UNKNOWN_ZERO,
	    sflow_names_tcp_max_conn, NULL, 0 },
	COUNT("tcpActiveOpens"),
	COUNT("tcpPassiveOpens"),
	COUNT("tcpAttemptFails"),
	COUNT("tcpEstabResets"),
	GAUGE("tcpCurrEstab"),
	COUNT("tcpInSegs"),
	COUNT("tcpOutSegs"),
	COUNT("tcpRetransSegs"),
	COUNT("tcpInErrs"),
	COUNT("tcpOutRsts"),
	COUNT("tcpInCsumErrors"),
};

static const struct sflow_field_def mib2_udp_group[] = {
	COUNT("udpInDatagrams"),
	COUNT("udpNoPorts"),
	COUNT("udpInErrors"),
	COUNT("udpOutDatagrams"),
	COUNT("udpRcvbufErrors"),
	COUNT("udpSndbufErrors"),
	COUNT("udpInCsumErrors"),
};

static const struct sflow_field_def virt_node[] = {
	SFLOW_NONZERO32("mhz", SFLOW_UNIT_MHZ),
	NONZERO("cpus"),
	SIZE("memory"),
	FREE("memory_free"),
	GAUGE("num_domains"),
};

static const struct sflow_field_def virt_cpu[] = {
	SFLOW_ENUM("state", SFLOW_UNKNOWN_NEVER, sflow_names_domain_state),
	MS("cpuTime"),
	NONZERO("nrVirtCpu"),
};

static const struct sflow_field_def virt_memory[] = {
	SIZE("memory"),
	{ "maxMemory", SFLOW_WIRE_U64, SFLOW_UNIT_BYTES, SFLOW_UNKNOWN_ZERO,
	    sflow_names_max_memory, NULL, 0 },
};

static const struct sflow_field_def virt_disk_io[] = {
	SIZE("capacity"),
	SIZE("allocation"),
	SIZE("physical"),
	COUNT("rd_req"),
	OCTETS("rd_bytes"),
	COUNT("wr_req"),
	OCTETS("wr_bytes"),
	COUNT("errs"),
};

static const struct sflow_field_def virt_net_io[] = {
	OCTETS("rx_bytes"),
	PACKETS("rx_packets"),
	COUNT("rx_errs"),
	COUNT("rx_drop"),
	OCTETS("tx_bytes"),
	PACKETS("tx_packets"),
	COUNT("tx_errs"),
	COUNT("tx_drop"),
};

static const struct sflow_field_def nvidia_gpu[] = {
	NONZERO("device_count"),
	GAUGE("processes"),
	MS("gpu_time"),
	MS("mem_time"),
	SIZE("mem_total"),
	FREE("mem_free"),
	COUNT("ecc_errors"),
	SFLOW_COUNTER32("energy", SFLOW_UNIT_MJ),
	SFLOW_NONZERO32("temperature", SFLOW_UNIT_CELSIUS),
	SFLOW_NUMBER("fan_speed", SFLOW_WIRE_I32, SFLOW_UNIT_PERCENT,
	    SFLOW_UNKNOWN_MINUS1),
};

const struct sflow_schema sflow_schema_host[] = {
	SFLOW_SCHEMA(0, 2000, "host_descr", host_descr),
	SFLOW_SCHEMA(0, 2001, "host_adapters", host_adapters),
	SFLOW_SCHEMA(0, 2002, "host_parent", host_parent),
	SFLOW_SCHEMA(0, 2003, "host_cpu", host_cpu),
	SFLOW_SCHEMA(0, 2004, "host_memory", host_memory),
	SFLOW_SCHEMA(0, 2005, "host_disk_io", host_disk_io),
	SFLOW_SCHEMA(0, 2006, "host_net_io", host_net_io),
	SFLOW_SCHEMA(0, 2007, "mib2_ip_group", mib2_ip_group),
	SFLOW_SCHEMA(0, 2008, "mib2_icmp_group", mib2_icmp_group),
	SFLOW_SCHEMA(0, 2009, "mib2_tcp_group", mib2_tcp_group),
	SFLOW_SCHEMA(0, 2010, "mib2_udp_group", mib2_udp_group),
	SFLOW_SCHEMA(0, 2100, "virt_node", virt_node),
	SFLOW_SCHEMA(0, 2101, "virt_cpu", virt_cpu),
	SFLOW_SCHEMA(0, 2102, "virt_memory", virt_memory),
	SFLOW_SCHEMA(0, 2103, "virt_disk_io", virt_disk_io),
	SFLOW_SCHEMA(0, 2104, "virt_net_io", virt_net_io),
	SFLOW_SCHEMA_NAME(0, 3000, "energy"),
	SFLOW_SCHEMA_NAME(0, 3001, "temperature"),
	SFLOW_SCHEMA_NAME(0, 3002, "humidity"),
	SFLOW_SCHEMA_NAME(0, 3003, "fans"),
	SFLOW_SCHEMA(5703, 1, "nvidia_gpu", nvidia_gpu),
	SFLOW_SCHEMA_END
};
