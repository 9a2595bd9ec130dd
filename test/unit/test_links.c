/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernel's own news, in a network namespace of this test's own. Skipped
 * where none may be made.
 */
#include "unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "links.h"
#include "log.h"
#include "loop.h"

#define LIMIT_US	20000000

static struct loop *loop;
static struct loop_timer *limit;
static struct links *links;
static int control = -1;
static bool may_unshare, timed_out;
static unsigned int calls;
/* What a test waits for. */
static bool (*wanted)(void);

static void
on_change(void *arg)
{
	(void)arg;
	calls++;
	if (wanted())
		loop_stop(loop);
}

static void
on_limit(void *arg)
{
	(void)arg;
	timed_out = true;
	loop_stop(loop);
}

static int
setup(void **state)
{
	(void)state;
	may_unshare = unshare(CLONE_NEWNET) == 0 ||
	    unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0;
	if (!may_unshare)
		return 0;
	calls = 0;
	timed_out = false;
	control = socket(AF_INET, SOCK_DGRAM, 0);
	loop = loop_new();
	limit = loop_timer_new(loop, on_limit, NULL);
	links = links_new(loop, on_change, NULL);
	return control == -1 || links == NULL;
}

static int
teardown(void **state)
{
	(void)state;
	if (!may_unshare)
		return 0;
	links_free(links);
	loop_timer_free(limit);
	loop_free(loop);
	close(control);
	return 0;
}

static void
need_namespace(void)
{
	if (!may_unshare)
		skip();
}

static void
wait_until(bool (*condition)(void))
{
	wanted = condition;
	loop_timer_set(limit, LIMIT_US);
	if (!condition())
		assert_true(loop_run(loop));
	assert_false(timed_out);
	assert_true(condition());
}

static void
set_flags(short flags)
{
	struct ifreq r;

	memset(&r, 0, sizeof(r));
	strcpy(r.ifr_name, "lo");
	r.ifr_flags = flags;
	assert_int_equal(ioctl(control, SIOCSIFFLAGS, &r), 0);
}

static void
set_address(const char *literal)
{
	struct sockaddr_in sin = { .sin_family = AF_INET };
	struct ifreq r;

	memset(&r, 0, sizeof(r));
	strcpy(r.ifr_name, "lo");
	assert_int_equal(inet_pton(AF_INET, literal, &sin.sin_addr), 1);
	memcpy(&r.ifr_addr, &sin, sizeof(sin));
	assert_int_equal(ioctl(control, SIOCSIFADDR, &r), 0);
}

/* Whether the address is there, on an interface that is up. */
static bool
has(const char *literal)
{
	const struct agentaddr_candidate *c;
	struct addr a;
	size_t n;

	assert_true(addr_parse(literal, &a));
	c = links_candidates(links, &n);
	for (size_t i = 0; i < n; i++)
		if (addr_equal(&c[i].addr, &a) &&
		    (c[i].flags & AGENTADDR_UP))
			return true;
	return false;
}

static bool
is_up(void)
{
	return has("127.0.0.1");
}

static bool
is_moved(void)
{
	return has("10.9.8.7") && !has("127.0.0.1");
}

static void
present_state_is_known_at_once(void **state)
{
	const struct rtnl_link *l;
	size_t n;

	(void)state;
	need_namespace();
	l = links_get(links, &n);
	assert_true(n >= 1);
	assert_int_equal(l[0].ifindex, 1);
	assert_string_equal(l[0].name, "lo");
	assert_int_equal(l[0].flags & IFF_UP, 0);
	assert_false(l[0].has_mac);
	assert_ptr_equal(links_find_name(links, "lo"), l);
	assert_ptr_equal(links_find(links, 1), l);
	assert_null(links_find(links, 4711));
	links_get_addrs(links, &n);
	assert_int_equal(n, 0);
	links_candidates(links, &n);
	assert_int_equal(n, 0);
	assert_int_equal(calls, 0);
}

static void
change_is_told_once_for_a_burst(void **state)
{
	(void)state;
	need_namespace();
	set_flags(IFF_UP);	/* makes several messages */
	wait_until(is_up);
	assert_int_equal(calls, 1);
}

static void
lost_news_are_made_up_for(void **state)
{
	(void)state;
	need_namespace();
	/* More than the socket's buffer holds. */
	for (int i = 0; i < 3000; i++) {
		set_flags(IFF_UP);
		set_flags(0);
	}
	set_flags(IFF_UP);
	set_address("10.9.8.7");
	wait_until(is_moved);
}

static void
nothing_is_told_after_free(void **state)
{
	(void)state;
	need_namespace();
	set_flags(IFF_UP);
	links_free(links);
	links_free(NULL);
	links = links_new(loop, on_change, NULL);
	assert_non_null(links);
	assert_true(is_up());
	assert_int_equal(calls, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)
		TEST(present_state_is_known_at_once),
		TEST(change_is_told_once_for_a_burst),
		TEST(lost_news_are_made_up_for),
		TEST(nothing_is_told_after_free),
	};

	log_init("test_links", true, 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
