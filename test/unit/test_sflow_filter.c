/* SPDX-License-Identifier: Apache-2.0 */
/* sflow_filter.c: what shows of a datagram. */
#include "sflow_trace.h"

#include "sflow_filter.h"
#include "sflow_json.h"

#include <stdlib.h>

/*
 * From 192.0.2.1: counters of 0:7 with a port name and a parent, of 3:9 with
 * an unknown record 9:1, and packets of 0:7 with a VNI.
 */
static const struct vector *
three_samples(struct build *b)
{
	const uint32_t vm[] = { 1, 3 << 24 | 9, 1 };

	build_begin(b, 3);
	build_simple(b, false, 2);
	build_record(b, SFLOW_TAG(0, 1005));
	writer_string(&b->w, "vif1.0", 255);
	build_record_end(b);
	build_record(b, SFLOW_TAG(0, 2002));
	writer_u64(&b->w, 1);
	build_record_end(b);
	writer_patch_length(&b->w, b->sample);
	build_sample(b, SFLOW_TAG(0, 2), vm, UNIT_COUNT(vm));
	build_record(b, SFLOW_TAG(9, 1));
	build_record_end(b);
	writer_patch_length(&b->w, b->sample);
	build_simple(b, true, 1);
	build_record(b, SFLOW_TAG(0, 1029));
	writer_u32(&b->w, 5);
	build_record_end(b);
	return build_end(b);
}

static void
on_sample(const struct sflow_sample *s, void *arg)
{
	textbuf_add(arg, "%u:%u", s->source_class, s->source_index);
}

static void
on_sample_end(const struct sflow_sample *s, size_t skipped, void *arg)
{
	(void)s;
	(void)skipped;
	textbuf_add(arg, ". ");
}

static void
on_record(const struct sflow_record *r, void *arg)
{
	textbuf_add(arg, " %u:%u", SFLOW_TAG_ENTERPRISE(r->tag),
	    SFLOW_TAG_FORMAT(r->tag));
}

static void
on_field(const struct sflow_field *f, void *arg)
{
	(void)f;
	textbuf_add(arg, "+");
}

static void
on_datagram(const struct sflow_datagram *d, void *arg)
{
	(void)d;
	textbuf_add(arg, "D ");
}

static void
on_problem(const struct sflow_problem *p, void *arg)
{
	textbuf_add(arg, "!%zu ", p->offset);
}

/* What shows, in short: "D 0:7 0:1005+. ". */
static void
shows(const struct sflow_filter *f, const struct vector *v, const char *want)
{
	char text[256];
	struct textbuf b;
	const struct sflow_visitor visitor = {
		.datagram_begin = on_datagram,
		.sample_begin = on_sample,
		.sample_end = on_sample_end,
		.record_begin = on_record,
		.field = on_field,
		.problem = on_problem,
		.arg = &b,
	};

	textbuf_init(&b, text, sizeof(text));
	sflow_filter_decode(f, v->bytes, v->len, &visitor, NULL);
	assert_string_equal(text, want);
	assert_int_equal(sflow_filter_match(f, v->bytes, v->len),
	    strchr(want, 'D') != NULL);
}

/* One filter for each; NULL for none. */
static void
filtered(const char *agent, const char *source, const char *record,
    const char *want)
{
	struct sflow_filter f = { 0 };
	struct build b;

	if (agent != NULL)
		assert_true(sflow_filter_add_agent(&f, agent));
	if (source != NULL)
		assert_true(sflow_filter_add_source(&f, source));
	if (record != NULL)
		assert_true(sflow_filter_add_record(&f, record));
	shows(&f, three_samples(&b), want);
}

static void
each_kind_of_filter_takes_its_part(void **state)
{
	const char *all = "D 0:7 0:1005+ 0:2002++. 3:9 9:1. 0:7 0:1029+. ";

	(void)state;
	filtered(NULL, NULL, NULL, all);
	filtered("192.0.2.1", NULL, NULL, all);
	filtered("192.0.2.2", NULL, NULL, "");
	filtered("::ffff:192.0.2.1", NULL, NULL, "");
	filtered(NULL, "0:7", NULL, "D 0:7 0:1005+ 0:2002++. 0:7 0:1029+. ");
	filtered(NULL, "3", NULL, "D 3:9 9:1. ");
	filtered(NULL, "3:8", NULL, "");
	filtered(NULL, NULL, "port_name", "D 0:7 0:1005+. ");
	filtered(NULL, NULL, "0:1029", "D 0:7 0:1029+. ");
	filtered(NULL, NULL, "9:1", "D 3:9 9:1. ");
	filtered(NULL, NULL, "virt_cpu", "");
	filtered("192.0.2.1", "0:7", "host_parent", "D 0:7 0:2002++. ");
	filtered("192.0.2.1", "3", "host_parent", "");
	filtered("192.0.2.2", "0:7", "host_parent", "");
}

