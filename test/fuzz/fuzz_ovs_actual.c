/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as what ovs-vsctl says of its database, through to plans and their
 * commands. What begins like JSON is read as JSON; else it is the answers of
 * an old one: list-br, br-to-parent, and get with list, separated by lines
 * that hold one '%'.
 */
#include <assert.h>
#include <string.h>

#include "argv.h"
#include "ovs_json.h"
#include "ovs_legacy.h"
#include "plan.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
check_order(const struct actual *a)
{
	for (size_t i = 1; i < a->n_bridges; i++)
		assert(strcmp(a->bridges[i - 1].name,
		    a->bridges[i].name) <= 0);
	for (size_t i = 0; i < a->n_rows; i++) {
		assert(strlen(a->rows[i].uuid) == ACTUAL_UUID_CAP - 1);
		assert(actual_find_row(a, a->rows[i].uuid) != NULL);
	}
}

/* A bridge that is pointed to a row twice would be a wrong plan. */
static void
check_command(const struct plan *p, const struct ovs_features *f)
{
	static const struct argv_tool tool = { "/v", "unix:/db", 5 };
	const char *const *v;
	struct argv a;
	size_t points = 0;

	argv_init(&a);
	argv_write(&a, &tool, p, f);
	v = argv_vector(&a);
	assert(v != NULL);
	for (size_t i = 0; v[i] != NULL; i++)
		points += strncmp(v[i], "sflow=", 6) == 0;
	assert(points <= p->n_steps);
	argv_clear(&a);
}

static void
check_plan(const struct actual *a, const struct ovs_features *f,
    enum plan_goal goal, const struct scope *scope)
{
	struct values values;
	char line[512];
	struct plan p;
	size_t lines = 0;

	memset(&values, 0, sizeof(values));
	values.sampling = 400;
	assert(plan_make(goal, &values, scope, f, a, &p));
	assert(p.n_steps <= a->n_bridges + a->n_rows);
	assert(p.n_ours + p.n_foreign + p.n_taken + p.n_excluded <=
	    a->n_bridges);
	while (plan_line(&p, lines, line, sizeof(line)))
		lines++;
	assert(lines == p.n_steps + p.n_foreign + p.n_excluded +
	    (p.row != PLAN_ROW_NONE));
	check_command(&p, f);
	plan_clear(&p);
}

static void
check(const struct actual *a, const struct ovs_features *f)
{
	static const struct scope all;
	static const struct scope some = { .takeover = true,
	    .excludes = { 1, { "*[0-4]" } } };

	check_order(a);
	check_plan(a, f, PLAN_GOAL_SET, &all);
	check_plan(a, f, PLAN_GOAL_SET, &some);
	check_plan(a, f, PLAN_GOAL_WITHDRAW, NULL);
}

static void
read_json(const char *p, size_t len)
{
	static const struct ovs_features modern = {
		.id = true, .gc = true, .json = true, .if_exists = true
	};
	char reason[OVS_JSON_REASON_MAX];
	struct actual a;

	actual_init(&a);
	if (ovs_json_parse(p, len, &a, reason))
		check(&a, &modern);
	else {
		assert(memchr(reason, '\0', sizeof(reason)) != NULL);
		assert(a.n_bridges == 0 && a.n_rows == 0);
	}
	actual_clear(&a);
}

static struct text
next_answer(struct text *rest)
{
	struct text answer = text_make(rest->p, 0), line;

	while (text_line(rest, &line) && !text_equal(line, "%"))
		answer.len = (size_t)(rest->p - answer.p);
	return answer;
}

static bool
read_answers(struct text rest, struct actual *a)
{
	struct text names = next_answer(&rest);
	struct text parents = next_answer(&rest);

	return ovs_legacy_names(names.p, names.len, a) &&
	    ovs_legacy_parents(parents.p, parents.len, a) &&
	    ovs_legacy_values(rest.p, rest.len, a);
}

static void
read_text(const char *p, size_t len)
{
	static const struct ovs_features two_step;
	static const struct ovs_features keeps_rows = { .id = true };
	char uuid[ACTUAL_UUID_CAP];
	struct actual a;

	ovs_legacy_created(p, len, uuid);
	actual_init(&a);
	if (read_answers(text_make(p, len), &a)) {
		check(&a, &two_step);
		check(&a, &keeps_rows);
	} else
		assert(a.n_bridges == 0 && a.n_rows == 0);
	actual_clear(&a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *p = (const char *)data;

	if (size > 0 && (p[0] == '{' || p[0] == '['))
		read_json(p, size);
	else
		read_text(p, size);
	return 0;
}
