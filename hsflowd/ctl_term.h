/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The terminal as a screen: taken over, drawn on, and given back as it was, on
 * whatever way the program ends but SIGKILL. One for each process.
 */
#ifndef CTL_TERM_H
#define CTL_TERM_H

#include <stdbool.h>
#include <stddef.h>

#include "top_screen.h"

/* Keys; others are their character. */
enum ctl_term_key {
	CTL_TERM_NONE,
	CTL_TERM_UP = 0x100,
	CTL_TERM_DOWN,
	CTL_TERM_PAGE_UP,
	CTL_TERM_PAGE_DOWN,
	CTL_TERM_HOME,
	CTL_TERM_END
};

/* Is standard output one that can be drawn on? */
bool	ctl_term_usable(void);
/* False after a complaint. Also after an interruption by ctl_term_close. */
bool	ctl_term_open(const char *verb);
void	ctl_term_close(void);
/* Of the window, at least 1 each. */
void	ctl_term_size(unsigned int *width, unsigned int *height);
/*
 * Replaces what is shown. Nothing while a terminal that is stopped, or slow,
 * has not taken the last screen: nobody waits for it.
 */
void	ctl_term_draw(const struct top_line *, unsigned int n);
/* Goes on with what could not be written. */
void	ctl_term_flush(void);
/* -1, or the descriptors to poll: for keys; for writing, while it has to. */
int	ctl_term_input(void);
int	ctl_term_output(void);
/* It takes nothing any more: somebody has closed the window. */
bool	ctl_term_gone(void);
/* The next key that was read; CTL_TERM_NONE when there is none. False when
 * the terminal is gone. */
bool	ctl_term_read(int *key);

#endif
