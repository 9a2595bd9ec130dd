/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The floor under a round of hsflowd-xen: one xenstat_get_node with the same
 * flags, its result freed and not looked at. Against whatever libxenstat the
 * loader finds. Sleeps between calls, so that caches are as cold.
 *
 * usage: xen_bare ROUNDS INTERVAL_MS FLAGS; prints CPU microseconds for each
 * call.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <xenstat.h>

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
	struct timespec pause = { 0, 0 };
	xenstat_handle *handle;
	xenstat_node *node;
	unsigned int flags;
	double spent = 0, before;
	int rounds;

	if (argc != 4)
		return 2;
	rounds = atoi(argv[1]);
	pause.tv_sec = atoi(argv[2]) / 1000;
	pause.tv_nsec = atoi(argv[2]) % 1000 * 1000000L;
	flags = (unsigned int)atoi(argv[3]);
	handle = xenstat_init();
	/* The first call is another matter: the stand-in reads its script. */
	node = handle == NULL ? NULL : xenstat_get_node(handle, flags);
	if (node == NULL)
		return 1;
	xenstat_free_node(node);
	for (int round = 0; round < rounds; round++) {
		nanosleep(&pause, NULL);
		before = cpu_us();
		node = xenstat_get_node(handle, flags);
		if (node == NULL)
			return 1;
		xenstat_free_node(node);
		spent += cpu_us() - before;
	}
	printf("%.1f\n", spent / rounds);
	xenstat_uninit(handle);
	return 0;
}
