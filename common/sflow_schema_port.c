/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counter records of interfaces, switch ports and the switch itself
 * (specification sections 5 and 9).
 */
#include "sflow_schema.h"

#define COUNT(n)	SFLOW_COUNTER32(n, SFLOW_UNIT_NONE)
#define PACKETS(n)	SFLOW_COUNTER32(n, SFLOW_UNIT_PACKETS)
#define OCTETS(n)	SFLOW_COUNTER64(n, SFLOW_UNIT_BYTES)
#define GAUGE(n)	SFLOW_GAUGE32(n, SFLOW_UNIT_NONE)
#define INDEX(n)	SFLOW_NONZERO32(n, SFLOW_UNIT_NONE)
#define POWER(n)	SFLOW_GAUGE32(n, SFLOW_UNIT_UW)
#define POWER_LIMIT(n)	SFLOW_NONZERO32(n, SFLOW_UNIT_UW)
#define WAVELENGTH(n)	SFLOW_NONZERO32(n, SFLOW_UNIT_NM)

static const struct sflow_field_def if_counters[] = {
	INDEX("ifIndex"),
	SFLOW_ENUM("ifType", SFLOW_UNKNOWN_ZERO, sflow_names_if_type),
	SFLOW_NONZERO64("ifSpeed", SFLOW_UNIT_BIT_S),
	SFLOW_ENUM("ifDirection", SFLOW_UNKNOWN_ZERO, sflow_names_if_direction),
	SFLOW_ENUM("ifStatus", SFLOW_UNKNOWN_NEVER, sflow_names_if_status),
	OCTETS("ifInOctets"),
	PACKETS("ifInUcastPkts"),
	PACKETS("ifInMulticastPkts"),
	PACKETS("ifInBroadcastPkts"),
	PACKETS("ifInDiscards"),
	PACKETS("ifInErrors"),
	PACKETS("ifInUnknownProtos"),
	OCTETS("ifOutOctets"),
	PACKETS("ifOutUcastPkts"),
	PACKETS("ifOutMulticastPkts"),
	PACKETS("ifOutBroadcastPkts"),
	PACKETS("ifOutDiscards"),
	PACKETS("ifOutErrors"),
	GAUGE("ifPromiscuousMode"),
};

static const struct sflow_field_def ethernet_counters[] = {
	COUNT("dot3StatsAlignmentErrors"),
	COUNT("dot3StatsFCSErrors"),
	COUNT("dot3StatsSingleCollisionFrames"),
	COUNT("dot3StatsMultipleCollisionFrames"),
	COUNT("dot3StatsSQETestErrors"),
	COUNT("dot3StatsDeferredTransmissions"),
	COUNT("dot3StatsLateCollisions"),
	COUNT("dot3StatsExcessiveCollisions"),
	COUNT("dot3StatsInternalMacTransmitErrors"),
	COUNT("dot3StatsCarrierSenseErrors"),
	COUNT("dot3StatsFrameTooLongs"),
	COUNT("dot3StatsInternalMacReceiveErrors"),
	COUNT("dot3StatsSymbolErrors"),
};

static const struct sflow_field_def vlan_counters[] = {
	SFLOW_NUMBER("vlan_id", SFLOW_WIRE_U32, SFLOW_UNIT_NONE,
	    SFLOW_UNKNOWN_ONES),
	OCTETS("octets"),
	PACKETS("ucastPkts"),
	PACKETS("multicastPkts"),
	PACKETS("broadcastPkts"),
	PACKETS("discards"),
};

static const struct sflow_field_def lag_port_stats[] = {
	SFLOW_PLAIN("actorSystemID", SFLOW_WIRE_MAC),
	SFLOW_PLAIN("partnerOperSystemID", SFLOW_WIRE_MAC),
	INDEX("attachedAggID"),
	SFLOW_PLAIN("portState", SFLOW_WIRE_BYTES4),
	COUNT("LACPDUsRx"),
	COUNT("markerPDUsRx"),
	COUNT("markerResponsePDUsRx"),
	COUNT("unknownRx"),
	COUNT("illegalRx"),
	COUNT("LACPDUsTx"),
	COUNT("markerPDUsTx"),
	COUNT("markerResponsePDUsTx"),
};

