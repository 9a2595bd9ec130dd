/* SPDX-License-Identifier: Apache-2.0 */
/* The last good answers over restarts: when they are written, and read. */
#include "unit.h"

#include <string.h>
#include <time.h>

#include "lastgood_file.h"
#include "log.h"
#include "remember.h"
#include "tree.h"

#define DAY	86400

static char path[TREE_PATH_MAX];
static struct lastgood now;

static int
setup(void **state)
{
	struct addr a;

	tree_setup(state);
	log_init("test", true, 0);
	tree_path(path, "/dns.last");
	lastgood_init(&now);
	now.has_dns = true;
	dnssd_init(&now.dns);
	strcpy(now.dns.domain, "example.com");
	strcpy(now.dns.collectors[0].host, "a.example.com");
	now.dns.collectors[0].port = 6343;
	now.dns.n_collectors = 1;
	assert_true(addr_parse("10.0.0.1", &a));
	assert_true(lastgood_add_address(&now, "a.example.com", &a));
	return 0;
}

/* As a run has left it that many seconds ago. */
static void
left(int64_t age)
{
	now.saved = time(NULL) - age;
	assert_true(lastgood_file_write(path, &now));
}

static int64_t
age_on_disk(void)
{
	struct lastgood there;

	assert_true(lastgood_file_read(path, &there));
	return time(NULL) - there.saved;
}

static bool
on_disk(void)
{
	return access(path, F_OK) == 0;
}

static void
what_is_set_comes_back(void **state)
{
	struct remember *r = remember_new(path);
	const struct lastgood *kept;
	uint64_t age;

	(void)state;
	assert_null(remember_read(r, DAY, &age));
	remember_set(r, &now);
	remember_free(r);
	r = remember_new(path);
	kept = remember_read(r, DAY, &age);
	assert_non_null(kept);
	assert_true(lastgood_equal(kept, &now));
	assert_true(age < 60);
	remember_free(r);
}

static void
too_old_is_not_used(void **state)
{
	struct remember *r = remember_new(path);
	uint64_t age;

	(void)state;
	left(DAY - 60);
	assert_non_null(remember_read(r, DAY, &age));
	left(DAY + 60);
	assert_null(remember_read(r, DAY, &age));
	left(0);
	assert_null(remember_read(r, 0, &age));
	remember_free(r);
}

static void
same_is_written_once_an_hour(void **state)
{
	struct remember *r = remember_new(path);
	uint64_t age;

	(void)state;
	left(REMEMBER_AGAIN_S - 60);
	assert_non_null(remember_read(r, DAY, &age));
	remember_set(r, &now);
	assert_true(age_on_disk() >= REMEMBER_AGAIN_S - 60);
	left(REMEMBER_AGAIN_S + 60);
	assert_non_null(remember_read(r, DAY, &age));
	remember_set(r, &now);
	assert_true(age_on_disk() < 60);
	remember_free(r);
}

static void
new_is_written_at_once(void **state)
{
	struct remember *r = remember_new(path);
	struct lastgood there;
	uint64_t age;

	(void)state;
	left(100);
	assert_non_null(remember_read(r, DAY, &age));
	now.dns.sampling.set = true;
	now.dns.sampling.value = 512;
	remember_set(r, &now);
	assert_true(lastgood_file_read(path, &there));
	assert_true(there.dns.sampling.set);
	assert_true(age_on_disk() < 60);
	remember_free(r);
}

/* The clock was ahead when it was written, and has been set since. */
static void
time_from_the_future_is_mended(void **state)
{
	struct remember *r = remember_new(path);
	uint64_t age;

	(void)state;
	left(-1000);
	assert_non_null(remember_read(r, DAY, &age));
	assert_int_equal(age, 0);
	remember_set(r, &now);
	assert_true(age_on_disk() >= 0);
	remember_free(r);
}

static void
nothing_is_forgotten(void **state)
{
	struct remember *r = remember_new(path);
	struct lastgood empty;

	(void)state;
	remember_set(r, &now);
	assert_true(on_disk());
	remember_forget(r);
	assert_false(on_disk());
	remember_set(r, &now);
	lastgood_init(&empty);
	remember_set(r, &empty);
	assert_false(on_disk());
	remember_free(r);
}

static void
folder_that_is_missing_does_no_harm(void **state)
{
	struct remember *r = remember_new("/nonexistent/dns.last");
	uint64_t age;

	(void)state;
	assert_null(remember_read(r, DAY, &age));
	remember_set(r, &now);
	remember_set(r, &now);
	remember_forget(r);
	remember_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f)	cmocka_unit_test_setup_teardown(f, setup, tree_teardown)
		TEST(what_is_set_comes_back),
		TEST(too_old_is_not_used),
		TEST(same_is_written_once_an_hour),
		TEST(new_is_written_at_once),
		TEST(time_from_the_future_is_mended),
		TEST(nothing_is_forgotten),
		TEST(folder_that_is_missing_does_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
