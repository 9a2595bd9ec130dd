/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What sFlow's numbers are called. The lists may grow: a number that is not
 * known has no name.
 */
#ifndef SFLOW_NAMES_H
#define SFLOW_NAMES_H

#include "sflow_decode.h"

/* A table of these ends with a NULL name. */
struct sflow_name {
	uint64_t	 value;		/* a negative one sign-extended */
	const char	*name;
};

extern const struct sflow_name	sflow_names_machine_type[];
extern const struct sflow_name	sflow_names_os_name[];
extern const struct sflow_name	sflow_names_domain_state[];
extern const struct sflow_name	sflow_names_header_protocol[];
extern const struct sflow_name	sflow_names_if_type[];
extern const struct sflow_name	sflow_names_if_direction[];
extern const struct sflow_name	sflow_names_if_status[];
extern const struct sflow_name	sflow_names_tcp_algorithm[];
extern const struct sflow_name	sflow_names_tcp_max_conn[];
extern const struct sflow_name	sflow_names_max_memory[];
extern const struct sflow_name	sflow_names_source_class[];
extern const struct sflow_name	sflow_names_discard[];

/* NULL when the table lacks the value, or there is no table. */
const char	*sflow_names_find(const struct sflow_name *, uint64_t);
/* "flow", "counters", "discarded", "other". */
const char	*sflow_names_sample_kind(enum sflow_sample_kind);
/* "unknown", "ifIndex", "local", "discarded", "multiple", "other". */
const char	*sflow_names_port_kind(enum sflow_port_kind);
/* What to print behind the number as sent; "" for none and for scaled ones. */
const char	*sflow_names_unit(enum sflow_unit);

#endif
