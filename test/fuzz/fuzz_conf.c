/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hsflowd.conf of any bytes: the same every time, every finding at a place
 * that exists and printable, and whatever is taken is in range.
 */
#include <assert.h>
#include <string.h>

#include "conf.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static struct conf conf, again;
static struct conf_errors errs, errs_again;

/* The length of a line, from 1; false when there are not that many. */
static bool
find_line(const char *text, size_t len, unsigned int line, size_t *length)
{
	const char *p = text, *end = text + len, *nl;

	while (line > 1) {
		nl = p < end ? memchr(p, '\n', (size_t)(end - p)) : NULL;
		if (nl == NULL)
			return false;
		p = nl + 1;
		line--;
	}
	nl = p < end ? memchr(p, '\n', (size_t)(end - p)) : NULL;
	*length = (size_t)((nl == NULL ? end : nl) - p);
	return true;
}

static void
check_errors(const char *text, size_t len)
{
	unsigned int n_errors = 0, n_warnings = 0;

	assert(errs.n <= CONF_ERRORS_MAX);
	for (unsigned int i = 0; i < errs.n; i++) {
		const struct conf_error *e = &errs.list[i];
		size_t length;

		assert(find_line(text, len, e->line, &length));
		assert(e->col >= 1 && e->col <= length + 1);
		assert(i == 0 || e[-1].line < e->line ||
		    (e[-1].line == e->line && e[-1].col <= e->col));
		assert(e->reason[0] != '\0');
		assert(memchr(e->reason, '\0', sizeof(e->reason)) != NULL);
		for (const char *p = e->reason; *p != '\0'; p++)
			assert(*p >= 0x20 && *p < 0x7f);
		if (e->is_warning)
			n_warnings++;
		else
			n_errors++;
	}
	assert(n_errors <= errs.n_errors && n_warnings <= errs.n_warnings);
	assert(n_errors > 0 || errs.n_errors == 0);
	if (errs.n < CONF_ERRORS_MAX)
		assert(conf_errors_unlisted(&errs) == 0);
}

static void
check_number(const struct conf_number *n, uint32_t min, uint32_t max)
{
	assert(n->value >= min && n->value <= max);
}

static void
check_patterns(const struct scope_patterns *ps)
{
	assert(ps->n <= SCOPE_PATTERNS_MAX);
	for (unsigned int i = 0; i < ps->n; i++) {
		assert(glob_check(text_of(ps->list[i])) == NULL);
		assert(i == 0 || strcmp(ps->list[i - 1], ps->list[i]) < 0);
	}
}

static void
check_conf(void)
{
	check_number(&conf.polling, 0, SETTINGS_POLLING_MAX);
	check_number(&conf.sampling, 0, SETTINGS_SAMPLING_MAX);
	check_number(&conf.header_bytes, SETTINGS_HEADER_MIN,
	    SETTINGS_HEADER_MAX);
	check_number(&conf.datagram_bytes, SETTINGS_DATAGRAM_MIN,
	    SETTINGS_DATAGRAM_MAX);
	check_number(&conf.subagent_id, 0, SETTINGS_SUBAGENT_MAX);
	check_number(&conf.dnssd_confirm, 1, CONF_DNSSD_CONFIRM_MAX);
	check_number(&conf.dnssd_keep, 0, CONF_DNSSD_KEEP_MAX);
	assert(conf.n_speeds <= SETTINGS_SPEEDS_MAX);
	assert(conf.n_cidrs <= CONF_CIDRS_MAX);
	assert(conf.n_collectors <= SETTINGS_COLLECTORS_MAX);
	assert(strnlen(conf.agent, IF_NAMESIZE) < IF_NAMESIZE);
	assert((conf.agent[0] != '\0') == (conf.agent_line != 0));
	assert((conf.agent_ip.family != 0) == (conf.agent_ip_line != 0));
	assert((conf.dnssd_domain[0] != '\0') ==
	    (conf.dnssd_domain_line != 0));
	assert((conf.dnssd != CONF_DNSSD_UNSET) == (conf.dnssd_line != 0));
	assert(conf_dnssd_on(&conf) || conf.n_collectors > 0 ||
	    conf.dnssd == CONF_DNSSD_OFF);
	assert(conf_dnssd_on(&conf) || !conf.dnssd_fallback);
	for (unsigned int i = 0; i < conf.n_collectors; i++) {
		const struct conf_collector *c = &conf.collectors[i];

		assert(!c->absolute || c->ip.family == 0);
		assert(c->host[strlen(c->host) - 1] != '.');
		assert(c->host[0] != '\0' && c->port != 0 && c->line != 0);
		assert(strnlen(c->host, sizeof(c->host)) < sizeof(c->host));
		assert(strnlen(c->dev, IF_NAMESIZE) < IF_NAMESIZE);
	}
	for (unsigned int i = 0; i < conf.n_cidrs; i++)
		assert(conf.cidrs[i].cidr.bits <=
		    addr_len(&conf.cidrs[i].cidr.addr) * 8);
	check_patterns(&conf.scope.bridges);
	check_patterns(&conf.scope.excludes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	bool ok = conf_parse(text, size, &conf, &errs);

	assert(ok == (errs.n_errors == 0));
	check_errors(text, size);
	if (ok)
		check_conf();
	assert(conf_parse(text, size, &again, &errs_again) == ok);
	assert(memcmp(&errs, &errs_again, sizeof(errs)) == 0);
	assert(memcmp(&conf, &again, sizeof(conf)) == 0);
	return 0;
}
