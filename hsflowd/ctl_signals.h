/* SPDX-License-Identifier: Apache-2.0 */
/* Signals as something to poll for. */
#ifndef CTL_SIGNALS_H
#define CTL_SIGNALS_H

/*
 * Blocks the signals of a list that ends with 0, and returns a descriptor that
 * is readable once one of them has come; -1 after a complaint.
 */
int	ctl_signals_open(const char *verb, const int *signals);
/* Takes the next one; 0 when none has come. */
int	ctl_signals_take(int fd);

#endif
