/* SPDX-License-Identifier: Apache-2.0 */
/* An agent that does well, for tests of what is told of it. */
#ifndef STATUS_BUILD_H
#define STATUS_BUILD_H

#include <string.h>

#include "status.h"
#include "vm_table.h"

#define NOW	UINT64_C(5000000000)
#define SECOND	UINT64_C(1000000)

static struct recent recent;
static struct conf conf;
static struct discover_status dns;
static struct dnssd dnssd;
static struct settings settings;
static struct agentaddr_choice choice;
static struct vm_table_row rows[2];
static struct vm_table table = { rows, UNIT_COUNT(rows) };
static const uint8_t uuid[16] = { 0x4c, 0x4c, 0x45, 0x44 };

static inline void
build_addr(const char *text, struct addr *a)
{
	assert_true(addr_parse(text, a));
}

/* By file, one collector, no Xen; all is well. */
static inline void
build_status(struct status *st)
{
	struct settings_collector c = { .port = 6343 };

	memset(st, 0, sizeof(*st));
	memset(&recent, 0, sizeof(recent));
	memset(&dns, 0, sizeof(dns));
	memset(&choice, 0, sizeof(choice));
	build_addr("10.0.0.1", &c.ip);
	conf_init(&conf);
	conf.n_collectors = 1;
	strcpy(conf.collectors[0].host, "10.0.0.1");
	conf.collectors[0].ip = c.ip;
	conf.collectors[0].port = 6343;
	conf.collectors[0].line = 5;
	settings_init(&settings);
	settings_add_collector(&settings, &c);
	build_addr("10.0.0.7", &settings.agent_ip);
	choice.addr = settings.agent_ip;
	strcpy(choice.reason, "the only usable address");
	st->vitals = (struct vitals){ "hsflowd", 4711, 1790000000, NOW,
	    NOW - 100 * SECOND, &recent };
	st->phase = STATE_RUNNING;
	st->reason = st->conf_refused = st->state_error = "";
	st->metrics_error = "";
	st->conf_path = "/etc/hsflowd.conf";
	st->conf_read_us = NOW - 100 * SECOND;
	st->file = st->conf = &conf;
	st->dns = &dns;
	st->settings = &settings;
	st->revision = 3;
	st->state_path = "/run/hsflowd/hsflowd.auto";
	st->choice = &choice;
	st->hostname = "dom0-a";
	st->uuid = uuid;
	st->uuid_from = "DMI";
	st->n_collectors = 1;
	st->collectors[0].collector = c;
	st->collectors[0].sent = 12;
	st->errors[0] = "";
	st->running_us = NOW - 99 * SECOND;
	st->next_us = NOW + 4 * SECOND;
	st->poller.host_us = NOW - 26 * SECOND;
	st->poller.datagrams = 12;
}

/* By DNS instead. */
static inline void
build_dns(struct status *st)
{
	conf.n_collectors = 0;
	memset(&dnssd, 0, sizeof(dnssd));
	strcpy(dnssd.domain, "example.com");
	dnssd.n_collectors = 1;
	strcpy(dnssd.collectors[0].host, "analyzer.example.com");
	dnssd.collectors[0].port = 6343;
	dnssd.polling = (struct dnssd_number){ 20, true };
	dns.phase = DISCOVER_FOUND;
	dns.dns = &dnssd;
	dns.fresh = true;
	dns.ttl = 30;
	dns.answered_us = NOW - 18 * SECOND;
	dns.next_us = NOW + 13 * SECOND;
	st->dns = &dns;
}

/* On a dom0 with two VMs. */
static inline void
build_xen(struct status *st)
{
	st->xen = STATUS_XEN_DOM0;
	st->poller.has_xen = true;
	st->poller.vms.there = true;
	st->poller.vms.answer_us = NOW - 26 * SECOND;
	st->poller.vms.table = &table;
	memset(rows, 0, sizeof(rows));
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		rows[i].uuid[15] = (uint8_t)(i + 1);
		rows[i].domid = (uint32_t)i + 7;
		rows[i].index = VM_TABLE_INDEX_MIN + (uint32_t)i;
		rows[i].n_adapters = 2;
		rows[i].sample_us = NOW - 25 * SECOND;
	}
	strcpy(rows[0].name, "web 1");
	strcpy(rows[1].name, "M\xc3\xbcller");
}

#endif
