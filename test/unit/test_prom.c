/* SPDX-License-Identifier: Apache-2.0 */
/* prom.c: Prometheus' text form. */
#include "unit.h"

#include <stdlib.h>

#include "prom.h"

static void
assert_text(struct growbuf *b, const char *expected)
{
	size_t len;
	char *p = growbuf_take(b, &len);

	assert_string_equal(p, expected);
	free(p);
}

static void
a_metric_has_its_head_and_values(void **state)
{
	const struct prom_label one[] = { { "to", "10.0.0.1:6343" },
	    { "dev", "eth0" }, { NULL, NULL } };
	struct growbuf b;

	(void)state;
	growbuf_init(&b);
	prom_metric(&b, PROM_COUNTER, "x_sent_total", "Datagrams sent.");
	prom_count(&b, "x_sent_total", one, UINT64_MAX);
	prom_count(&b, "x_sent_total", NULL, 0);
	prom_gauge(&b, "x_age_seconds", "How old.", 1.25);
	assert_text(&b, "# HELP x_sent_total Datagrams sent.\n"
	    "# TYPE x_sent_total counter\n"
	    "x_sent_total{to=\"10.0.0.1:6343\",dev=\"eth0\"} "
	    "18446744073709551615\n"
	    "x_sent_total 0\n"
	    "# HELP x_age_seconds How old.\n"
	    "# TYPE x_age_seconds gauge\n"
	    "x_age_seconds 1.25\n");
}

static void
no_label_breaks_its_line(void **state)
{
	const struct prom_label bad[] = { { "a", "q\"b\\n\nx\xff" },
	    { NULL, NULL } };
	struct growbuf b;

	(void)state;
	growbuf_init(&b);
	prom_value(&b, "x", bad, 1);
	assert_text(&b, "x{a=\"q\\\"b\\\\n\\nx?\"} 1\n");
}

static void
large_numbers_stay_whole(void **state)
{
	struct growbuf b;

	(void)state;
	growbuf_init(&b);
	prom_value(&b, "x", NULL, 1790000000.0);
	assert_text(&b, "x 1790000000\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_metric_has_its_head_and_values),
		cmocka_unit_test(no_label_breaks_its_line),
		cmocka_unit_test(large_numbers_stay_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
