/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Polling rounds back to back: measure, encode, send to a socket on loopback
 * that nobody reads. What a round costs when caches are warm, beside
 * floor.c's "the kernel making the same files".
 *
 * usage: round ROUNDS; prints CPU microseconds for each round.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "loop.h"
#include "poller.h"
#include "sender.h"

static double
cpu_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* A socket that takes what is sent; its port goes into the settings. */
static int
sink(struct settings *s)
{
	struct sockaddr_in sin = { .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct settings_collector c = { .port = 0 };
	socklen_t len = sizeof(sin);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (bind(fd, (struct sockaddr *)&sin, sizeof(sin)) == -1 ||
	    getsockname(fd, (struct sockaddr *)&sin, &len) == -1 ||
	    !addr_parse("127.0.0.1", &c.ip))
		return -1;
	c.port = ntohs(sin.sin_port);
	s->agent_ip = c.ip;
	return settings_add_collector(s, &c) ? fd : -1;
}

int
main(int argc, char **argv)
{
	static const uint8_t uuid[16] = { 1 };
	struct settings settings;
	struct sender *sender = sender_new();
	struct poller *poller = poller_new(loop_new(), "", sender);
	int rounds = argc == 2 ? atoi(argv[1]) : 0;
	double before;

	settings_init(&settings);
	if (rounds < 1 || sink(&settings) == -1)
		return 2;
	poller_set_identity(poller, SETTINGS_SUBAGENT, uuid);
	poller_set(poller, &settings);
	sender_set(sender, &settings);
	poller_round(poller);
	before = cpu_us();
	for (int i = 0; i < rounds; i++)
		poller_round(poller);
	printf("%.1f\n", (cpu_us() - before) / rounds);
	poller_free(poller);
	sender_free(sender);
	return 0;
}
