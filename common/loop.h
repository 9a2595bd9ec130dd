/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The event loop: timers, descriptors and signals. The only file that knows
 * libevent, beside httpd.c, which has its server. One loop per process;
 * callbacks run one at a time and may start, change or free any watcher, their
 * own included.
 */
#ifndef LOOP_H
#define LOOP_H

#include <stdbool.h>
#include <stdint.h>

struct loop;
struct loop_timer;
struct loop_io;
struct loop_signal;
struct event_base;

#define LOOP_READ	0x1
#define LOOP_WRITE	0x2

/* NULL when the system gives no event mechanism. */
struct loop		*loop_new(void);
void			 loop_free(struct loop *);
/* Runs until loop_stop. False when the loop itself failed. */
bool			 loop_run(struct loop *);
void			 loop_stop(struct loop *);
/* What libevent calls it, for httpd.c. */
struct event_base	*loop_base(struct loop *);
/* Monotonic time in microseconds; it stands still while suspended. */
uint64_t		 loop_now_us(void);

/* The rest never returns NULL: no memory at start-up is fatal. */
struct loop_timer	*loop_timer_new(struct loop *, void (*)(void *),
			    void *);
void			 loop_timer_set(struct loop_timer *, uint64_t us);
void			 loop_timer_clear(struct loop_timer *);
bool			 loop_timer_pending(const struct loop_timer *);
void			 loop_timer_free(struct loop_timer *);

/* Starts watching at once; the descriptor stays the caller's. */
struct loop_io		*loop_io_new(struct loop *, int fd, int what,
			    void (*)(int what, void *), void *);
void			 loop_io_free(struct loop_io *);

struct loop_signal	*loop_signal_new(struct loop *, int signo,
			    void (*)(int signo, void *), void *);
void			 loop_signal_free(struct loop_signal *);

#endif
