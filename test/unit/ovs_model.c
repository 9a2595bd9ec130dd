/* SPDX-License-Identifier: Apache-2.0 */
/* Argument vectors in, a changed database and output out. */
#include "ovs_model.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ovs_model_text.h"

/* A call under way. */
struct call {
	struct ovs_model	*m;
	struct ovs_model_text	 out;
	char			 symbol[64];	/* @name, and what it is */
	char			 symbol_uuid[OVS_MODEL_UUID_CAP];
	bool			 pointed[OVS_MODEL_MAX];
};

/* A command: its options, then its words. */
struct command {
	const char *const	*option;
	size_t			 n_options;
	const char *const	*word;
	size_t			 n_words;
};

uint32_t
ovs_model_random(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % below;
}

static void
make_uuid(struct ovs_model *m, char uuid[OVS_MODEL_UUID_CAP])
{
	uint32_t a = ovs_model_random(&m->seed, 1u << 24);

	snprintf(uuid, OVS_MODEL_UUID_CAP, "%08" PRIx32
	    "-0000-4000-8000-%012" PRIx32, a,
	    ovs_model_random(&m->seed, 1u << 24));
}

struct ovs_model_bridge *
ovs_model_add_bridge(struct ovs_model *m, const char *name)
{
	struct ovs_model_bridge *b = &m->bridges[m->n_bridges];

	if (m->n_bridges == OVS_MODEL_MAX)
		return NULL;
	m->n_bridges++;
	memset(b, 0, sizeof(*b));
	snprintf(b->name, sizeof(b->name), "%s", name);
	make_uuid(m, b->uuid);
	return b;
}

struct ovs_model_row *
ovs_model_add_row(struct ovs_model *m)
{
	struct ovs_model_row *r = &m->rows[m->n_rows];

	if (m->n_rows == OVS_MODEL_MAX)
		return NULL;
	m->n_rows++;
	memset(r, 0, sizeof(*r));
	make_uuid(m, r->uuid);
	r->header = r->polling = r->sampling = OVS_MODEL_UNSET;
	return r;
}

struct ovs_model_row *
ovs_model_find_row(struct ovs_model *m, const char *uuid)
{
	for (size_t i = 0; i < m->n_rows; i++)
		if (strcmp(m->rows[i].uuid, uuid) == 0)
			return &m->rows[i];
	return NULL;
}

size_t
ovs_model_refs(const struct ovs_model *m, const char *uuid)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n_bridges; i++)
		n += strcmp(m->bridges[i].sflow, uuid) == 0;
	return n;
}

static int
refuse(struct call *c, const char *what, const char *which)
{
	snprintf(c->m->err, sizeof(c->m->err), "ovs-vsctl: %s \"%.200s\"\n",
	    what, which);
	return 1;
}

/* The bridge of that name, a fake one too where it may be. */
static struct ovs_model_bridge *
find_bridge(struct ovs_model *m, const char *name, bool fake)
{
	for (size_t i = 0; i < m->n_bridges; i++) {
		struct ovs_model_bridge *b = &m->bridges[i];

		if ((fake || b->parent[0] == '\0') &&
		    (strcmp(b->name, name) == 0 || strcmp(b->uuid, name) == 0))
			return b;
	}
	return NULL;
}

static bool
set_number(int64_t *to, char atoms[][OVS_MODEL_NAME_CAP], int n)
{
	char *end;

	*to = OVS_MODEL_UNSET;
	if (n == 0)
		return true;
	*to = strtoll(atoms[0], &end, 10);
	return n == 1 && *end == '\0';
}

/* column=value or column:key=value; false for what is refused. */
static bool
assign_row(struct call *c, struct ovs_model_row *r, const char *word)
{
	char atoms[OVS_MODEL_TARGETS][OVS_MODEL_NAME_CAP];
	size_t len = strcspn(word, "=");
	int n = word[len] == '\0' ? -1 :
	    ovs_model_text_parse(word + len + 1, atoms, OVS_MODEL_TARGETS);

#define IS(s)	(len == strlen(s) && memcmp(word, s, len) == 0)
	if (n < 0)
		return false;
	if (IS("header"))
		return set_number(&r->header, atoms, n);
	if (IS("polling"))
		return set_number(&r->polling, atoms, n);
	if (IS("sampling"))
		return set_number(&r->sampling, atoms, n);
	if (IS("targets")) {
		memset(r->targets, 0, sizeof(r->targets));
		r->n_targets = (size_t)n;
		for (int i = 0; i < n; i++)
			strcpy(r->targets[i], atoms[i]);
	} else if (IS("agent") && n <= 1)
		snprintf(r->agent, sizeof(r->agent), "%s",
		    n == 0 ? "" : atoms[0]);
	else if (IS("external_ids:sflowovsd") && n == 1 && c->m->row_ids)
		snprintf(r->mark, sizeof(r->mark), "%s", atoms[0]);
	else
		return false;
	return true;
}

