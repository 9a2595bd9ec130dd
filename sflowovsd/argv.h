/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Argument vectors for ovs-vsctl and ovsdb-client. Pure.
 *
 * All forms but one have --no-wait (errors in applying sFlow never reach
 * ovs-vsctl anyway). All have --timeout (newer ones would wait for ever) and
 * --db (older ones ignore OVS_RUNDIR), and begin each command with `--`. Values
 * are quoted for the database's syntax inside their argument; there is no
 * shell.
 */
#ifndef ARGV_H
#define ARGV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "actual.h"
#include "ovs_version.h"
#include "plan.h"

struct argv {
	char	 *text;		/* all arguments, each with its NUL */
	size_t	  text_len, text_cap;
	size_t	 *at;		/* where in text each of them begins */
	size_t	  n, cap;
	char	**vector;	/* made by argv_vector */
	bool	  failed;	/* no memory */
};

/* Who is called, and how. */
struct argv_tool {
	const char	*path;		/* of ovs-vsctl */
	const char	*db;		/* "unix:/var/run/..." */
	unsigned int	 timeout;	/* seconds */
};

void		 argv_init(struct argv *);
void		 argv_clear(struct argv *);
void		 argv_add(struct argv *, const char *, ...)
    __attribute__((format(printf, 2, 3)));
/* Ended by NULL, lent; NULL without memory. Add nothing after it. */
const char *const	*argv_vector(struct argv *);

void		 argv_version(struct argv *, const struct argv_tool *);
/* Both tables in one process: two lines of JSON. */
void		 argv_read_json(struct argv *, const struct argv_tool *);
/* The text forms: names, then what they are part of, then values. */
void		 argv_read_names(struct argv *, const struct argv_tool *);
void		 argv_read_parents(struct argv *, const struct argv_tool *,
		    const struct actual *);
void		 argv_read_values(struct argv *, const struct argv_tool *,
		    const struct actual *);
/*
 * Two-step form, first step: a row alone, with ACTUAL_FRESH for its agent,
 * whose UUID is printed. What follows is argv_write for a plan whose row is
 * PLAN_ROW_CHANGE with that UUID.
 */
void		 argv_create(struct argv *, const struct argv_tool *,
		    const struct plan *);
void		 argv_destroy(struct argv *, const struct argv_tool *,
		    const char *uuid);
/* The whole plan in one transaction. */
void		 argv_write(struct argv *, const struct argv_tool *,
		    const struct plan *, const struct ovs_features *);
/*
 * For a plan that is empty: the header column of our rows, and nothing else.
 * With `wait` ovs-vsctl ends when ovs-vswitchd has seen it: the one form
 * without --no-wait.
 */
void		argv_header(struct argv *, const struct argv_tool *,
		    const struct plan *, const struct ovs_features *,
		    uint32_t header, bool wait);
/* `columns` is a list with commas. */
void		 argv_monitor(struct argv *, const char *path, const char *db,
		    enum ovs_monitor_form, const char *table,
		    const char *columns);

/*
 * The command for people, so that it can be pasted into a shell: what needs
 * quotes has them. Cut with "..." where it does not fit. Returns buf.
 */
const char	*argv_format(const char *const *, char *buf, size_t cap);

#endif
