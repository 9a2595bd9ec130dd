/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The grammar of hsflowd.conf: tokens from conf_lex.c in, struct conf out.
 * Called at start, by -t, and whenever the file has changed. Pure.
 *
 * After an error the parser goes on where the next key should be, so that one
 * run names all of them; what follows from an error is kept out of the list
 * where that can be told.
 */
#include "conf.h"

#include <stdio.h>
#include <string.h>

#include "conf_keys.h"
#include "conf_lex.h"
#include "conf_set.h"
#include "conf_unused.h"

struct parse {
	struct conf_lex		 lex;
	struct conf_lex_token	 next;	/* not taken yet */
	struct conf_set		 set;
	struct conf_errors	*errs;
	unsigned int		 seen[CONF_KEYS_COUNT];	/* line, 0 is never */
	unsigned int		 sflow_line;	/* 0: not seen yet */
	bool			 outside_told;
};

void
conf_init(struct conf *c)
{
	memset(c, 0, sizeof(*c));
	c->polling.value = SETTINGS_POLLING;
	c->sampling.value = SETTINGS_SAMPLING;
	c->header_bytes.value = SETTINGS_HEADER;
	c->datagram_bytes.value = SETTINGS_DATAGRAM;
	c->subagent_id.value = SETTINGS_SUBAGENT;
	c->dnssd_confirm.value = CONF_DNSSD_CONFIRM;
	c->dnssd_keep.value = CONF_DNSSD_KEEP;
}

bool
conf_dnssd_on(const struct conf *c)
{
	return c->dnssd == CONF_DNSSD_ON ||
	    (c->dnssd == CONF_DNSSD_UNSET && c->n_collectors == 0);
}

/* Tokens */

static void
advance(struct parse *p)
{
	p->next = conf_lex_next(&p->lex);
	if (p->next.unclosed)
		conf_errors_add(p->errs, &p->next,
		    "the quote does not end on its line");
}

static struct conf_lex_token
take(struct parse *p)
{
	struct conf_lex_token t = p->next;

	advance(p);
	return t;
}

static void
close_block(struct parse *p, const struct conf_lex_token *open,
    const char *name)
{
	if (p->next.type == CONF_LEX_CLOSE)
		advance(p);
	else
		conf_errors_add(p->errs, open,
		    "the %sblock that begins here has no '}'", name);
}

/* Skips what is between braces, nested ones too. */
static void
skip_block(struct parse *p)
{
	struct conf_lex_token open = take(p);
	size_t depth = 1;

	while (p->next.type != CONF_LEX_END) {
		if (p->next.type == CONF_LEX_OPEN)
			depth++;
		if (p->next.type == CONF_LEX_CLOSE && --depth == 0)
			break;
		advance(p);
	}
	close_block(p, &open, "");
}

/* Skips the value or block of a key that has no place here. */
static void
skip_rest(struct parse *p, const struct conf_lex_token *key)
{
	if (p->next.type == CONF_LEX_OPEN)
		skip_block(p);
	else if (p->next.type == CONF_LEX_WORD && !p->next.assigned &&
	    p->next.line == key->line)
		advance(p);
}

/* Findings */

static void
ignore(struct parse *p, const struct conf_lex_token *key)
{
	char k[CONF_ERRORS_QUOTE_MAX];

	conf_errors_add_warning(p->errs, key,
	    "%s is known from host-sflow and has no effect here",
	    conf_errors_quote(key->text, k));
	skip_rest(p, key);
}

static void
refuse_unknown(struct parse *p, enum conf_keys_block block,
    const struct conf_lex_token *key)
{
	char k[CONF_ERRORS_QUOTE_MAX];
	const char *name = conf_keys_block_name(block);
	const char *guess = conf_keys_suggest(block, key->text);

	conf_errors_quote(key->text, k);
	if (guess != NULL)
		conf_errors_add(p->errs, key,
		    "%s is not known in '%s': is '%s' meant?", k, name, guess);
	else if (block != CONF_KEYS_IN_SFLOW &&
	    conf_keys_find(CONF_KEYS_IN_SFLOW, key->text) !=
	    CONF_KEYS_UNKNOWN)
		conf_errors_add(p->errs, key,
		    "%s belongs to 'sflow', not to '%s': is a '}' missing?",
		    k, name);
	else
		conf_errors_add(p->errs, key, "%s is not known in '%s'", k,
		    name);
	skip_rest(p, key);
}

/* True, with the error noted, when the key has been there before. */
static bool
is_repeated(struct parse *p, enum conf_keys_id id,
    const struct conf_lex_token *key)
{
	char k[CONF_ERRORS_QUOTE_MAX];

	if (p->seen[id] == 0) {
		p->seen[id] = key->line;
		return false;
	}
	conf_errors_add(p->errs, key, "%s was set in line %u already",
	    conf_errors_quote(key->text, k), p->seen[id]);
	return true;
}

