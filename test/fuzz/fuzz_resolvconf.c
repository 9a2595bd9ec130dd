/* SPDX-License-Identifier: Apache-2.0 */
/*
 * resolv.conf of any bytes, which also stand for LOCALDOMAIN and the host
 * name: domains that can be asked, none twice, and the same again when they
 * are written down and read.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "dnssd.h"
#include "resolvconf.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
check_domain(const char *domain)
{
	char again[CONF_VALUE_HOST_MAX];
	size_t len = strnlen(domain, CONF_VALUE_HOST_MAX);

	assert(len > 0);
	assert(strlen(DNSSD_SERVICE ".") + len < CONF_VALUE_HOST_MAX);
	assert(domain[0] != '.' && domain[len - 1] != '.');
	for (size_t i = 0; i < len; i++)
		assert(domain[i] > 0x20 && domain[i] < 0x7f &&
		    (domain[i] < 'A' || domain[i] > 'Z'));
	assert(conf_value_domain(text_of(domain), again) == NULL);
	assert(strcmp(domain, again) == 0);
}

static void
check_list(const struct resolvconf *r)
{
	static const struct resolvconf empty;

	assert(r->n <= RESOLVCONF_DOMAINS_MAX);
	for (unsigned int i = 0; i < r->n; i++) {
		check_domain(r->domains[i]);
		for (unsigned int j = 0; j < i; j++)
			assert(strcmp(r->domains[i], r->domains[j]) != 0);
	}
	for (unsigned int i = r->n; i < RESOLVCONF_DOMAINS_MAX; i++)
		assert(memcmp(r->domains[i], empty.domains[i],
		    sizeof(r->domains[i])) == 0);
}

static void
check_again(const struct resolvconf *r)
{
	char text[RESOLVCONF_DOMAINS_MAX * CONF_VALUE_HOST_MAX + 16];
	struct resolvconf again;
	size_t len;

	if (r->n == 0)
		return;
	len = (size_t)sprintf(text, "search");
	for (unsigned int i = 0; i < r->n; i++)
		len += (size_t)sprintf(text + len, " %s", r->domains[i]);
	resolvconf_parse(text_make(text, len), NULL, "host.x", &again);
	assert(memcmp(r, &again, sizeof(again)) == 0);
	resolvconf_parse(text_of(""), text + strlen("search"), "", &again);
	assert(memcmp(r, &again, sizeof(again)) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text file = text_make((const char *)data, size);
	struct resolvconf r;
	char word[512];

	text_copy(file, word, sizeof(word));
	resolvconf_parse(file, NULL, "host.example", &r);
	check_list(&r);
	check_again(&r);
	resolvconf_parse(file, word, "host.example", &r);
	check_list(&r);
	check_again(&r);
	resolvconf_parse(text_of("nameserver ::1\n"), NULL, word, &r);
	assert(r.n <= 1);
	check_list(&r);
	check_again(&r);
	return 0;
}
