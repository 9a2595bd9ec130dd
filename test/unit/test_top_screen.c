/* SPDX-License-Identifier: Apache-2.0 */
/* top_rows.c and top_screen.c: what stands where. */
#include "top_build.h"

#include "top_screen.h"
#include "top_text.h"

#define AGENT	0xc000020a	/* 192.0.2.10 */
#define OTHER	0xc000020b

static struct top_model model;
static struct top_view view;
static struct top_line lines[TOP_SCREEN_HEIGHT_MAX];
static struct top_row rows[TOP_SCREEN_HEIGHT_MAX];

static void
host(uint32_t agent, const char *name, uint32_t busy)
{
	for (uint32_t i = 0; i < 2; i++) {
		struct top_build t;

		top_begin(&t, agent, 10000 * i, 2, 1, i + 1);
		top_name(&t, name);
		top_host_cpu(&t, busy * i, 100 * i - busy * i, 0);
		top_net(&t, 2006, 125000 * i, 1250000 * i);
		top_end(&t, &model, 10000 * i);
	}
}

static void
vm(uint32_t agent, uint32_t index, const char *name, uint32_t cpu)
{
	for (uint32_t i = 0; i < 2; i++) {
		struct top_build t;

		top_begin(&t, agent, 10000 * i, 3, index, i + 1);
		top_name(&t, name);
		top_adapter(&t, 10 + index, (uint8_t)index);
		top_vm_cpu(&t, 100 * cpu * i, 1);
		top_memory(&t, index * GIB, ONES64);
		top_end(&t, &model, 10000 * i);
	}
}

static int
setup(void **state)
{
	static const struct top_limits limits = TOP_LIMITS;

	(void)state;
	top_model_init(&model, &limits);
	view = (struct top_view){ .order.talkers = 3, .width = 80,
		.height = 10 };
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	top_model_clear(&model);
	return 0;
}

static void
two_hosts(void)
{
	host(AGENT, "dom0-a", 20);
	host(OTHER, "dom0-b", 40);
	vm(AGENT, 1, "zeta", 5);
	vm(AGENT, 2, "alpha", 50);
	vm(OTHER, 3, "mid", 10);
	top_packet(&model, 10000, AGENT, 12, 2, 2, 99);
}

/* The lines, without spaces at their ends, are as wide as they have to be. */
static void
screen_is(uint64_t now, const char *want)
{
	char text[16384], clean[TOP_SCREEN_LINE_MAX];
	unsigned int n = top_screen_make(&model, now, &view, lines, rows);
	struct textbuf b;

	textbuf_init(&b, text, sizeof(text));
	for (unsigned int i = 0; i < n; i++) {
		const char *line = lines[i].text;
		size_t len = strlen(line);

		assert_int_equal(top_text_clean(line, len,
		    TOP_SCREEN_WIDTH_MAX + 1, clean, sizeof(clean)),
		    view.width);
		assert_string_equal(clean, line);
		while (len > 0 && line[len - 1] == ' ')
			len--;
		textbuf_add(&b, "%.*s\n", (int)len, line);
	}
	assert_string_equal(text, want);
}

static void
vms_stand_below_their_host(void **state)
{
	(void)state;
	two_hosts();
	view.width = 70;
	screen_is(12000,
"2 agents, 5 hosts and VMs, 11 datagrams\n"
"HOST           CPUS  CPU%   MEM    OF READ/s WRIT/s INb/s OUTb/s   AGE\n"
"dom0-b            4  40.0     -     -      -      -  100k   1.0M    2s\n"
"  mid             1  10.0  3.0G     -      -      -     -      -    2s\n"
"dom0-a            4  20.0     -     -      -      -  100k   1.0M    2s\n"
"  alpha           1  50.0  2.0G     -      -      -     -      -    2s\n"
"    10.0.0.2 - 10.0.0.99 tcp 443                        0   160k\n"
"  zeta            1   5.0  1.0G     -      -      -     -      -    2s\n"
"\n"
"q quit  sort by: c CPU m memory d disk n network a name  t talkers  j~\n");
}

static void
orders_are_by_what_was_asked(void **state)
{
	static const struct {
		enum top_sort	 sort;
		const char	*labels;
	} cases[] = {
		{ TOP_SORT_CPU, "dom0-b mid dom0-a alpha zeta " },
		{ TOP_SORT_MEMORY, "dom0-a alpha zeta dom0-b mid " },
		{ TOP_SORT_DISK, "dom0-a alpha zeta dom0-b mid " },
		{ TOP_SORT_NETWORK, "dom0-a alpha zeta dom0-b mid " },
		{ TOP_SORT_NAME, "dom0-a alpha zeta dom0-b mid " },
	};

	(void)state;
	two_hosts();
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		const struct top_order order = { cases[i].sort, 0 };
		size_t n = top_rows_make(&model, 12000, &order, 0, rows, 99);
		char text[256];
		struct textbuf b;

		textbuf_init(&b, text, sizeof(text));
		for (size_t k = 0; k < n; k++)
			textbuf_add(&b, "%.*s ", (int)rows[k].label_len,
			    rows[k].label);
		assert_string_equal(text, cases[i].labels);
	}
}

