/* SPDX-License-Identifier: Apache-2.0 */
/* Databases to plan for, and what a plan for them has to be. */
#ifndef PLAN_BUILD_H
#define PLAN_BUILD_H

#include <stdio.h>
#include <string.h>

#include "plan.h"

static const struct ovs_features modern = {
	.id = true, .gc = true, .json = true, .if_exists = true,
	.agent_literal = true, .agent_omit = true
};
/* 1.0.2 to 1.1.0pre2, and below. */
static const struct ovs_features keeps_rows = { .id = true };
static const struct ovs_features two_step;

/* Of the plans being made; each test begins with every bridge. */
static struct scope scope;

static inline int
plan_build_setup(void **state)
{
	(void)state;
	memset(&scope, 0, sizeof(scope));
	return 0;
}

static inline struct values
values(uint32_t sampling)
{
	struct values_target t;
	struct values v;

	memset(&v, 0, sizeof(v));
	v.header = 128;
	v.polling = 30;
	v.sampling = sampling;
	assert_true(values_parse_target("10.0.0.9:6343", &t));
	assert_true(values_add_target(&v, &t));
	return v;
}

/* Rows are named by one number in these tests. */
static const char *
uuid(unsigned int n, char buf[ACTUAL_UUID_CAP])
{
	snprintf(buf, ACTUAL_UUID_CAP, "%08x-0000-4000-8000-000000000000", n);
	return buf;
}

static inline void
add_bridge(struct actual *a, const char *name, unsigned int row,
    unsigned int mark)
{
	struct actual_bridge *b = actual_add_bridge(a, text_of(name));

	assert_non_null(b);
	if (row != 0)
		uuid(row, b->sflow);
	if (mark != 0)
		uuid(mark, b->mark);
}

static inline void
add_row(struct actual *a, unsigned int n, bool ours, uint32_t sampling)
{
	struct actual_row *r = actual_add_row(a);

	assert_non_null(r);
	uuid(n, r->uuid);
	r->ours = ours;
	r->comparable = true;
	r->values = values(sampling);
}

static inline void
expect_lines(const struct plan *p, const char *const *expected, size_t n)
{
	char line[2048];
	size_t i = 0;

	for (; plan_line(p, i, line, sizeof(line)); i++) {
		assert_true(i < n);
		if (strncmp(line, expected[i], strlen(expected[i])) != 0)
			fail_msg("line %zu is \"%s\", not \"%s\"", i, line,
			    expected[i]);
	}
	assert_int_equal(i, n);
}

/* Plans for `sampling` (0: withdraw), compares line by line, frees. */
#define EXPECT(a, features, sampling, ...) do {				\
	static const char *const lines_[] = { "", __VA_ARGS__ };	\
	expect_plan(a, features, sampling, lines_ + 1,			\
	    UNIT_COUNT(lines_) - 1);					\
} while (0)

static inline void
expect_plan(struct actual *a, const struct ovs_features *f, uint32_t sampling,
    const char *const *lines, size_t n)
{
	struct values v = values(sampling);
	struct plan p;

	actual_sort(a);
	assert_true(plan_make(sampling == 0 ? PLAN_GOAL_WITHDRAW :
	    PLAN_GOAL_SET, sampling == 0 ? NULL : &v, &scope, f, a, &p));
	expect_lines(&p, lines, n);
	plan_clear(&p);
	actual_clear(a);
}

static inline struct actual
empty(void)
{
	struct actual a;

	actual_init(&a);
	return a;
}

#endif
