/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A stand-in for libxenstat and libxenstore: one shared object with both
 * interfaces, for what a real Xen (test/xen) cannot show: thousands of
 * domains, failures on demand, states of a second in any order. It links
 * nothing of Xen. Tests load it under the sonames of the real libraries;
 * test/system/xen_host.py does that, and writes its script.
 *
 * The environment variable XEN_STANDIN names a folder:
 *
 *	control		64-bit numbers, mapped: [0] the state in force, written
 *			by the test; then what was called so far, see enum
 *			standin_count, written here
 *	N/domains	state N, complete before control[0] becomes N. One line
 *			a domain: id name cpu_ns vcpus online cur max flags
 *	N/node		hz cpus memory free
 *	N/store		one line a node: path value
 *	N/behave	one line each: key=value
 *
 * Looking at a mapped number costs no system call, so that those of the
 * program can be counted, and a state is seen whole or not at all.
 *
 * Fields are separated by single spaces; \xHH is that byte. A name "-" is
 * NULL, a domain with the name "~" is left out, as libxenstat does with one
 * that has no name in xenstore. Flags are the first letters of running,
 * blocked, paused, crashed, shutdown and dying, or "-". Sizes are bytes.
 *
 * behave:
 *	init=fail	xenstat_init gives NULL, as without rights
 *	open=fail	xs_open does
 *	get=null	xenstat_get_node gives NULL
 *	get=null-with-vcpu	only when asked for vcpus
 *	get=empty	no domain at all: xenstored has died
 *	get=hang	not before another state says otherwise
 *	get=crash	SIGSEGV
 *	store=fail	xs_read and xs_directory give NULL, EIO
 *	store=hang	not before another state says otherwise
 *	noise=N		lines to standard error for each xenstat_get_node
 *	babble=N	the same, other lines each time
 *	slow=MS		that long for each xenstat_get_node
 *	auto=1		CPU times grow with the clock
 *	talk=1		each name of a domain and each xs_read costs a talk with
 *			another process, as with xenstored
 *
 * As on a host, only root may open the libraries; what is open then works for
 * any user. Not for more than one thread. What is wrong in the script ends the process.
 */
#ifndef STANDIN_H
#define STANDIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum standin_what {
	STANDIN_GOOD,
	STANDIN_FAIL,
	STANDIN_NULL,
	STANDIN_NULL_WITH_VCPU,
	STANDIN_EMPTY,
	STANDIN_HANG,
	STANDIN_CRASH,
};

/* Places in control; the state's number comes first. */
enum standin_count {
	STANDIN_INITS = 1,
	STANDIN_GETS,		/* xenstat_get_node */
	STANDIN_FLAGS,		/* all that were ever asked for, ORed */
	STANDIN_OPENS,		/* xs_open */
	STANDIN_READS,		/* xs_read */
	STANDIN_DIRECTORIES,	/* xs_directory */
	STANDIN_GIVEN,		/* the last state that get_node gave */
	STANDIN_COUNTS
};

#define STANDIN_RUNNING		0x01u
#define STANDIN_BLOCKED		0x02u
#define STANDIN_PAUSED		0x04u
#define STANDIN_CRASHED		0x08u
#define STANDIN_SHUTDOWN	0x10u
#define STANDIN_DYING		0x20u

struct standin_domain {
	const char	*name;		/* NULL: none */
	bool		 left_out;
	unsigned int	 id;
	unsigned int	 vcpus;
	unsigned int	 online;	/* the first so many of them */
	unsigned int	 flags;
	uint64_t	 cpu_ns;
	uint64_t	 cur_mem;
	uint64_t	 max_mem;
};

struct standin_entry {
	const char	*path;
	const char	*value;		/* with a NUL behind it */
	size_t		 len;
};

struct standin {
	uint64_t		 number;
	uint64_t		 hz, cpus, memory, free_memory;
	struct standin_domain	*domains;
	size_t			 n_domains;
	struct standin_entry	*store;		/* in standin_compare's order */
	size_t			 n_store;
	enum standin_what	 init, open, get, entry;
	unsigned int		 noise, babble;
	unsigned int		 slow_ms;
	bool			 automatic;
	bool			 talks;
	void			*memory_of_all;
	size_t			 bytes_of_all;
};

/* The state in force, read if it is new; until the next call. */
const struct standin	*standin_now(void);
/* '/' comes first: what is below a path follows it in one row. */
int	standin_compare(const char *, const char *);
/* Returns how many there have been before. */
uint64_t standin_count(enum standin_count, uint64_t);
void	standin_note(enum standin_count, uint64_t bits);
void	standin_set(enum standin_count, uint64_t value);
/* The script is wrong: says where, ends the process. */
void	standin_wrong(const char *what) __attribute__((noreturn));

/* As expensive as a question to xenstored, where the script wants that. */
void	standin_talk(const struct standin *);

/* Text of one file of a state, taken apart in place (standin_text.c). */
struct standin_text {
	char		*at;
	char		*end;
	const char	*name;		/* of the file */
};

bool	standin_text_line(struct standin_text *, struct standin_text *line);
/* The next field, its escapes resolved, NUL behind it; ends if none. */
char	*standin_text_field(struct standin_text *line, size_t *len);
uint64_t standin_text_number(struct standin_text *line);

#endif
