/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Running other programs: an argument vector, never a shell; a time limit; a
 * cap on output; the end as a value. The only file that forks and execs.
 *
 * The child gets an environment of LC_ALL=C and a fixed PATH, /dev/null as
 * standard input, no other descriptor, default signals, a process group of
 * its own, and dies with its parent. One of our own processes (`inherit`)
 * gets our environment and streams instead, and is told to stop.
 */
#ifndef CHILD_H
#define CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct loop;
struct child;

#define CHILD_FDS_MAX	2

struct child_result {
	int		 error;		/* errno of fork or exec, else 0 */
	int		 status;	/* exit status; -1 when a signal ended it */
	int		 signal;	/* that signal, else 0 */
	bool		 timed_out;	/* we ended it: the time limit */
	bool		 truncated;	/* we ended it: too much output */
	uint64_t	 elapsed_us;
	const char	*out;		/* standard output, NUL behind */
	size_t		 out_len;
	const char	*err;		/* standard error, NUL behind */
	size_t		 err_len;
};

struct child_spec {
	const char *const	*argv;		/* NULL ends */
	const char		*path;		/* NULL: argv[0] */
	uint64_t		 timeout_us;	/* 0: none */
	size_t			 output_max;	/* bytes kept of each stream */
	/*
	 * Called once, from the loop, when the child has ended. The result
	 * is lent for the call; the child is freed after it.
	 */
	void			(*done)(const struct child_result *, void *);
	/*
	 * When given, standard output is handed over as it comes instead of
	 * being kept, and output_max does not limit it. It must not cancel
	 * the child.
	 */
	void			(*output)(const char *, size_t, void *);
	void			*arg;
	/* For a process of our own: our environment, output and errors. */
	bool			 inherit;
	int			 pass_fds[CHILD_FDS_MAX];	/* become 3, 4;
							 * 0: none */
	bool			 drop;		/* to uid and gid, for good */
	uid_t			 uid;
	gid_t			 gid;
};

/* True when the child ended by itself with exit status 0. */
bool		 child_ok(const struct child_result *);
/* "exit status 1", "killed by signal 9", "no end within 5.0 s, killed" ... */
const char	*child_describe(const struct child_result *, char *buf,
		    size_t cap);

/* A failure to start is reported through done() too, from the loop. */
struct child	*child_start(struct loop *, const struct child_spec *);
pid_t		 child_pid(const struct child *);
/* Kills it and its group, reaps it, frees it; done() is not called. */
void		 child_cancel(struct child *);
void		 child_signal(const struct child *, int signo);

#endif
