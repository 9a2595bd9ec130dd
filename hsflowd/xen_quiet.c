/* SPDX-License-Identifier: Apache-2.0 */
/* Around calls of Xen's libraries; xen_round.c and xen_main.c call. */
#include "xen_quiet.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "guest_text.h"
#include "log.h"

#define LINE_CAP	200
#define PAUSE_S		600	/* between two lines that differ */

static struct {
	int	ours;			/* the real standard error; 0: none */
	int	pipe[2];
	char	last[LINE_CAP];		/* what was logged last */
	time_t	when;			/* and when; 0: nothing yet */
} quiet;

/* A full pipe loses what follows, and holds nobody up. */
static int
prepare(void)
{
	if (quiet.ours != 0)
		return 1;
	if (pipe2(quiet.pipe, O_CLOEXEC | O_NONBLOCK) == -1)
		return 0;
	quiet.ours = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	if (quiet.ours > 0)
		return 1;
	close(quiet.pipe[0]);
	close(quiet.pipe[1]);
	quiet.ours = 0;
	return 0;
}

void
xen_quiet_begin(void)
{
	if (prepare()) {
		fflush(stderr);
		dup2(quiet.pipe[1], STDERR_FILENO);
	}
}

static void
say(const char *text, size_t len)
{
	const char *end = memchr(text, '\n', len);
	char line[LINE_CAP];
	struct timespec now;

	guest_text_clean(text, end == NULL ? len : (size_t)(end - text), line,
	    sizeof(line));
	if (line[0] == '\0' || strcmp(line, quiet.last) == 0)
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (quiet.when != 0 && now.tv_sec - quiet.when < PAUSE_S) {
		log_debug(3, "Xen's library: %s", line);
		return;
	}
	log_warnx("Xen's library: %s", line);
	strcpy(quiet.last, line);
	quiet.when = now.tv_sec;
}

void
xen_quiet_end(bool tell)
{
	char text[4096], rest[4096];
	int saved = errno;
	ssize_t n;

	if (quiet.ours == 0)
		return;
	fflush(stderr);
	dup2(quiet.ours, STDERR_FILENO);
	n = read(quiet.pipe[0], text, sizeof(text));
	while (n > 0 && read(quiet.pipe[0], rest, sizeof(rest)) > 0)
		;
	if (n > 0 && tell)
		say(text, (size_t)n);
	errno = saved;
}