static bool
assign_bridge(struct call *c, struct ovs_model_bridge *b, const char *word)
{
	char atom[1][OVS_MODEL_NAME_CAP] = { "" };
	size_t len = strcspn(word, "=");
	int n = word[len] == '\0' ? -1 : ovs_model_text_parse(word + len + 1, atom, 1);

	if (n < 0)
		return false;
	if (IS("sflow")) {
		bool named = n == 1 && atom[0][0] == '@';

		if (named && strcmp(atom[0], c->symbol) != 0)
			return false;
		snprintf(b->sflow, sizeof(b->sflow), "%.36s", named ?
		    c->symbol_uuid : n == 1 ? atom[0] : "");
		c->pointed[b - c->m->bridges] = true;
	} else if (IS("external_ids:sflowovsd") && n == 1)
		snprintf(b->mark, sizeof(b->mark), "%s", atom[0]);
	else
		return false;
	return true;
#undef IS
}

static void
print_bridge_column(struct call *c, const struct ovs_model_bridge *b,
    const char *column)
{
	if (strcmp(column, "_uuid") == 0)
		ovs_model_text_uuid(&c->out, b->uuid);
	else if (strcmp(column, "name") == 0)
		ovs_model_text_string(&c->out, b->name);
	else if (strcmp(column, "sflow") == 0)
		ovs_model_text_uuid(&c->out, b->sflow);
	else
		ovs_model_text_ids(&c->out, b->mark);
}

static void
print_row_column(struct call *c, const struct ovs_model_row *r,
    const char *column)
{
	if (strcmp(column, "_uuid") == 0)
		ovs_model_text_uuid(&c->out, r->uuid);
	else if (strcmp(column, "agent") == 0 && r->agent[0] == '\0')
		ovs_model_text_none(&c->out);
	else if (strcmp(column, "agent") == 0)
		ovs_model_text_string(&c->out, r->agent);
	else if (strcmp(column, "targets") == 0)
		ovs_model_text_targets(&c->out, r->targets,
		    r->n_targets);
	else if (strcmp(column, "external_ids") == 0)
		ovs_model_text_ids(&c->out, r->mark);
	else
		ovs_model_text_number(&c->out, strcmp(column, "header") == 0 ? r->header :
		    strcmp(column, "polling") == 0 ? r->polling : r->sampling);
}

/* The next of a list with commas; false at its end. */
static bool
next_column(const char **p, char name[32])
{
	size_t len = strcspn(*p, ",");

	if (len == 0)
		return false;
	snprintf(name, 32, "%.*s", (int)len, *p);
	*p += len + ((*p)[len] == ',');
	return true;
}

static void
list_json_row(struct call *c, const char *columns, bool bridges, size_t at)
{
	const char *separator = "[";
	char name[32];

	while (next_column(&columns, name)) {
		textbuf_add(&c->out.b, "%s", separator);
		separator = ",";
		if (bridges)
			print_bridge_column(c, &c->m->bridges[at], name);
		else
			print_row_column(c, &c->m->rows[at], name);
	}
	textbuf_add(&c->out.b, "]");
}

/* The rows' order is another at each call. */
static int
list_json(struct call *c, const char *columns, bool bridges)
{
	size_t n = bridges ? c->m->n_bridges : c->m->n_rows, first = 0;
	const char *rest = columns, *separator = "";
	char name[32];

	c->out.json = true;
	if (n > 0)
		first = ovs_model_random(&c->m->seed, (uint32_t)n);
	textbuf_add(&c->out.b, "{\"headings\":[");
	for (; next_column(&rest, name); separator = ",")
		textbuf_add(&c->out.b, "%s\"%s\"", separator, name);
	textbuf_add(&c->out.b, "],\"data\":[");
	separator = "";
	for (size_t i = 0; i < n; i++) {
		size_t at = (first + i) % n;

		if (bridges && c->m->bridges[at].parent[0] != '\0')
			continue;
		textbuf_add(&c->out.b, "%s", separator);
		separator = ",";
		list_json_row(c, columns, bridges, at);
	}
	textbuf_add(&c->out.b, "]}\n");
	return 0;
}

