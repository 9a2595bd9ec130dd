/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What makes a process a service: background, pid file, readiness, user.
 */
#ifndef DAEMON_H
#define DAEMON_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Forks into the background: a session of its own, / as folder, /dev/null as
 * standard streams (standard error stays until daemon_ready, so that early
 * complaints reach the terminal). The parent waits and exits 0 once the child
 * has called daemon_ready, or with the child's exit status when it ended
 * first. Fatal when it cannot.
 */
void	daemon_background(void);
/*
 * The service works: ends the parent's wait and tells NOTIFY_SOCKET, where
 * set. `status` is for people ("sending to 2 collectors"). Later calls only
 * send a new status.
 */
void	daemon_ready(const char *status);
/*
 * Lets go of the terminal that standard error still is; daemon_ready does it
 * too. For the processes that a daemon starts.
 */
void	daemon_detach(void);
/* Tells NOTIFY_SOCKET that a clean stop has begun. */
void	daemon_stopping(void);
/*
 * The loop has ended: from here on a second SIGTERM, SIGINT or SIGHUP must not
 * cut the clean-up short.
 */
void	daemon_ending(void);

/*
 * Makes (or takes over) the pid file and locks it; the lock ends with the
 * process, so that a file left behind never blocks a start. Call it after
 * daemon_background. Fatal when another process holds the lock, or when root
 * cannot make the file; an ordinary user goes on without. True when there was
 * one: a process before this one was killed, since the system started.
 */
bool	daemon_pidfile_take(const char *path);
/* The process that has it locked; 0 when none has, or it cannot be known. */
pid_t	daemon_pidfile_holder(const char *path);
/* Removes the pid file that daemon_pidfile_take made. */
void	daemon_pidfile_remove(void);

/*
 * The path as it is seen from /, where daemon_background goes. Owned by the
 * caller; fatal without memory.
 */
char	*daemon_absolute(const char *path);

/*
 * The user that parses and sends, from /etc/passwd: hsflowd, or nobody where
 * there is none. False when there is neither. *name is static.
 */
bool	daemon_user(uid_t *, gid_t *, const char **name);
/*
 * The group that may ask the daemons how they are: hsflowd, from /etc/group.
 * (gid_t)-1 where there is none.
 */
gid_t	daemon_group(void);

#endif
