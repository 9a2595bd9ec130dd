/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hsflowctl top: datagrams from the network in, a live table or printed ones
 * out. What stands in them is top_*.c's.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "ctl.h"
#include "ctl_complain.h"
#include "ctl_signals.h"
#include "ctl_term.h"
#include "ctl_top_json.h"
#include "ctl_top_options.h"
#include "ctl_udp.h"
#include "top_screen.h"

#define VERB		"top"
/* Datagrams that are taken before keys and the clock have their turn. */
#define BATCH		64
#define AGE_EVERY	1000	/* ms */
/* The rest of a round comes within a second of its first sample. */
#define SETTLE		1500	/* ms */
#define WIDTH_PRINTED	120	/* columns, where there is no terminal */
#define ROWS_PRINTED	64	/* at a time */

struct top {
	struct ctl_top_options	 o;
	struct ctl_udp		 udp;
	int			 signals;
	struct top_model	 model;
	struct top_view		 view;
	unsigned int		 talkers;	/* to go back to */
	uint64_t		 draw_at;	/* ms */
	uint64_t		 age_at;
	bool			 done;
	int			 status;
	struct top_line		 lines[TOP_SCREEN_HEIGHT_MAX];
	struct top_row		 rows[TOP_SCREEN_HEIGHT_MAX];
};

static uint64_t
clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static void
receive(struct top *t, uint64_t now)
{
	static uint8_t buf[SFLOW_DATAGRAM_MAX];
	struct frame f;

	for (unsigned int i = 0; i < BATCH; i++) {
		int got = ctl_udp_receive(&t->udp, buf, sizeof(buf), &f);

		if (got < 0) {
			t->status = CTL_FAILED;
			t->done = true;
		}
		if (got <= 0)
			return;
		top_model_datagram(&t->model, now, f.payload, f.len);
	}
}

static void
age(struct top *t, uint64_t now)
{
	if (now < t->age_at)
		return;
	top_model_age(&t->model, now);
	t->age_at = now + AGE_EVERY;
}

static void
draw(struct top *t, uint64_t now)
{
	unsigned int n;

	ctl_term_size(&t->view.width, &t->view.height);
	t->view.lost = t->udp.lost;
	n = top_screen_make(&t->model, now, &t->view, t->lines, t->rows);
	ctl_term_draw(t->lines, n);
	t->draw_at = now + (uint64_t)t->o.delay * 1000;
}

static void
scroll(struct top_view *v, long rows)
{
	if (rows < 0 && v->first < (size_t)-rows)
		v->first = 0;
	else
		v->first += (size_t)rows;
}

static void
obey_scroll(struct top *t, int key)
{
	long page = t->view.height > 4 ? (long)t->view.height - 4 : 1;

	if (key == CTL_TERM_UP || key == 'k')
		scroll(&t->view, -1);
	else if (key == CTL_TERM_DOWN || key == 'j')
		scroll(&t->view, 1);
	else if (key == CTL_TERM_PAGE_UP || key == 'b')
		scroll(&t->view, -page);
	else if (key == CTL_TERM_PAGE_DOWN || key == ' ')
		scroll(&t->view, page);
	else if (key == CTL_TERM_HOME || key == 'g')
		t->view.first = 0;
	else if (key == CTL_TERM_END || key == 'G')
		t->view.first = SIZE_MAX / 2;	/* corrected when drawn */
}

static void
obey(struct top *t, int key)
{
	struct top_order *order = &t->view.order;

	if (key == 'q' || key == 'Q')
		t->done = true;
	else if (key == 'c')
		order->sort = TOP_SORT_CPU;
	else if (key == 'm')
		order->sort = TOP_SORT_MEMORY;
	else if (key == 'd')
		order->sort = TOP_SORT_DISK;
	else if (key == 'n')
		order->sort = TOP_SORT_NETWORK;
	else if (key == 'a')
		order->sort = TOP_SORT_NAME;
	else if (key == 't')
		order->talkers = order->talkers > 0 ? 0 : t->talkers;
	else
		obey_scroll(t, key);
	t->draw_at = 0;
}

static void
read_keys(struct top *t)
{
	int key;

	do {
		if (!ctl_term_read(&key))
			t->done = true;
		else if (key != CTL_TERM_NONE)
			obey(t, key);
	} while (key != CTL_TERM_NONE && !t->done);
}

/* Gives the terminal back, stops as the shell expects, and goes on. */
static void
suspend(struct top *t)
{
	ctl_term_close();
	kill(getpid(), SIGSTOP);
	t->done = !ctl_term_open(VERB);
	t->draw_at = 0;
}

static void
read_signals(struct top *t)
{
	int signo;

	while ((signo = ctl_signals_take(t->signals)) != 0) {
		if (signo == SIGTSTP)
			suspend(t);
		else if (signo == SIGWINCH || signo == SIGCONT)
			t->draw_at = 0;
		else
			t->done = true;
	}
}

static int
timeout(uint64_t now, uint64_t at)
{
	return at <= now ? 0 : at - now > 60000 ? 60000 : (int)(at - now);
}

