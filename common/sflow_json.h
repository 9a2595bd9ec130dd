/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A datagram as one line of JSON:
 *
 *	{"from":"192.0.2.1:40000","agent":"192.0.2.1","subAgent":100000,
 *	 "sequence":1,"uptime":1000,"samples":[
 *	  {"type":"counters","tag":"0:2","expanded":false,"source":"2:1",
 *	   "class":2,"index":1,"sequence":1,"records":[
 *	    {"tag":"0:2003","name":"host_cpu","length":80,
 *	     "fields":{"load_one":0.5,...}}]}],
 *	 "problems":[{"offset":12,"reason":"..."}]}
 *
 * uptime is in ms. Samples of flows have rate, pool, drops, input, inputKind,
 * output and outputKind too, discarded ones also reason. Fields have the
 * specification's names and the numbers as sent; null stands for unknown. A
 * number with a name has it in NAME_name beside it. sampled_header has what
 * the packet shows, where it does: ethSrc, ethDst, ethType, vlan, innerVlan,
 * ipSrc, ipDst, ipProtocol, ipTtl, srcPort, dstPort, tcpFlags, icmpType,
 * icmpCode; and always header_length and a summary. A record or a type of
 * sample that is skipped has "known":false, and name null when it has none;
 * "skipped" counts bytes behind what is known. Without a readable header,
 * agent to uptime are null.
 */
#ifndef SFLOW_JSON_H
#define SFLOW_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "sflow_filter.h"

/* `from` may be NULL. Returns what sflow_decode returns. */
bool	sflow_json_print(FILE *, const void *, size_t, const char *from);
/* The same of what shows; see sflow_filter.h. Nothing when nothing does. */
bool	sflow_json_print_some(FILE *, const struct sflow_filter *, const void *,
	    size_t, const char *from);
/* A string of JSON, in its quotes; what is no UTF-8 becomes U+FFFD. */
void	sflow_json_string(FILE *, const void *, size_t);

#endif
