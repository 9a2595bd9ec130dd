/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `ovsdb-client monitor` on one table as a wake-up: whatever it prints means
 * "look again". It ends with the server and is started again, with a back-off
 * that only a run of several seconds resets.
 */
#ifndef MON_H
#define MON_H

#include <stdbool.h>

#include "ovs_version.h"

struct loop;
struct mon;

struct mon_conf {
	struct loop	*loop;
	const char	*db;		/* the strings are kept, not copied */
	const char	*ovsdb_client;	/* NULL: looked up */
	const char	*table;
};

/*
 * changed() is called from the loop for each piece of output, and once after
 * each start that holds: an empty table prints nothing.
 */
struct mon	*mon_new(const struct mon_conf *, void (*changed)(void *),
		    void *);
void		 mon_free(struct mon *);
/*
 * Starts unless it runs or waits; keeps it running from then on. Form and
 * columns (a list with commas, kept) are for the starts to come.
 */
void		 mon_start(struct mon *, enum ovs_monitor_form,
		    const char *columns);
void		 mon_stop(struct mon *);
/* The server may be back: does not wait any longer. */
void		 mon_retry(struct mon *);
/* Runs, and has held or printed something. */
bool		 mon_up(const struct mon *);

#endif
