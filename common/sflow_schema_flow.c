/* SPDX-License-Identifier: Apache-2.0 */
/* Flow records (specification section 10). */
#include "sflow_schema.h"

#define NUMBER(n)	SFLOW_GAUGE32(n, SFLOW_UNIT_NONE)
/* A VLAN or a priority: all ones when not known. */
#define VLAN(n)		SFLOW_COUNTER32(n, SFLOW_UNIT_NONE)
#define LENGTH(n)	SFLOW_GAUGE32(n, SFLOW_UNIT_BYTES)

static const struct sflow_field_def sampled_header[] = {
	SFLOW_ENUM("protocol", SFLOW_UNKNOWN_NEVER,
	    sflow_names_header_protocol),
	LENGTH("frame_length"),
	LENGTH("stripped"),
	SFLOW_PLAIN("header", SFLOW_WIRE_OPAQUE),
};

static const struct sflow_field_def sampled_ethernet[] = {
	LENGTH("length"),
	SFLOW_PLAIN("src_mac", SFLOW_WIRE_MAC),
	SFLOW_PLAIN("dst_mac", SFLOW_WIRE_MAC),
	NUMBER("type"),
};

/* As senders that forget the padding of XDR have it. */
static const struct sflow_field_def sampled_ethernet_packed[] = {
	LENGTH("length"),
	SFLOW_PLAIN("src_mac", SFLOW_WIRE_MAC_PACKED),
	SFLOW_PLAIN("dst_mac", SFLOW_WIRE_MAC_PACKED),
	NUMBER("type"),
};

static const struct sflow_field_def sampled_ipv4[] = {
	LENGTH("length"),
	NUMBER("protocol"),
	SFLOW_PLAIN("src_ip", SFLOW_WIRE_IPV4),
	SFLOW_PLAIN("dst_ip", SFLOW_WIRE_IPV4),
	NUMBER("src_port"),
	NUMBER("dst_port"),
	NUMBER("tcp_flags"),
	NUMBER("tos"),
};

static const struct sflow_field_def sampled_ipv6[] = {
	LENGTH("length"),
	NUMBER("protocol"),
	SFLOW_PLAIN("src_ip", SFLOW_WIRE_IPV6),
	SFLOW_PLAIN("dst_ip", SFLOW_WIRE_IPV6),
	NUMBER("src_port"),
	NUMBER("dst_port"),
	NUMBER("tcp_flags"),
	NUMBER("priority"),
};

static const struct sflow_field_def extended_switch[] = {
	VLAN("src_vlan"),
	VLAN("src_priority"),
	VLAN("dst_vlan"),
	VLAN("dst_priority"),
};

static const struct sflow_field_def extended_router[] = {
	SFLOW_PLAIN("nexthop", SFLOW_WIRE_ADDRESS),
	NUMBER("src_mask"),
	NUMBER("dst_mask"),
};

static const struct sflow_field_def as_number[] = {
	NUMBER("as"),
};

static const struct sflow_field_def as_segment[] = {
	NUMBER("type"),
	SFLOW_LIST("as", as_number),
};

static const struct sflow_field_def community[] = {
	NUMBER("community"),
};

static const struct sflow_field_def extended_gateway[] = {
	SFLOW_PLAIN("nexthop", SFLOW_WIRE_ADDRESS),
	NUMBER("as"),
	NUMBER("src_as"),
	NUMBER("src_peer_as"),
	SFLOW_LIST("as_path", as_segment),
	SFLOW_LIST("communities", community),
	NUMBER("localpref"),
};

static const struct sflow_field_def mpls_label[] = {
	NUMBER("label"),
};

static const struct sflow_field_def extended_mpls[] = {
	SFLOW_PLAIN("nexthop", SFLOW_WIRE_ADDRESS),
	SFLOW_LIST("in_stack", mpls_label),
	SFLOW_LIST("out_stack", mpls_label),
};

static const struct sflow_field_def extended_vni[] = {
	NUMBER("vni"),
};

static const struct sflow_field_def extended_egress_queue[] = {
	NUMBER("queue"),
};

static const struct sflow_field_def extended_function[] = {
	SFLOW_PLAIN("function", SFLOW_WIRE_STRING),
};

const struct sflow_schema sflow_schema_flow[] = {
	SFLOW_SCHEMA(0, 1, "sampled_header", sampled_header),
	{ SFLOW_TAG(0, 2), 20, "sampled_ethernet", sampled_ethernet_packed,
	    sizeof(sampled_ethernet_packed) /
	    sizeof(sampled_ethernet_packed[0]) },
	SFLOW_SCHEMA(0, 2, "sampled_ethernet", sampled_ethernet),
	SFLOW_SCHEMA(0, 3, "sampled_ipv4", sampled_ipv4),
	SFLOW_SCHEMA(0, 4, "sampled_ipv6", sampled_ipv6),
	SFLOW_SCHEMA(0, 1001, "extended_switch", extended_switch),
	SFLOW_SCHEMA(0, 1002, "extended_router", extended_router),
	SFLOW_SCHEMA(0, 1003, "extended_gateway", extended_gateway),
	SFLOW_SCHEMA(0, 1006, "extended_mpls", extended_mpls),
	SFLOW_SCHEMA(0, 1023, "extended_ipv4_tunnel_egress", sampled_ipv4),
	SFLOW_SCHEMA(0, 1024, "extended_ipv4_tunnel_ingress", sampled_ipv4),
	SFLOW_SCHEMA(0, 1029, "extended_vni_egress", extended_vni),
	SFLOW_SCHEMA(0, 1030, "extended_vni_ingress", extended_vni),
	SFLOW_SCHEMA(0, 1036, "extended_egress_queue", extended_egress_queue),
	SFLOW_SCHEMA(0, 1038, "extended_function", extended_function),
	SFLOW_SCHEMA_NAME(0, 2100, "extended_socket_ipv4"),
	SFLOW_SCHEMA_END
};