/* Values */

/* A forgotten value shows in what stands in its place. */
static bool
value_follows(const struct parse *p, enum conf_keys_block block,
    const struct conf_lex_token *key)
{
	const struct conf_lex_token *next = &p->next;

	if (next->type != CONF_LEX_WORD)
		return false;
	if (next->quoted)
		return true;
	return !next->assigned && (next->line == key->line ||
	    conf_keys_find(block, next->text) == CONF_KEYS_UNKNOWN);
}

static bool
take_value(struct parse *p, enum conf_keys_block block,
    const struct conf_lex_token *key, struct conf_lex_token *value)
{
	char k[CONF_ERRORS_QUOTE_MAX];

	conf_errors_quote(key->text, k);
	if (p->next.type == CONF_LEX_OPEN) {
		conf_errors_add(p->errs, key, "%s takes a value, not a block",
		    k);
		skip_block(p);
		return false;
	}
	if (!value_follows(p, block, key)) {
		conf_errors_add(p->errs, key, "%s has no value", k);
		return false;
	}
	*value = take(p);
	return !value->unclosed;	/* that was told already */
}

static void
read_speed(struct parse *p, const struct conf_lex_token *key)
{
	struct text suffix = conf_keys_suffix(key->text);
	struct conf_lex_token value;

	/* sampling.http and the like are rates of applications. */
	if (suffix.p[0] < '0' || suffix.p[0] > '9')
		ignore(p, key);
	else if (take_value(p, CONF_KEYS_IN_SFLOW, key, &value))
		conf_set_speed(&p->set, key, &value);
}

/* Patterns of bridges may stand side by side, but keys are no patterns. */
static bool
pattern_follows(const struct parse *p, enum conf_keys_block block,
    const struct conf_lex_token *last)
{
	const struct conf_lex_token *next = &p->next;

	return next->type == CONF_LEX_WORD && next->line == last->line &&
	    !last->unclosed && !next->assigned && (next->quoted ||
	    conf_keys_find(block, next->text) == CONF_KEYS_UNKNOWN);
}

static void
read_patterns(struct parse *p, enum conf_keys_block block,
    enum conf_keys_id id, const struct conf_lex_token *key)
{
	struct conf_lex_token value;

	if (!take_value(p, block, key, &value))
		return;
	conf_set_value(&p->set, id, key, &value);
	while (pattern_follows(p, block, &value)) {
		value = take(p);
		if (!value.unclosed)
			conf_set_value(&p->set, id, key, &value);
	}
}

static void
read_setting(struct parse *p, enum conf_keys_block block,
    enum conf_keys_id id, const struct conf_lex_token *key)
{
	struct conf_lex_token value;
	bool repeated = id != CONF_KEYS_AGENT_CIDR && is_repeated(p, id, key);

	if (take_value(p, block, key, &value) && !repeated)
		conf_set_value(&p->set, id, key, &value);
}

/* Blocks */

static void	read_key(struct parse *, enum conf_keys_block);

/* False when there is no block. Its '{' is the next token, or missing. */
static bool
read_block(struct parse *p, enum conf_keys_block block,
    const struct conf_lex_token *name)
{
	struct conf_lex_token open;
	char n[CONF_ERRORS_QUOTE_MAX];

	if (p->next.type != CONF_LEX_OPEN) {
		conf_errors_quote(name->text, n);
		conf_errors_add(p->errs, name, "%s needs a block: { ... }", n);
		skip_rest(p, name);
		return false;
	}
	open = take(p);
	while (p->next.type == CONF_LEX_WORD || p->next.type == CONF_LEX_OPEN)
		read_key(p, block);
	snprintf(n, sizeof(n), "'%s' ", conf_keys_block_name(block));
	close_block(p, &open, n);
	return true;
}

static void
read_collector(struct parse *p, const struct conf_lex_token *name)
{
	p->seen[CONF_KEYS_IP] = 0;
	p->seen[CONF_KEYS_UDP_PORT] = 0;
	p->seen[CONF_KEYS_DEV] = 0;
	conf_set_collector_begin(&p->set, name);
	if (!read_block(p, CONF_KEYS_IN_COLLECTOR, name))
		return;
	if (p->seen[CONF_KEYS_IP] == 0)
		conf_errors_add(p->errs, name, "the collector has no ip");
	else
		conf_set_collector_end(&p->set, name);
}