static int
list_text(struct call *c)
{
	static const char *const columns[] = { "_uuid", "agent",
	    "external_ids", "header", "polling", "sampling", "targets" };

	for (size_t i = 0; i < c->m->n_rows; i++) {
		textbuf_add(&c->out.b, "%s", i == 0 ? "" : "\n");
		for (size_t k = 0; k < sizeof(columns) / sizeof(columns[0]);
		    k++) {
			if (k == 2 && !c->m->row_ids)
				continue;
			textbuf_add(&c->out.b, "%-20s: ", columns[k]);
			print_row_column(c, &c->m->rows[i], columns[k]);
			textbuf_add(&c->out.b, "\n");
		}
	}
	return 0;
}

/* Commands. */

static int
run_list(struct call *c, const struct command *k)
{
	static const char columns[] = "--columns=";
	bool bridges = strcmp(k->word[1], "bridge") == 0;

	if (k->n_options == 0)
		return bridges ? refuse(c, "not modelled", "list") :
		    list_text(c);
	if (!c->m->json || k->n_options != 1 || strncmp(k->option[0], columns,
	    strlen(columns)) != 0)
		return refuse(c, "'list' command has no", k->option[0]);
	return list_json(c, k->option[0] + strlen(columns), bridges);
}

static int
run_list_br(struct call *c, const struct command *k)
{
	(void)k;
	for (size_t i = 0; i < c->m->n_bridges; i++)
		textbuf_add(&c->out.b, "%s\n", c->m->bridges[i].name);
	return 0;
}

static int
run_parent(struct call *c, const struct command *k)
{
	struct ovs_model_bridge *b = k->n_words != 2 ? NULL :
	    find_bridge(c->m, k->word[1], true);

	if (b == NULL)
		return refuse(c, "no bridge named", "");
	textbuf_add(&c->out.b, "%s\n", b->parent[0] == '\0' ? b->name :
	    b->parent);
	return 0;
}

static int
run_get(struct call *c, const struct command *k)
{
	struct ovs_model_bridge *b = find_bridge(c->m, k->word[2], false);

	if (b == NULL)
		return refuse(c, "no row in table Bridge", k->word[2]);
	for (size_t i = 3; i < k->n_words; i++) {
		print_bridge_column(c, b, k->word[i]);
		textbuf_add(&c->out.b, "\n");
	}
	return 0;
}

static int
run_set(struct call *c, const struct command *k)
{
	bool bridges = strcmp(k->word[1], "bridge") == 0;
	struct ovs_model_bridge *b = find_bridge(c->m, k->word[2], false);
	struct ovs_model_row *r = ovs_model_find_row(c->m, k->word[2]);

	if (k->n_options > 0 && !(c->m->if_exists &&
	    strcmp(k->option[0], "--if-exists") == 0))
		return refuse(c, "'set' command has no", k->option[0]);
	if (bridges ? b == NULL : r == NULL)
		return k->n_options > 0 ? 0 : refuse(c, "no row", k->word[2]);
	for (size_t i = 3; i < k->n_words; i++)
		if (!(bridges ? assign_bridge(c, b, k->word[i]) :
		    assign_row(c, r, k->word[i])))
			return refuse(c, "cannot parse", k->word[i]);
	return 0;
}

static int
run_create(struct call *c, const struct command *k)
{
	struct ovs_model_row *r;

	if (k->n_options > 0 && (!c->m->id ||
	    strncmp(k->option[0], "--id=@", 6) != 0))
		return refuse(c, "'create' command has no", k->option[0]);
	r = ovs_model_add_row(c->m);
	if (r == NULL)
		return refuse(c, "no room in table", "sFlow");
	for (size_t i = 2; i < k->n_words; i++)
		if (!assign_row(c, r, k->word[i]))
			return refuse(c, "cannot parse", k->word[i]);
	if (k->n_options > 0) {
		snprintf(c->symbol, sizeof(c->symbol), "%s",
		    k->option[0] + 5);
		memcpy(c->symbol_uuid, r->uuid, sizeof(r->uuid));
	}
	textbuf_add(&c->out.b, "%s\n", r->uuid);
	return 0;
}