static void
one_of_several_is_enough(void **state)
{
	struct sflow_filter f = { 0 };
	struct build b;

	(void)state;
	assert_true(sflow_filter_empty(&f));
	assert_true(sflow_filter_add_agent(&f, "2001:db8::1"));
	assert_false(sflow_filter_empty(&f));
	assert_true(sflow_filter_add_agent(&f, "192.0.2.1"));
	assert_true(sflow_filter_add_source(&f, "2:1"));
	assert_true(sflow_filter_add_source(&f, "0"));
	assert_true(sflow_filter_add_record(&f, "host_parent"));
	assert_true(sflow_filter_add_record(&f, "0:1029"));
	shows(&f, three_samples(&b), "D 0:7 0:2002++. 0:7 0:1029+. ");
}

static void
wrong_words_are_refused(void **state)
{
	static const char *const sources[] = { "", ":", "0:", ":7", "a", "1:a",
		"1:2:3", "-1", "4294967296", "1:4294967296" };
	static const char *const records[] = { "", ":", "0:", "virt_cpux",
		"VIRT_CPU", "0:4096", "1048576:1", "2101" };
	struct sflow_filter f = { 0 };

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(sources); i++)
		assert_false(sflow_filter_add_source(&f, sources[i]));
	for (size_t i = 0; i < UNIT_COUNT(records); i++)
		assert_false(sflow_filter_add_record(&f, records[i]));
	assert_false(sflow_filter_add_agent(&f, "192.0.2"));
	assert_false(sflow_filter_add_agent(&f, "localhost"));
	assert_true(sflow_filter_empty(&f));
}

static void
there_is_room_for_so_many(void **state)
{
	struct sflow_filter f = { 0 };

	(void)state;
	for (unsigned int i = 0; i < SFLOW_FILTER_MAX; i++) {
		assert_true(sflow_filter_add_agent(&f, "192.0.2.1"));
		assert_true(sflow_filter_add_source(&f, "2:1"));
		assert_true(sflow_filter_add_record(&f, "0:1"));
	}
	assert_false(sflow_filter_add_agent(&f, "192.0.2.1"));
	assert_false(sflow_filter_add_source(&f, "2:1"));
	assert_false(sflow_filter_add_record(&f, "0:1"));
}

static void
a_problem_shows_with_what_it_stands_in(void **state)
{
	struct sflow_filter f = { 0 };
	struct build b;

	(void)state;
	three_samples(&b);
	/* The name claims more than its record has; the body is at 56. */
	b.v.bytes[59] = 200;
	shows(&f, &b.v, "D 0:7 0:1005!56  0:2002++. 3:9 9:1. 0:7 0:1029+. ");
	assert_true(sflow_filter_add_record(&f, "host_parent"));
	shows(&f, &b.v, "D 0:7 0:2002++. ");
	assert_true(sflow_filter_add_record(&f, "port_name"));
	shows(&f, &b.v, "D 0:7 0:1005!56  0:2002++. ");
	/* The datagram ends early: told where something of it shows. */
	b.v.bytes[27] = 4;
	shows(&f, &b.v, "D 0:7 0:1005!56  0:2002++. !24 ");
	memset(&f, 0, sizeof(f));
	assert_true(sflow_filter_add_source(&f, "5"));
	shows(&f, &b.v, "");
}

static void
json_shows_the_same_part(void **state)
{
	struct sflow_filter f = { 0 };
	struct build b;
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	three_samples(&b);
	assert_true(sflow_filter_add_record(&f, "host_parent"));
	sflow_json_print_some(out, &f, b.v.bytes, b.v.len, NULL);
	f.n_records = 0;
	assert_true(sflow_filter_add_agent(&f, "192.0.2.9"));
	sflow_json_print_some(out, &f, b.v.bytes, b.v.len, NULL);
	fclose(out);
	assert_string_equal(text, "{\"agent\":\"192.0.2.1\",\"subAgent\":0,"
	    "\"sequence\":1,\"uptime\":1000,\"samples\":[{\"type\":"
	    "\"counters\",\"tag\":\"0:2\",\"expanded\":false,\"source\":"
	    "\"0:7\",\"class\":0,\"index\":7,\"sequence\":1,\"records\":"
	    "[{\"tag\":\"0:2002\",\"name\":\"host_parent\",\"length\":8,"
	    "\"fields\":{\"container_type\":0,\"container_index\":1}}]}],"
	    "\"problems\":[]}\n");
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_of_filter_takes_its_part),
		cmocka_unit_test(one_of_several_is_enough),
		cmocka_unit_test(wrong_words_are_refused),
		cmocka_unit_test(there_is_room_for_so_many),
		cmocka_unit_test(a_problem_shows_with_what_it_stands_in),
		cmocka_unit_test(json_shows_the_same_part),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
