/* SPDX-License-Identifier: Apache-2.0 */
/* Lines in, syslog or standard error out; called by the edges. */
#include "log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

static struct {
	const char	*ident;
	bool		 to_stderr;
	bool		 to_syslog;
	bool		 to_journal;	/* what goes to standard error */
	bool		 muted;
	int		 debug_level;
	void		(*hook)(const char *, void *);
	void		*hook_arg;
} log_state = { "log", true, false, false, false, 0, NULL, NULL };

/* systemd.exec(5): JOURNAL_STREAM is "DEVICE:INODE" of the journal's socket. */
static bool
stderr_is_journal(void)
{
	const char *wanted = getenv("JOURNAL_STREAM");
	char name[64];
	struct stat st;

	if (wanted == NULL || fstat(STDERR_FILENO, &st) == -1)
		return false;
	snprintf(name, sizeof(name), "%ju:%ju", (uintmax_t)st.st_dev,
	    (uintmax_t)st.st_ino);
	return strcmp(name, wanted) == 0;
}

void
log_init(const char *ident, bool foreground, int debug_level)
{
	log_state.ident = ident;
	log_state.to_stderr = true;
	log_state.to_syslog = !foreground;
	log_state.to_journal = foreground && stderr_is_journal();
	log_state.debug_level = debug_level;
	if (!foreground)
		openlog(ident, LOG_PID | LOG_NDELAY, LOG_DAEMON);
}

void
log_detach(void)
{
	if (log_state.to_syslog)
		log_state.to_stderr = false;
}

void
log_mute(void)
{
	log_state.to_stderr = log_state.to_syslog = false;
	log_state.muted = true;
}

void
log_set_hook(void (*hook)(const char *, void *), void *arg)
{
	log_state.hook = hook;
	log_state.hook_arg = arg;
}

bool
log_enabled(int debug_level)
{
	return debug_level <= log_state.debug_level;
}

/* With the time, where a person reads along. */
static void
write_terminal(const char *text)
{
	struct timespec now;
	struct tm tm;
	char stamp[32] = "";

	if (!log_state.to_syslog) {
		clock_gettime(CLOCK_REALTIME, &now);
		localtime_r(&now.tv_sec, &tm);
		snprintf(stamp, sizeof(stamp), "%02d:%02d:%02d.%03ld ",
		    tm.tm_hour, tm.tm_min, tm.tm_sec, now.tv_nsec / 1000000);
	}
	fprintf(stderr, "%s%s: %s\n", stamp, log_state.ident, text);
}

/* The journal knows time and program; sd-daemon(3) has the priority's form. */
static void
write_stderr(int priority, const char *text)
{
	if (log_state.to_journal)
		fprintf(stderr, "<%d>%s\n", priority, text);
	else
		write_terminal(text);
}

/*
 * Of a start into the background, the terminal sees complaints; of one that
 * says things in its own words, what ends it.
 */
static bool
is_for_stderr(int priority)
{
	if (log_state.to_stderr)
		return !log_state.to_syslog || priority <= LOG_WARNING;
	return log_state.muted && priority <= LOG_ERR;
}

/* What came from outside must not move the terminal or forge a line. */
static void
blank_controls(char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			*text = ' ';
}

static void __attribute__((format(printf, 3, 0)))
log_line(int priority, int error, const char *fmt, va_list ap)
{
	char text[2048];
	size_t len;
	int saved = errno;

	vsnprintf(text, sizeof(text), fmt, ap);
	len = strlen(text);
	if (error != 0)
		snprintf(text + len, sizeof(text) - len, ": %s",
		    strerror(error));
	blank_controls(text);
	if (is_for_stderr(priority))
		write_stderr(priority, text);
	if (log_state.to_syslog)
		syslog(priority, "%s", text);
	if (log_state.hook != NULL && priority <= LOG_WARNING)
		log_state.hook(text, log_state.hook_arg);
	errno = saved;
}

void
log_warn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	log_line(LOG_WARNING, errno, fmt, ap);
	va_end(ap);
}

void
log_warnx(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	log_line(LOG_WARNING, 0, fmt, ap);
	va_end(ap);
}

void
log_warn_lines(const char *prefix, const char *lines)
{
	size_t n;

	for (; *lines != '\0'; lines += n + (lines[n] == '\n')) {
		n = strcspn(lines, "\n");
		log_warnx("%s: %.*s", prefix, (int)n, lines);
	}
}

void
log_info(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	log_line(LOG_INFO, 0, fmt, ap);
	va_end(ap);
}

void
log_debug(int level, const char *fmt, ...)
{
	va_list ap;

	if (!log_enabled(level))
		return;
	va_start(ap, fmt);
	log_line(LOG_DEBUG, 0, fmt, ap);
	va_end(ap);
}

void
fatal(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	log_line(LOG_ERR, errno, fmt, ap);
	va_end(ap);
	exit(1);
}

void
fatalx(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	log_line(LOG_ERR, 0, fmt, ap);
	va_end(ap);
	exit(1);
}
