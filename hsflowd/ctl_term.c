/* SPDX-License-Identifier: Apache-2.0 */
/* Lines out, keys in; used by ctl_top.c. ANSI sequences (ECMA-48) only. */
#include "ctl_term.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "ctl_complain.h"

/* The other screen, no cursor, no wrapping at the right edge. */
#define ENTER	"\033[?1049h\033[?25l\033[?7l\033[2J"
#define LEAVE	"\033[0m\033[?7h\033[?25h\033[?1049l"
#define FRAME_MAX	(TOP_SCREEN_HEIGHT_MAX * (TOP_SCREEN_LINE_MAX + 32))
#define WIDTH_GUESS	80
#define HEIGHT_GUESS	24
#define KEYS_MAX	64	/* bytes */

/* Signals that end a program in its middle. */
static const int deadly[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT,
	SIGSYS, SIGTRAP };

static struct {
	bool		open;
	int		in;		/* -1: no terminal to take keys from */
	int		out;
	bool		own_out;	/* a description of our own */
	bool		gone;		/* cannot be written to any more */
	struct termios	saved;
	size_t		at, len;	/* of the frame, not yet written */
	unsigned char	keys[KEYS_MAX];
	size_t		n_keys;
} term = { .in = -1, .out = -1 };

static char	frame[FRAME_MAX];

bool
ctl_term_usable(void)
{
	const char *type = getenv("TERM");

	return isatty(STDOUT_FILENO) && type != NULL && type[0] != '\0' &&
	    strcmp(type, "dumb") != 0;
}

/* Only with functions that a signal handler may call. */
static void
restore(void)
{
	int saved = errno;

	if (!term.open)
		return;
	term.open = false;
	if (write(term.out, LEAVE, sizeof(LEAVE) - 1) < 0)
		errno = saved;	/* it is stopped, or gone */
	if (term.in >= 0)
		tcsetattr(term.in, TCSANOW, &term.saved);
	errno = saved;
}

/* The handler is reset by then: the signal does its own work next. */
static void
on_deadly(int signo)
{
	restore();
	raise(signo);
}

static void
catch_deadly(void)
{
	struct sigaction action = { .sa_handler = on_deadly,
		.sa_flags = (int)SA_RESETHAND };

	for (size_t i = 0; i < sizeof(deadly) / sizeof(deadly[0]); i++)
		sigaction(deadly[i], &action, NULL);
}

/*
 * Writes that never wait need O_NONBLOCK, which on descriptor 1 would be the
 * shell's too: the terminal is opened once more.
 */
static void
open_out(void)
{
	const char *name = ttyname(STDOUT_FILENO);

	if (term.out >= 0)
		return;
	if (name != NULL)
		term.out = open(name, O_WRONLY | O_NOCTTY | O_NONBLOCK |
		    O_CLOEXEC);
	term.own_out = term.out >= 0;
	if (!term.own_out)
		term.out = STDOUT_FILENO;
}

static bool
raw_keys(void)
{
	struct termios raw;

	if (!isatty(STDIN_FILENO))
		return true;
	if (tcgetattr(STDIN_FILENO, &term.saved) != 0)
		return false;
	raw = term.saved;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	raw.c_cc[VMIN] = 0;
	raw.c_cc[VTIME] = 0;
	term.in = STDIN_FILENO;
	return tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
}

bool
ctl_term_open(const char *verb)
{
	static bool registered;

	if (!registered) {
		atexit(restore);
		catch_deadly();
		registered = true;
	}
	open_out();
	if (!raw_keys()) {
		ctl_complain_errno(verb, "terminal");
		return false;
	}
	term.open = true;
	memcpy(frame, ENTER, sizeof(ENTER) - 1);
	term.at = 0;
	term.len = sizeof(ENTER) - 1;
	ctl_term_flush();
	return true;
}

void
ctl_term_close(void)
{
	restore();
	term.at = term.len = 0;
}

void
ctl_term_size(unsigned int *width, unsigned int *height)
{
	struct winsize size = { 0 };

	ioctl(term.out, TIOCGWINSZ, &size);
	*width = size.ws_col == 0 ? WIDTH_GUESS : size.ws_col;
	*height = size.ws_row == 0 ? HEIGHT_GUESS : size.ws_row;
}

static void
append(const char *text)
{
	while (*text != '\0' && term.len < sizeof(frame))
		frame[term.len++] = *text++;
}

void
ctl_term_draw(const struct top_line *lines, unsigned int n)
{
	static const char *const styles[] = {
		[TOP_STYLE_PLAIN] = "\033[0m",
		[TOP_STYLE_TITLE] = "\033[0;7m",
		[TOP_STYLE_HOST] = "\033[0;1m",
		[TOP_STYLE_QUIET] = "\033[0;2m",
	};

	if (term.at < term.len)
		return;
	term.at = term.len = 0;
	append("\033[H");
	for (unsigned int i = 0; i < n; i++) {
		append(styles[lines[i].style]);
		append(lines[i].text);
		append("\033[0m");
		if (i + 1 < n)
			append("\r\n");
	}
	/* What a screen that was larger has left. */
	append("\033[J");
	ctl_term_flush();
}

void
ctl_term_flush(void)
{
	while (term.at < term.len && !term.gone) {
		ssize_t n = write(term.out, frame + term.at,
		    term.len - term.at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno != EAGAIN)
			term.gone = true;
		if (n <= 0)
			return;
		term.at += (size_t)n;
	}
}

int
ctl_term_input(void)
{
	return term.in;
}

int
ctl_term_output(void)
{
	return term.at < term.len && !term.gone ? term.out : -1;
}

bool
ctl_term_gone(void)
{
	return term.gone;
}

static void
take(size_t n)
{
	term.n_keys -= n;
	memmove(term.keys, term.keys + n, term.n_keys);
}

/* "ESC [ A", "ESC O A", "ESC [ 5 ~". What is not known is nothing. */
static int
take_sequence(void)
{
	static const struct {
		const char	*text;
		int		 key;
	} known[] = {
		{ "A", CTL_TERM_UP }, { "B", CTL_TERM_DOWN },
		{ "H", CTL_TERM_HOME }, { "F", CTL_TERM_END },
		{ "5~", CTL_TERM_PAGE_UP }, { "6~", CTL_TERM_PAGE_DOWN },
		{ "1~", CTL_TERM_HOME }, { "4~", CTL_TERM_END },
	};
	const char *rest = (const char *)term.keys + 2;
	size_t left = term.n_keys - 2, end = 0;
	int key = CTL_TERM_NONE;

	while (end < left && (rest[end] < '@' || rest[end] > '~'))
		end++;
	end += end < left;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (strlen(known[i].text) == end &&
		    memcmp(known[i].text, rest, end) == 0)
			key = known[i].key;
	}
	take(2 + end);
	return key;
}

static int
take_key(void)
{
	int key;

	while (term.n_keys > 0) {
		if (term.n_keys >= 2 && term.keys[0] == 033 &&
		    (term.keys[1] == '[' || term.keys[1] == 'O'))
			key = take_sequence();
		else {
			key = term.keys[0];
			take(1);
		}
		if (key != CTL_TERM_NONE)
			return key;
	}
	return CTL_TERM_NONE;
}

bool
ctl_term_read(int *key)
{
	ssize_t n;

	*key = take_key();
	if (*key != CTL_TERM_NONE)
		return true;
	n = read(term.in, term.keys, sizeof(term.keys));
	if (n < 0)
		return errno == EINTR || errno == EAGAIN;
	term.n_keys = (size_t)n;
	*key = take_key();
	return true;
}
