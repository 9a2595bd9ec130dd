/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hsflowctl listen: datagrams from the network or a capture in; text, JSON,
 * counts and a capture out.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "ctl.h"
#include "ctl_capture.h"
#include "ctl_complain.h"
#include "ctl_listen_options.h"
#include "ctl_listen_report.h"
#include "ctl_signals.h"
#include "ctl_udp.h"
#include "sflow_json.h"
#include "sflow_text.h"

#define VERB		"listen"

struct listen {
	struct ctl_listen_options	 o;
	struct ctl_listen_report	 report;
	int				 signals;
	FILE				*capture;	/* NULL: none */
	bool				 live;
	bool				 opened;	/* there is a report */
};

/* Whoever watches wants to see each at once; a capture is done quickly. */
static bool
written(const struct listen *l, FILE *f)
{
	return !ferror(f) && (!l->live || fflush(f) == 0);
}

static int
check_output(struct listen *l)
{
	if (!written(l, stdout)) {
		ctl_complain_errno(VERB, "standard output");
		return CTL_FAILED;
	}
	if (l->capture != NULL && !written(l, l->capture)) {
		ctl_complain_errno(VERB, "%s", l->o.pcap);
		return CTL_FAILED;
	}
	return CTL_OK;
}

static void
print(struct listen *l, const struct frame *f)
{
	char peer[CTL_UDP_FROM_MAX];

	if (l->o.summary)
		return;
	ctl_udp_format(&f->src, f->src_port, peer);
	if (l->o.json)
		sflow_json_print_some(stdout, &l->o.filter, f->payload, f->len,
		    peer);
	else
		sflow_text_print_some(stdout, &l->o.filter, f->payload, f->len,
		    peer);
}

/* One datagram, however it came. *done is set when it was the last one. */
static int
take(struct listen *l, const struct frame *f, const struct timespec *when,
    bool *done)
{
	if (!sflow_filter_match(&l->o.filter, f->payload, f->len)) {
		l->report.hidden++;
		return CTL_OK;
	}
	sflow_count_add(&l->report.count, f->payload, f->len);
	print(l, f);
	if (l->capture != NULL)
		ctl_capture_write(l->capture, when, f);
	*done = l->report.count.datagrams == l->o.count;
	return check_output(l);
}

static int
take_received(struct listen *l, struct ctl_udp *udp, bool *done)
{
	static uint8_t buf[SFLOW_DATAGRAM_MAX];
	struct timespec now;
	struct frame f;
	int got = ctl_udp_receive(udp, buf, sizeof(buf), &f);

	if (got <= 0)
		return got == 0 ? CTL_OK : CTL_FAILED;
	clock_gettime(CLOCK_REALTIME, &now);
	return take(l, &f, &now, done);
}

static int
run_live(struct listen *l, struct ctl_udp *udp)
{
	struct pollfd fds[] = {
		{ .fd = udp->fd, .events = POLLIN },
		{ .fd = l->signals, .events = POLLIN },
	};
	int status = CTL_OK;
	bool done = false;

	while (status == CTL_OK && !done) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR) {
			ctl_complain_errno(VERB, "poll");
			return CTL_FAILED;
		}
		if (fds[1].revents != 0)
			break;
		if (fds[0].revents != 0)
			status = take_received(l, udp, &done);
	}
	return status;
}

static int
listen_live(struct listen *l)
{
	struct ctl_udp udp;
	int status;

	if (!ctl_udp_open(&udp, VERB, &l->o.bind, l->o.port))
		return CTL_FAILED;
	l->opened = l->live = true;
	ctl_udp_announce(&udp);
	status = run_live(l, &udp);
	l->report.lost = udp.lost;
	ctl_udp_close(&udp);
	return status;
}

static int
run_capture(struct listen *l, struct ctl_capture *c)
{
	struct pcap_record record;
	int status = CTL_OK, got = 1;
	bool done = false;
	struct frame f;

	while (status == CTL_OK && !done &&
	    (got = ctl_capture_next(c, &f, &record)) > 0) {
		struct timespec when = { .tv_sec = record.seconds,
			.tv_nsec = record.nanoseconds };

		if (l->o.port != 0 && f.dst_port != l->o.port)
			l->report.other_ports++;
		else
			status = take(l, &f, &when, &done);
	}
	return got < 0 ? CTL_FAILED : status;
}

static int
listen_capture(struct listen *l)
{
	struct ctl_capture c;
	int status;

	if (!ctl_capture_open(&c, VERB, l->o.read, l->signals))
		return CTL_FAILED;
	l->opened = true;
	l->live = c.live;
	status = run_capture(l, &c);
	l->report.others = c.others;
	l->report.parts = c.parts;
	ctl_capture_close(&c);
	return status;
}

/* Standard output is for datagrams, or else for their summary. */
static void
report(const struct listen *l)
{
	if (!l->o.summary)
		ctl_listen_report_brief(stderr, &l->report);
	else if (l->o.json)
		ctl_listen_report_json(stdout, &l->report);
	else
		ctl_listen_report_text(stdout, &l->report);
}

/* What could not be written shows at the latest now. */
static int
finish(struct listen *l, int status)
{
	FILE *capture = l->capture;

	fflush(stdout);	/* the report comes last also where both are one */
	if (l->opened)
		report(l);
	if ((fflush(stdout) != 0 || ferror(stdout)) && status == CTL_OK) {
		ctl_complain_errno(VERB, "standard output");
		status = CTL_FAILED;
	}
	l->capture = NULL;
	if (capture != NULL && fclose(capture) != 0 && status == CTL_OK) {
		ctl_complain_errno(VERB, "%s", l->o.pcap);
		status = CTL_FAILED;
	}
	close(l->signals);
	return status;
}

int
ctl_listen_run(int argc, char **argv)
{
	static const int stops[] = { SIGINT, SIGTERM, 0 };
	static struct listen l;
	int status = ctl_listen_options_parse(&l.o, VERB, argc, argv);

	if (status != CTL_OK)
		return status;
	if (l.o.help) {
		ctl_listen_options_help();
		return CTL_OK;
	}
	/* Before the announcement, which may be answered with a signal. */
	l.signals = ctl_signals_open(VERB, stops);
	if (l.signals < 0)
		return CTL_FAILED;
	if (l.o.pcap != NULL) {
		l.capture = ctl_capture_create(VERB, l.o.pcap);
		if (l.capture == NULL)
			return CTL_FAILED;
	}
	return finish(&l, l.o.read == NULL ? listen_live(&l) :
	    listen_capture(&l));
}