/* Until something comes, or the time; then takes what has come. */
static void
turn(struct top *t, uint64_t until)
{
	struct pollfd fds[] = {
		{ .fd = t->udp.fd, .events = POLLIN },
		{ .fd = t->signals, .events = POLLIN },
		{ .fd = ctl_term_input(), .events = POLLIN },
		{ .fd = ctl_term_output(), .events = POLLOUT },
	};
	uint64_t now = clock_ms();

	if (poll(fds, sizeof(fds) / sizeof(fds[0]), timeout(now, until)) < 0 &&
	    errno != EINTR) {
		ctl_complain_errno(VERB, "poll");
		t->status = CTL_FAILED;
		t->done = true;
		return;
	}
	now = clock_ms();
	if (fds[0].revents != 0)
		receive(t, now);
	if (fds[1].revents != 0)
		read_signals(t);
	if (fds[2].revents & (POLLHUP | POLLERR | POLLNVAL))
		t->done = true;
	else if (fds[2].revents != 0)
		read_keys(t);
	if (fds[3].revents != 0)
		ctl_term_flush();
	age(t, now);
}

static void
run_live(struct top *t)
{
	if (!ctl_term_open(VERB)) {
		t->status = CTL_FAILED;
		return;
	}
	while (!t->done) {
		uint64_t now = clock_ms();

		if (now >= t->draw_at)
			draw(t, now);
		turn(t, t->draw_at);
		t->done = t->done || ctl_term_gone();
	}
	ctl_term_close();
}

/* Without the spaces at its end. */
static void
print_line(const struct top_line *line)
{
	size_t n = 0;

	for (size_t i = 0; line->text[i] != '\0'; i++) {
		if (line->text[i] != ' ')
			n = i + 1;
	}
	fwrite(line->text, 1, n, stdout);
	putchar('\n');
}

static unsigned int
printed_width(const struct ctl_top_options *o)
{
	struct winsize size = { 0 };

	if (o->width > 0)
		return o->width;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	return WIDTH_PRINTED;
}

static void
print_row(const struct top *t, const struct top_row *row, unsigned int width)
{
	struct top_line line;

	if (t->o.json) {
		ctl_top_json_print(stdout, row);
		return;
	}
	top_screen_row(row, width, &line);
	print_line(&line);
}

static void
print_rows(struct top *t, uint64_t now, unsigned int width)
{
	size_t first = 0, total;

	do {
		total = top_rows_make(&t->model, now, &t->view.order, first,
		    t->rows, ROWS_PRINTED);
		for (size_t i = 0; i < ROWS_PRINTED && first + i < total; i++)
			print_row(t, &t->rows[i], width);
		first += ROWS_PRINTED;
	} while (first < total);
}

static void
print_table(struct top *t, uint64_t now)
{
	unsigned int width = printed_width(&t->o);
	struct top_line line;

	if (!t->o.json) {
		top_screen_header(width, &line);
		print_line(&line);
	}
	print_rows(t, now, width);
	if (fflush(stdout) == 0)
		return;
	ctl_complain_errno(VERB, "standard output");
	t->status = CTL_FAILED;
	t->done = true;
}

/* Until there are rates and the round that they came in is over. */
static void
wait_rates(struct top *t)
{
	uint64_t end = clock_ms() + (uint64_t)t->o.wait * 1000;

	while (!t->done && t->model.n_rated == 0 && clock_ms() < end)
		turn(t, end);
	if (t->model.n_rated == 0)
		return;
	if (end > clock_ms() + SETTLE)
		end = clock_ms() + SETTLE;
	while (!t->done && clock_ms() < end)
		turn(t, end);
}

static void
run_printed(struct top *t)
{
	wait_rates(t);
	if (t->model.datagrams == 0) {
		if (!t->done)
			ctl_complain(VERB, "nothing has come within %u s",
			    t->o.wait);
		t->status = CTL_FAILED;
		return;
	}
	for (uint32_t left = t->o.count; !t->done; left--) {
		uint64_t now = clock_ms(), next;

		print_table(t, now);
		if (left == 1)
			return;
		if (!t->o.json)
			putchar('\n');
		next = now + (uint64_t)t->o.delay * 1000;
		while (!t->done && clock_ms() < next)
			turn(t, next);
	}
}

static int
open_all(struct top *t)
{
	static const int caught[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT,
		SIGPIPE, 0 };
	static const int caught_live[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT,
		SIGPIPE, SIGTSTP, SIGCONT, SIGWINCH, 0 };
	static const struct top_limits limits = TOP_LIMITS;

	if (t->o.count == 0 && !ctl_term_usable()) {
		ctl_complain(VERB, "standard output is no terminal; "
		    "'hsflowctl top -n 1' prints one table");
		return CTL_FAILED;
	}
	/* Before the announcement, which may be answered with a signal. */
	t->signals = ctl_signals_open(VERB, t->o.count == 0 ? caught_live :
	    caught);
	if (t->signals < 0 ||
	    !ctl_udp_open(&t->udp, VERB, &t->o.bind, t->o.port))
		return CTL_FAILED;
	ctl_udp_announce(&t->udp);
	top_model_init(&t->model, &limits);
	return CTL_OK;
}

int
ctl_top_run(int argc, char **argv)
{
	static struct top t;
	int status = ctl_top_options_parse(&t.o, VERB, argc, argv);

	if (status != CTL_OK)
		return status;
	if (t.o.help) {
		ctl_top_options_help();
		return CTL_OK;
	}
	status = open_all(&t);
	if (status != CTL_OK)
		return status;
	t.view.order = t.o.order;
	t.talkers = t.o.order.talkers > 0 ? t.o.order.talkers : 1;
	if (t.o.count == 0)
		run_live(&t);
	else
		run_printed(&t);
	top_model_clear(&t.model);
	ctl_udp_close(&t.udp);
	close(t.signals);
	return t.status;
}
