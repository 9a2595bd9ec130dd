/* SPDX-License-Identifier: Apache-2.0 */
/* known.c: rows stay ours when their mark is taken from them. */
#include "unit.h"

#include <string.h>

#include "known.h"

#define U1	"11111111-0000-4000-8000-000000000000"
#define U2	"22222222-0000-4000-8000-000000000000"
#define U3	"33333333-0000-4000-8000-000000000000"

static void
add_row(struct actual *a, const char *uuid, bool ours)
{
	struct actual_row *r = actual_add_row(a);

	assert_non_null(r);
	memcpy(r->uuid, uuid, ACTUAL_UUID_CAP);
	r->ours = ours;
}

static void
a_row_that_was_read_as_ours_stays_ours(void **state)
{
	struct known k;
	struct actual a;

	(void)state;
	known_init(&k);
	actual_init(&a);
	add_row(&a, U1, true);
	add_row(&a, U2, false);
	for (int i = 0; i < 3; i++) {
		assert_true(known_apply(&k, &a, true));
		assert_true(a.rows[0].ours);
		assert_int_equal(a.rows[0].unmarked, i > 0);
		assert_false(a.rows[1].ours || a.rows[1].unmarked);
		a.rows[0].ours = a.rows[0].unmarked = false;
	}
	actual_clear(&a);
	known_clear(&k);
}

static void
a_row_that_was_written_is_ours(void **state)
{
	static const char printed[] = U2 "\n\n \nnonsense\n" U3 "\n";
	struct known k;
	struct actual a;

	(void)state;
	known_init(&k);
	actual_init(&a);
	add_row(&a, U1, false);
	add_row(&a, U2, false);
	add_row(&a, U3, false);
	assert_true(known_add_lines(&k, printed, strlen(printed)));
	assert_true(known_apply(&k, &a, false));
	assert_false(a.rows[0].ours);
	assert_true(a.rows[1].ours && !a.rows[1].unmarked);
	assert_true(a.rows[2].ours && !a.rows[2].unmarked);
	actual_clear(&a);
	known_clear(&k);
}

static void
what_is_gone_is_forgotten(void **state)
{
	struct known k;
	struct actual a;

	(void)state;
	known_init(&k);
	actual_init(&a);
	add_row(&a, U1, true);
	assert_true(known_apply(&k, &a, true));
	a.n_rows = 0;
	assert_true(known_apply(&k, &a, true));
	add_row(&a, U1, false);
	assert_true(known_apply(&k, &a, true));
	assert_false(a.rows[0].ours);
	actual_clear(&a);
	known_clear(&k);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_row_that_was_read_as_ours_stays_ours),
		cmocka_unit_test(a_row_that_was_written_is_ours),
		cmocka_unit_test(what_is_gone_is_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
