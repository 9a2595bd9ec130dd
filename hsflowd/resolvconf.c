/* SPDX-License-Identifier: Apache-2.0 */
/* resolv.conf in, the domains to ask out; called by discover.c. Pure. */
#include "resolvconf.h"

#include <string.h>

static bool
is_listed(const struct resolvconf *r, const char *domain)
{
	for (unsigned int i = 0; i < r->n; i++)
		if (strcmp(r->domains[i], domain) == 0)
			return true;
	return false;
}

static void
lower(char *s)
{
	for (; *s != '\0'; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s | 0x20);
}

static void
add_domain(struct resolvconf *r, struct text word)
{
	char *slot = r->domains[r->n];

	if (conf_value_domain(word, slot) != NULL)
		return;
	lower(slot);
	if (is_listed(r, slot))
		memset(slot, 0, CONF_VALUE_HOST_MAX);
	else
		r->n++;
}

static bool
begins_comment(struct text word)
{
	return word.p[0] == '#' || word.p[0] == ';';
}

static void
add_domains(struct resolvconf *r, struct text words)
{
	struct text word;

	while (r->n < RESOLVCONF_DOMAINS_MAX && text_word(&words, &word) &&
	    !begins_comment(word))
		add_domain(r, word);
}

/*
 * The words of a domain or search line; false for any other, and for one that
 * says nothing. The keyword begins the line: glibc takes no other.
 */
static bool
find_words(struct text line, struct text *words)
{
	struct text rest = line, all, keyword, first;

	if (!text_word(&rest, &keyword) || keyword.p != line.p)
		return false;
	all = rest;
	if (!text_word(&rest, &first) || begins_comment(first))
		return false;
	if (text_equal(keyword, "domain"))
		*words = first;
	else if (text_equal(keyword, "search"))
		*words = all;
	else
		return false;
	return true;
}

/* False when there is no such line. */
static bool
find_last(struct text file, struct text *words)
{
	struct text line;
	bool found = false;

	while (text_line(&file, &line))
		if (find_words(line, words))
			found = true;
	return found;
}

/* A line that was cut could name another domain than was meant. */
static struct text
whole_lines(struct text file)
{
	if (file.len < RESOLVCONF_TEXT_MAX)
		return file;
	file.len = RESOLVCONF_TEXT_MAX;
	while (file.len > 0 && file.p[file.len - 1] != '\n')
		file.len--;
	return file;
}

void
resolvconf_parse(struct text file, const char *localdomain,
    const char *hostname, struct resolvconf *r)
{
	struct text words, host = text_of(hostname), label;

	memset(r, 0, sizeof(*r));
	if (localdomain != NULL)
		add_domains(r, text_of(localdomain));
	else if (find_last(whole_lines(file), &words))
		add_domains(r, words);
	else if (text_split(&host, '.', &label))
		add_domain(r, host);
}