static void
rows_come_in_parts(void **state)
{
	const struct top_order order = { TOP_SORT_NAME, 3 };
	struct top_row all[8], part[2];

	(void)state;
	two_hosts();
	assert_int_equal(top_rows_make(&model, 12000, &order, 0, all, 8), 6);
	for (size_t first = 0; first < 6; first += 2) {
		assert_int_equal(top_rows_make(&model, 12000, &order, first,
		    part, 2), 6);
		assert_string_equal(part[0].label, all[first].label);
		assert_string_equal(part[1].label, all[first + 1].label);
	}
	assert_int_equal(top_rows_make(&model, 12000, &order, 9, part, 2), 6);
}

static void
a_narrow_window_has_fewer_columns(void **state)
{
	struct top_line line;

	(void)state;
	top_screen_header(60, &line);
	assert_string_equal(line.text, "HOST             CPU%   MEM READ/s "
	    "WRIT/s INb/s OUTb/s   AGE");
	top_screen_header(31, &line);
	assert_string_equal(line.text, "HOST          CPU% INb/s OUTb/s");
	top_screen_header(18, &line);
	assert_string_equal(line.text, "HOST          CPU%");
	top_screen_header(10, &line);
	assert_string_equal(line.text, "HOST      ");
	top_screen_header(3, &line);
	assert_string_equal(line.text, "HO~");
	top_screen_header(1000, &line);
	assert_int_equal(strlen(line.text), TOP_SCREEN_WIDTH_MAX);
}

static void
a_low_window_is_for_rows(void **state)
{
	(void)state;
	two_hosts();
	view.width = 20;
	view.height = 1;
	screen_is(12000, "dom0-b          40.0\n");
	view.height = 2;
	screen_is(12000, "HOST            CPU%\ndom0-b          40.0\n");
	view.height = 4;
	screen_is(12000, "2 agents, 5 hosts a~\nHOST            CPU%\n"
	    "dom0-b          40.0\n  mid           10.0\n");
	view.width = 1;
	view.height = 1;
	screen_is(12000, "~\n");
	view.height = 0;
	screen_is(12000, "");
}

static void
scrolling_ends_with_the_last_row(void **state)
{
	(void)state;
	two_hosts();
	view.width = 20;
	view.height = 3;
	view.first = 1;
	screen_is(12000, "HOST            CPU%\n  mid           10.0\n"
	    "dom0-a          20.0\n");
	view.first = SIZE_MAX / 2;
	screen_is(12000, "HOST            CPU%\n    10.0.0.2 - 10.0~\n"
	    "  zeta           5.0\n");
	assert_int_equal(view.first, 4);
}

static void
every_size_has_its_lines(void **state)
{
	char clean[TOP_SCREEN_LINE_MAX];

	(void)state;
	two_hosts();
	for (view.width = 1; view.width < 130; view.width++) {
		for (view.height = 1; view.height < 12; view.height++) {
			unsigned int n = top_screen_make(&model, 12000, &view,
			    lines, rows);

			assert_true(n <= view.height);
			for (unsigned int i = 0; i < n; i++)
				assert_int_equal(top_text_clean(lines[i].text,
				    strlen(lines[i].text),
				    TOP_SCREEN_WIDTH_MAX, clean,
				    sizeof(clean)), view.width);
		}
	}
}

static void
nothing_yet_is_told_in_words(void **state)
{
	(void)state;
	view.height = 6;
	view.width = 60;
	screen_is(0, "0 agents, 0 hosts and VMs, 0 datagrams\n"
	    "HOST             CPU%   MEM READ/s WRIT/s INb/s OUTb/s   AGE\n"
	    "\n\n\n"
	    "Waiting for sFlow. Nothing has arrived so far.\n");
	top_packet(&model, 0, AGENT, 1, 2, 3, 4);
	view.lost = 3;
	screen_is(1000, "1 agent, 0 hosts and VMs, 1 datagram, 3 lost\n"
	    "HOST             CPU%   MEM READ/s WRIT/s INb/s OUTb/s   AGE\n"
	    "192.0.2.10          -     -      -      -     -      -    1s\n"
	    "    10.0.0.3 - 10.0.0.4 tcp 443               0   160k\n\n"
	    "Rates come with the second sample of each source.\n");
}

static void
a_hostile_name_is_shown_as_text(void **state)
{
	(void)state;
	host(AGENT, "\x1b[31mred\n\xff\xe2\x80\xae\xe4\xb8\xbb", 20);
	view.width = 32;
	view.height = 1;
	screen_is(12000, "?[31mred???\xe4\xb8\xbb  20.0  100k   1.0M\n");
	view.width = 31;
	screen_is(12000, "?[31mred???~  20.0  100k   1.0M\n");
}

static void
who_is_silent_is_told(void **state)
{
	(void)state;
	host(AGENT, "dom0-a", 20);
	view.width = 60;
	view.height = 1;
	screen_is(10000 + 31000,
	    "dom0-a           20.0     -      -      -  100k   1.0M   31s\n");
	assert_int_equal(lines[0].style, TOP_STYLE_HOST);
	screen_is(10000 + 32000,
	    "dom0-a           20.0     -      -      -  100k   1.0M quiet\n");
	assert_int_equal(lines[0].style, TOP_STYLE_QUIET);
}

#define TEST(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(vms_stand_below_their_host),
		TEST(orders_are_by_what_was_asked),
		TEST(rows_come_in_parts),
		TEST(a_narrow_window_has_fewer_columns),
		TEST(a_low_window_is_for_rows),
		TEST(scrolling_ends_with_the_last_row),
		TEST(every_size_has_its_lines),
		TEST(nothing_yet_is_told_in_words),
		TEST(a_hostile_name_is_shown_as_text),
		TEST(who_is_silent_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
