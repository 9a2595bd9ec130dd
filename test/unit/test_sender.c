/* SPDX-License-Identifier: Apache-2.0 */
/* sender.c with real sockets on loopback: who gets what, and what is counted. */
#include "unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sender.h"

static int
listener(uint16_t *port)
{
	struct sockaddr_in sin = { .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(sin);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&sin, sizeof(sin)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&sin, &len), 0);
	*port = ntohs(sin.sin_port);
	return fd;
}

static void
collect(struct settings *s, const char *ip, uint16_t port)
{
	struct settings_collector c;

	memset(&c, 0, sizeof(c));
	assert_true(addr_parse(ip, &c.ip));
	c.port = port;
	assert_true(settings_add_collector(s, &c));
}

static void
assert_received(int fd, const char *wanted, struct sockaddr_in *from)
{
	char buf[64];
	socklen_t len = sizeof(*from);
	ssize_t n = recvfrom(fd, buf, sizeof(buf), MSG_DONTWAIT,
	    (struct sockaddr *)from, &len);

	assert_int_equal(n, strlen(wanted));
	assert_memory_equal(buf, wanted, strlen(wanted));
}

static void
send_text(struct sender *s, const char *text)
{
	sender_round(s);
	sender_send(s, (const uint8_t *)text, strlen(text));
}

static struct sender_status
status_of(const struct sender *s, uint16_t port)
{
	struct sender_status all[SETTINGS_COLLECTORS_MAX];
	unsigned int n = sender_status(s, all, SETTINGS_COLLECTORS_MAX);

	for (unsigned int i = 0; i < n; i++)
		if (all[i].collector.port == port)
			return all[i];
	fail_msg("no collector at port %u", port);
	return all[0];
}

static void
every_collector_gets_the_same_bytes(void **state)
{
	struct sender *s = sender_new();
	struct settings settings;
	struct sockaddr_in from;
	uint16_t one_port, two_port;
	int one = listener(&one_port), two = listener(&two_port);

	(void)state;
	settings_init(&settings);
	collect(&settings, "127.0.0.1", one_port);
	collect(&settings, "127.0.0.1", two_port);
	sender_set(s, &settings);
	send_text(s, "hello");
	assert_received(one, "hello", &from);
	assert_received(two, "hello", &from);
	assert_int_equal(status_of(s, one_port).sent, 1);
	sender_free(s);
	close(one);
	close(two);
}

static void
a_collector_that_stays_keeps_socket_and_counts(void **state)
{
	struct sender *s = sender_new();
	struct settings before, after;
	struct sockaddr_in first, second;
	uint16_t stays, goes, comes;
	int fd = listener(&stays), old = listener(&goes),
	    new = listener(&comes);

	(void)state;
	settings_init(&before);
	settings_init(&after);
	collect(&before, "127.0.0.1", stays);
	collect(&before, "127.0.0.1", goes);
	collect(&after, "127.0.0.1", stays);
	collect(&after, "127.0.0.1", comes);
	sender_set(s, &before);
	send_text(s, "a");
	assert_received(fd, "a", &first);
	assert_received(old, "a", &second);
	sender_set(s, &after);
	send_text(s, "b");
	assert_received(fd, "b", &second);
	assert_int_equal(first.sin_port, second.sin_port);
	assert_int_equal(status_of(s, stays).sent, 2);
	assert_int_equal(status_of(s, comes).sent, 1);
	assert_received(new, "b", &second);
	assert_int_equal(recv(old, &second, 1, MSG_DONTWAIT), -1);
	/* Addresses have changed, but not the one that it sends from. */
	sender_reconnect(s);
	send_text(s, "c");
	assert_received(fd, "c", &second);
	assert_int_equal(first.sin_port, second.sin_port);
	sender_free(s);
	close(fd);
	close(old);
	close(new);
}