static const struct sflow_field_def optical_lane[] = {
	INDEX("lane_index"),
	SFLOW_GAUGE32("tx_bias_current", SFLOW_UNIT_UA),
	POWER("tx_power"),
	POWER_LIMIT("tx_power_min"),
	POWER_LIMIT("tx_power_max"),
	WAVELENGTH("tx_wavelength"),
	POWER("rx_power"),
	POWER_LIMIT("rx_power_min"),
	POWER_LIMIT("rx_power_max"),
	WAVELENGTH("rx_wavelength"),
};

static const struct sflow_field_def optical_module[] = {
	INDEX("module_id"),
	INDEX("module_num_lanes"),
	SFLOW_NONZERO32("module_supply_voltage", SFLOW_UNIT_MV),
	SFLOW_NUMBER("module_temperature", SFLOW_WIRE_I32,
	    SFLOW_UNIT_CELSIUS_1000, SFLOW_UNKNOWN_ZERO),
	SFLOW_LIST("lanes", optical_lane),
};

static const struct sflow_field_def processor[] = {
	SFLOW_PERCENT_100("cpu_5s"),
	SFLOW_PERCENT_100("cpu_1m"),
	SFLOW_PERCENT_100("cpu_5m"),
	SFLOW_NONZERO64("total_memory", SFLOW_UNIT_BYTES),
	SFLOW_GAUGE64("free_memory", SFLOW_UNIT_BYTES),
};

static const struct sflow_field_def of_port[] = {
	SFLOW_GAUGE64("datapath_id", SFLOW_UNIT_NONE),
	GAUGE("port_no"),
};

static const struct sflow_field_def port_name[] = {
	SFLOW_PLAIN("name", SFLOW_WIRE_STRING),
};

static const struct sflow_field_def app_resources[] = {
	SFLOW_COUNTER32("user_time", SFLOW_UNIT_MS),
	SFLOW_COUNTER32("system_time", SFLOW_UNIT_MS),
	SFLOW_NONZERO64("mem_used", SFLOW_UNIT_BYTES),
	SFLOW_NONZERO64("mem_max", SFLOW_UNIT_BYTES),
	INDEX("fd_open"),
	INDEX("fd_max"),
	GAUGE("conn_open"),
	INDEX("conn_max"),
};

static const struct sflow_field_def ovs_dp_stats[] = {
	COUNT("n_hit"),
	COUNT("n_missed"),
	COUNT("n_lost"),
	COUNT("n_mask_hit"),
	GAUGE("n_flows"),
	GAUGE("n_masks"),
};

const struct sflow_schema sflow_schema_port[] = {
	SFLOW_SCHEMA(0, 1, "if_counters", if_counters),
	SFLOW_SCHEMA(0, 2, "ethernet_counters", ethernet_counters),
	SFLOW_SCHEMA_NAME(0, 3, "tokenring_counters"),
	SFLOW_SCHEMA_NAME(0, 4, "vg_counters"),
	SFLOW_SCHEMA(0, 5, "vlan_counters", vlan_counters),
	SFLOW_SCHEMA_NAME(0, 6, "ieee80211_counters"),
	SFLOW_SCHEMA(0, 7, "lag_port_stats", lag_port_stats),
	SFLOW_SCHEMA_NAME(0, 9, "infiniband_counters"),
	SFLOW_SCHEMA(0, 10, "optical_module", optical_module),
	SFLOW_SCHEMA_NAME(0, 11, "pfc_counters"),
	SFLOW_SCHEMA(0, 1001, "processor", processor),
	SFLOW_SCHEMA_NAME(0, 1002, "radio_utilization"),
	SFLOW_SCHEMA(0, 1004, "of_port", of_port),
	SFLOW_SCHEMA(0, 1005, "port_name", port_name),
	SFLOW_SCHEMA(0, 2203, "app_resources", app_resources),
	SFLOW_SCHEMA(0, 2207, "ovs_dp_stats", ovs_dp_stats),
	SFLOW_SCHEMA_END
};
