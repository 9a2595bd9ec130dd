/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The floor under a polling round: what the kernel takes to make the texts of
 * /proc that a round needs, read with one pread(2) each and not looked at.
 * Sleeps between rounds as hsflowd does, so that caches are as cold.
 *
 * usage: floor ROUNDS INTERVAL_MS; prints CPU microseconds for each round.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static const char *const files[] = { "/proc/stat", "/proc/loadavg",
    "/proc/meminfo", "/proc/vmstat", "/proc/diskstats", "/proc/net/dev",
    "/proc/net/snmp" };

#define N	(sizeof(files) / sizeof(files[0]))

static double
cpu_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

int
main(int argc, char **argv)
{
	static char buf[65536];
	struct timespec pause = { 0, 0 };
	int fds[N], rounds;
	double spent = 0, before;

	if (argc != 3)
		return 2;
	rounds = atoi(argv[1]);
	pause.tv_sec = atoi(argv[2]) / 1000;
	pause.tv_nsec = atoi(argv[2]) % 1000 * 1000000L;
	for (size_t i = 0; i < N; i++)
		fds[i] = open(files[i], O_RDONLY);
	for (int round = 0; round < rounds; round++) {
		nanosleep(&pause, NULL);
		before = cpu_us();
		for (size_t i = 0; i < N; i++)
			if (pread(fds[i], buf, sizeof(buf), 0) < 0)
				return 1;
		spent += cpu_us() - before;
	}
	printf("%.1f\n", spent / rounds);
	return 0;
}