static int
run_destroy(struct call *c, const struct command *k)
{
	struct ovs_model_row *r = ovs_model_find_row(c->m, k->word[2]);

	if (r == NULL)
		return refuse(c, "no row", k->word[2]);
	memmove(r, r + 1, (size_t)(&c->m->rows[--c->m->n_rows] - r) *
	    sizeof(*r));
	return ovs_model_refs(c->m, k->word[2]) == 0 ? 0 :
	    refuse(c, "remaining references to", k->word[2]);
}

static int
run_unmark(struct call *c, const struct command *k)
{
	struct ovs_model_bridge *b = find_bridge(c->m, k->word[1], false);

	if (b == NULL || k->n_words != 3 ||
	    strcmp(k->word[2], "sflowovsd") != 0)
		return refuse(c, "no bridge named", k->word[1]);
	b->mark[0] = '\0';
	return 0;
}

static int
run_command(struct call *c, const struct command *k)
{
	static const struct {
		const char	*name;
		size_t		 min;	/* words */
		int		(*run)(struct call *, const struct command *);
	} commands[] = {
		{ "list", 2, run_list }, { "list-br", 1, run_list_br },
		{ "br-to-parent", 2, run_parent }, { "get", 3, run_get },
		{ "set", 4, run_set }, { "create", 2, run_create },
		{ "destroy", 3, run_destroy },
		{ "br-set-external-id", 3, run_unmark },
	};

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (k->n_words >= commands[i].min &&
		    strcmp(k->word[0], commands[i].name) == 0)
			return commands[i].run(c, k);
	return refuse(c, "no such command", k->n_words == 0 ? "" :
	    k->word[0]);
}

/* What was pointed must point somewhere; what is left over goes. */
static int
commit(struct call *c)
{
	struct ovs_model *m = c->m;
	size_t kept = 0;

	for (size_t i = 0; i < m->n_bridges; i++)
		if (c->pointed[i] && m->bridges[i].sflow[0] != '\0' &&
		    ovs_model_find_row(m, m->bridges[i].sflow) == NULL)
			return refuse(c, "referential integrity violation",
			    m->bridges[i].sflow);
	for (size_t i = 0; m->gc && i < m->n_rows; i++)
		if (ovs_model_refs(m, m->rows[i].uuid) > 0)
			m->rows[kept++] = m->rows[i];
	m->n_rows = m->gc ? kept : m->n_rows;
	return 0;
}

static int
run_commands(struct call *c, const char *const *argv)
{
	while (*argv != NULL) {
		struct command k = { argv, 0, NULL, 0 };
		int status;

		while (*argv != NULL && (*argv)[0] == '-' &&
		    strcmp(*argv, "--") != 0) {
			argv++;
			k.n_options++;
		}
		k.word = argv;
		while (*argv != NULL && strcmp(*argv, "--") != 0) {
			argv++;
			k.n_words++;
		}
		status = run_command(c, &k);
		if (status != 0)
			return status;
		argv += *argv != NULL;
	}
	return commit(c);
}

static bool
is_global(const struct ovs_model *m, const char *option)
{
	return strcmp(option, "--no-wait") == 0 ||
	    strncmp(option, "--timeout=", 10) == 0 ||
	    strncmp(option, "--db=unix:", 10) == 0 ||
	    (m->json && strcmp(option, "--format=json") == 0);
}

int
ovs_model_run(struct ovs_model *m, const char *const *argv)
{
	struct ovs_model *before = malloc(sizeof(*before));
	struct call c;
	int status = 1;

	if (before == NULL)
		return 1;
	*before = *m;
	memset(&c, 0, sizeof(c));
	c.m = m;
	m->err[0] = '\0';
	textbuf_init(&c.out.b, m->out, sizeof(m->out));
	argv++;
	while (*argv != NULL && is_global(m, *argv))
		argv++;
	if (*argv == NULL || strcmp(*argv, "--") != 0)
		refuse(&c, "unrecognized option", *argv == NULL ? "" : *argv);
	else
		status = run_commands(&c, argv + 1);
	if (status != 0) {
		memcpy(before->err, m->err, sizeof(m->err));
		*m = *before;
		m->out[0] = '\0';
	}
	free(before);
	return status;
}