static void
an_interface_may_be_another_one_of_its_name(void **state)
{
	struct sender *s = sender_new();
	struct settings settings;
	struct sockaddr_in first, second;
	uint16_t port;
	int fd = listener(&port);

	(void)state;
	settings_init(&settings);
	collect(&settings, "127.0.0.1", port);
	strcpy(settings.collectors[0].dev, "lo");
	sender_set(s, &settings);
	send_text(s, "a");
	assert_received(fd, "a", &first);
	sender_reconnect(s);
	send_text(s, "b");
	assert_received(fd, "b", &second);
	assert_int_not_equal(first.sin_port, second.sin_port);
	sender_free(s);
	close(fd);
}

static void
refusals_are_counted_and_the_datagram_still_goes(void **state)
{
	struct sender *s = sender_new();
	struct settings settings;
	struct sockaddr_in from;
	uint16_t good_port, closed_port;
	int good = listener(&good_port), closed = listener(&closed_port);

	(void)state;
	close(closed);
	settings_init(&settings);
	collect(&settings, "127.0.0.1", good_port);
	collect(&settings, "127.0.0.1", closed_port);
	sender_set(s, &settings);
	for (int i = 0; i < 5; i++) {
		send_text(s, "x");
		assert_received(good, "x", &from);
	}
	assert_int_equal(status_of(s, good_port).sent, 5);
	assert_int_equal(status_of(s, good_port).last_error, 0);
	assert_int_equal(status_of(s, closed_port).refused, 4);
	assert_int_equal(status_of(s, closed_port).sent, 5);
	assert_int_equal(status_of(s, closed_port).last_error, ECONNREFUSED);
	sender_free(s);
	close(good);
}

static void
a_refusal_ends_only_after_quiet_rounds(void **state)
{
	struct sender *s = sender_new();
	struct settings settings;
	struct sockaddr_in sin = { .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	uint16_t port;
	int fd = listener(&port);

	(void)state;
	close(fd);
	settings_init(&settings);
	collect(&settings, "127.0.0.1", port);
	strcpy(settings.collectors[0].dev, "lo");
	sender_set(s, &settings);
	send_text(s, "x");
	send_text(s, "x");
	assert_int_equal(status_of(s, port).last_error, ECONNREFUSED);
	sender_reconnect(s);	/* loses the answer to the last one */
	send_text(s, "x");
	assert_int_equal(status_of(s, port).last_error, ECONNREFUSED);
	send_text(s, "x");
	assert_int_equal(status_of(s, port).last_error, ECONNREFUSED);

	fd = socket(AF_INET, SOCK_DGRAM, 0);
	sin.sin_port = htons(port);
	assert_int_equal(bind(fd, (struct sockaddr *)&sin, sizeof(sin)), 0);
	for (int i = 0; i < 5; i++)
		send_text(s, "x");
	assert_int_equal(status_of(s, port).last_error, 0);
	sender_free(s);
	close(fd);
}

static void
what_cannot_be_sent_is_dropped_and_counted(void **state)
{
	struct sender *s = sender_new();
	struct settings settings;
	static uint8_t huge[70000];

	(void)state;
	settings_init(&settings);
	collect(&settings, "127.0.0.1", 9);
	sender_set(s, &settings);
	sender_round(s);
	sender_send(s, huge, sizeof(huge));
	assert_int_equal(status_of(s, 9).dropped, 1);
	assert_int_equal(status_of(s, 9).sent, 0);
	assert_int_equal(status_of(s, 9).last_error, EMSGSIZE);
	sender_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_collector_gets_the_same_bytes),
		cmocka_unit_test(
		    a_collector_that_stays_keeps_socket_and_counts),
		cmocka_unit_test(an_interface_may_be_another_one_of_its_name),
		cmocka_unit_test(
		    refusals_are_counted_and_the_datagram_still_goes),
		cmocka_unit_test(a_refusal_ends_only_after_quiet_rounds),
		cmocka_unit_test(what_cannot_be_sent_is_dropped_and_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
