/* SPDX-License-Identifier: Apache-2.0 */
/* A descriptor with a few bytes over a UNIX socket (SCM_RIGHTS, unix(7)). */
#ifndef FDPASS_H
#define FDPASS_H

#include <stdbool.h>
#include <stddef.h>

/* `passed` stays the caller's; -1 sends none. False with errno. */
bool	fdpass_send(int fd, const void *bytes, size_t len, int passed);
/*
 * Exactly len bytes. *passed is -1 where none came, else the caller's, with
 * close-on-exec set. False with errno, and EPROTO for any other message.
 */
bool	fdpass_receive(int fd, void *bytes, size_t len, int *passed);

#endif
