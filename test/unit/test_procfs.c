/* SPDX-License-Identifier: Apache-2.0 */
/* procfs.c: whole texts, in few reads, of whatever stands there. */
#include "unit.h"

#include <stdbool.h>

#include "procfs.h"
#include "tree.h"

typedef bool reader(struct procfs_file *, struct procfs_buffer *,
    struct text *);

static reader *const readers[] = {
	procfs_read_record, procfs_read_lines, procfs_read_all
};

/* `count` lines of 100 bytes. */
static void
put_lines(const char *path, size_t count)
{
	char *text = malloc(count * 100 + 1);

	assert_non_null(text);
	for (size_t i = 0; i < count; i++)
		snprintf(text + i * 100, 101, "%099zu\n", i);
	text[count * 100] = '\0';
	tree_put(path, text);
	free(text);
}

static void
texts_of_any_size_are_whole(void **state)
{
	static const size_t counts[] = { 0, 1, 35, 36, 41, 81, 82, 83, 1000 };
	struct procfs_buffer buffer = { NULL, 0 };
	struct procfs_file f;
	struct text t, line;
	size_t lines;

	(void)state;
	procfs_init(&f, tree_root, "/text");
	for (size_t i = 0; i < UNIT_COUNT(counts) * 3; i++) {
		put_lines("/text", counts[i / 3]);
		assert_true(readers[i % 3](&f, &buffer, &t));
		assert_int_equal(t.len, counts[i / 3] * 100);
		for (lines = 0; text_line(&t, &line); lines++)
			assert_int_equal(line.len, 99);
		assert_int_equal(lines, counts[i / 3]);
	}
	procfs_clear(&f);
	procfs_buffer_clear(&buffer);
}

/* The real /proc, where a read gives a page at most. */
static void
texts_made_line_by_line_are_whole(void **state)
{
	struct procfs_buffer buffer = { NULL, 0 };
	struct procfs_file f;
	struct text t;
	char want[65536];
	size_t len;
	FILE *p = fopen("/proc/crypto", "r");

	(void)state;
	if (p == NULL)
		skip();
	len = fread(want, 1, sizeof(want), p);
	fclose(p);
	if (len < 4096 || len == sizeof(want))
		skip();
	procfs_init(&f, "", "/proc/crypto");
	for (size_t i = 0; i < 2; i++) {
		assert_true(procfs_read_lines(&f, &buffer, &t));
		assert_int_equal(t.len, len);
		assert_memory_equal(t.p, want, len);
		assert_true(procfs_read_all(&f, &buffer, &t));
		assert_int_equal(t.len, len);
		assert_memory_equal(t.p, want, len);
	}
	procfs_clear(&f);
	procfs_buffer_clear(&buffer);
}

static void
a_file_that_appears_later_is_read_then(void **state)
{
	struct procfs_buffer buffer = { NULL, 0 };
	struct procfs_file f;
	struct text t;

	(void)state;
	procfs_init(&f, tree_root, "/later");
	for (size_t i = 0; i < 3; i++) {
		assert_false(readers[i](&f, &buffer, &t));
		assert_int_equal(errno, ENOENT);
	}
	tree_put("/later", "hello");
	assert_true(procfs_read_record(&f, &buffer, &t));
	assert_true(text_equal(t, "hello"));
	tree_put("/later", "bye");
	assert_true(procfs_read_lines(&f, &buffer, &t));
	assert_true(text_equal(t, "bye"));
	procfs_clear(&f);
	procfs_buffer_clear(&buffer);
}

static void
a_head_is_no_more_than_asked_for(void **state)
{
	struct procfs_buffer buffer = { NULL, 0 };
	struct procfs_file f;
	struct text t;

	(void)state;
	procfs_init(&f, tree_root, "/text");
	assert_false(procfs_read_head(&f, &buffer, 100, &t));
	put_lines("/text", 10);
	assert_true(procfs_read_head(&f, &buffer, 150, &t));
	assert_int_equal(t.len, 150);
	assert_true(procfs_read_head(&f, &buffer, 4096, &t));
	assert_int_equal(t.len, 1000);
	procfs_clear(&f);
	procfs_buffer_clear(&buffer);
}

static void
what_is_no_text_fails_and_never_blocks(void **state)
{
	static const char *const paths[] = { "/folder", "/fifo", "/endless" };
	static const int errors[] = { EISDIR, ESPIPE, EFBIG };
	struct procfs_buffer buffer = { NULL, 0 };
	struct procfs_file f;
	struct text t;
	char buf[TREE_PATH_MAX];

	(void)state;
	tree_make_folders("/folder/");
	assert_int_equal(mkfifo(tree_path(buf, "/fifo"), 0600), 0);
	tree_link("/endless", "/dev/zero");
	for (size_t i = 0; i < UNIT_COUNT(paths); i++) {
		procfs_init(&f, tree_root, paths[i]);
		for (size_t j = 0; j < 3; j++) {
			assert_false(readers[j](&f, &buffer, &t));
			assert_int_equal(errno, errors[i]);
			assert_int_equal(f.fd, -1);
		}
		procfs_clear(&f);
	}
	procfs_buffer_clear(&buffer);
}

#define TREE_TEST(f) cmocka_unit_test_setup_teardown(f, tree_setup, \
	tree_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TREE_TEST(texts_of_any_size_are_whole),
		cmocka_unit_test(texts_made_line_by_line_are_whole),
		TREE_TEST(a_file_that_appears_later_is_read_then),
		TREE_TEST(a_head_is_no_more_than_asked_for),
		TREE_TEST(what_is_no_text_fails_and_never_blocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