/* False when id is not that of a block. */
static bool
read_inner_block(struct parse *p, enum conf_keys_id id,
    const struct conf_lex_token *name)
{
	if (id == CONF_KEYS_COLLECTOR) {
		read_collector(p, name);
		return true;
	}
	if (id != CONF_KEYS_DNSSD_BLOCK && id != CONF_KEYS_XEN &&
	    id != CONF_KEYS_OVS)
		return false;
	is_repeated(p, id, name);
	if (id == CONF_KEYS_DNSSD_BLOCK &&
	    read_block(p, CONF_KEYS_IN_DNSSD, name))
		conf_set_dnssd(&p->set, name, true);
	else if (id == CONF_KEYS_XEN && read_block(p, CONF_KEYS_IN_XEN, name))
		p->set.conf->xen_line = name->line;
	else if (id == CONF_KEYS_OVS && read_block(p, CONF_KEYS_IN_OVS, name))
		p->set.conf->ovs_line = name->line;
	return true;
}

/* One key or block, whatever it is. The next token is a word or '{'. */
static void
read_key(struct parse *p, enum conf_keys_block block)
{
	struct conf_lex_token key;
	enum conf_keys_id id;

	if (p->next.type == CONF_LEX_OPEN) {
		conf_errors_add(p->errs, &p->next,
		    "the block that begins here has no name");
		skip_block(p);
		return;
	}
	key = take(p);
	id = conf_keys_find(block, key.text);
	if (id == CONF_KEYS_UNKNOWN)
		refuse_unknown(p, block, &key);
	else if (id == CONF_KEYS_IGNORED)
		ignore(p, &key);
	else if (id == CONF_KEYS_SUFFIXED_SAMPLING)
		read_speed(p, &key);
	else if (id == CONF_KEYS_BRIDGE || id == CONF_KEYS_EXCLUDE)
		read_patterns(p, block, id, &key);
	else if (!read_inner_block(p, id, &key))
		read_setting(p, block, id, &key);
}

/* The file */

static void
refuse_outside(struct parse *p, const struct conf_lex_token *word)
{
	char w[CONF_ERRORS_QUOTE_MAX];

	/* Said once: what follows is likely outside for the same reason. */
	if (!p->outside_told) {
		p->outside_told = true;
		conf_errors_add(p->errs, word, "%s stands outside of "
		    "'sflow { ... }'", conf_errors_quote(word->text, w));
	}
	skip_rest(p, word);
}

static void
read_root(struct parse *p)
{
	struct conf_lex_token word = take(p);

	if (!text_equal_nocase(word.text, "sflow"))
		refuse_outside(p, &word);
	else if (p->sflow_line != 0) {
		conf_errors_add(p->errs, &word,
		    "a second 'sflow' block; the first is in line %u",
		    p->sflow_line);
		skip_rest(p, &word);
	} else {
		p->sflow_line = word.line;
		if (!read_block(p, CONF_KEYS_IN_SFLOW, &word))
			p->outside_told = true;
	}
}

static void
read_file(struct parse *p)
{
	struct conf_lex_token start = { .line = 1, .col = 1 };

	while (p->next.type != CONF_LEX_END) {
		if (p->next.type == CONF_LEX_WORD)
			read_root(p);
		else if (p->next.type == CONF_LEX_OPEN)
			read_key(p, CONF_KEYS_IN_SFLOW);
		else {
			conf_errors_add(p->errs, &p->next,
			    "this '}' closes nothing");
			advance(p);
		}
	}
	if (p->sflow_line == 0 && p->errs->n_errors == 0)
		conf_errors_add(p->errs, &start,
		    "there is no 'sflow { ... }' in it");
}

/* False, with the error noted, when it makes no sense to look further. */
static bool
is_readable(const char *buf, size_t len, struct conf_errors *errs)
{
	struct conf_lex_token at = { .line = 1, .col = 1 };

	if (len > CONF_TEXT_MAX) {
		conf_errors_add(errs, &at, "longer than %d bytes",
		    CONF_TEXT_MAX);
		return false;
	}
	if (!conf_lex_is_text(buf, len, &at)) {
		conf_errors_add(errs, &at,
		    "the byte 0x%02x is not text; nothing was read",
		    (unsigned char)at.text.p[0]);
		return false;
	}
	return true;
}

bool
conf_parse(const char *buf, size_t len, struct conf *conf,
    struct conf_errors *errs)
{
	struct parse p;

	conf_init(conf);
	conf_errors_init(errs);
	if (len == 0)
		buf = "";
	if (!is_readable(buf, len, errs))
		return false;
	memset(&p, 0, sizeof(p));
	p.set.conf = conf;
	p.set.errs = errs;
	p.errs = errs;
	conf_lex_init(&p.lex, buf, len);
	advance(&p);
	read_file(&p);
	if (errs->n_errors > 0)
		return false;
	conf_unused_warn(&p.set);
	return true;
}
