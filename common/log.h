/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Log lines of a daemon: to syslog (LOG_DAEMON), or to standard error when it
 * runs in the foreground. errno is kept by every function.
 *
 * Core code returns errors; the edge that knows what they mean logs once.
 * Debug levels tell a story at 1 (-d), decisions at 2 (-dd), bytes and
 * commands at 3 (-ddd).
 */
#ifndef LOG_H
#define LOG_H

#include <stdbool.h>

/*
 * `ident` is kept, not copied. Foreground means standard error, with the time
 * in front, or, where that is systemd's journal, with the priority alone.
 * Else syslog, and complaints to standard error as well until log_detach, so
 * that whoever starts a daemon sees why it does not start.
 */
void	log_init(const char *ident, bool foreground, int debug_level);
void	log_detach(void);
/*
 * For a tool that says it in its own words: the hook alone hears of it, and
 * standard error of what ends the process.
 */
void	log_mute(void);
bool	log_enabled(int debug_level);
/*
 * Warnings and errors are handed to `hook` as well, each as the line that was
 * logged; it must not log. NULL ends that.
 */
void	log_set_hook(void (*hook)(const char *line, void *), void *);

/* With the text of errno behind. */
void	log_warn(const char *, ...) __attribute__((format(printf, 1, 2)));
void	log_warnx(const char *, ...) __attribute__((format(printf, 1, 2)));
/* Each line of a text, with "PREFIX: " in front. */
void	log_warn_lines(const char *prefix, const char *lines);
void	log_info(const char *, ...) __attribute__((format(printf, 1, 2)));
void	log_debug(int level, const char *, ...)
	    __attribute__((format(printf, 2, 3)));

/* For start-up and the impossible: an error line, then exit status 1. */
void	fatal(const char *, ...)
	    __attribute__((format(printf, 1, 2), noreturn));
void	fatalx(const char *, ...)
	    __attribute__((format(printf, 1, 2), noreturn));

#endif
