/* SPDX-License-Identifier: Apache-2.0 */
/* Capture files in and out; used by listen. */
#include "ctl_capture.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctl_complain.h"

#define MODE	0644

/* A pipe may be silent for long, during which a signal has to end it. */
static bool
wait_readable(struct ctl_capture *c)
{
	struct pollfd fds[] = {
		{ .fd = c->stop, .events = POLLIN },
		{ .fd = c->fd, .events = POLLIN },
	};

	while (poll(fds, 2, -1) < 0 && errno == EINTR)
		continue;
	c->stopped = fds[0].revents != 0;
	return !c->stopped;
}

/* Bytes read; 0 at the end or when stopped, -1 with errno. */
static ssize_t
read_some(struct ctl_capture *c)
{
	ssize_t n;

	memmove(c->buffer, c->buffer + c->at, c->have);
	c->at = 0;
	do {
		if (!wait_readable(c))
			return 0;
		n = read(c->fd, c->buffer + c->have,
		    CTL_CAPTURE_BUFFER - c->have);
	} while (n < 0 && errno == EINTR);
	if (n > 0)
		c->have += (size_t)n;
	return n;
}

/*
 * Has at least n bytes in the buffer: 1. 0 when the file ends before the
 * first of them or it was stopped, -1 after a complaint.
 */
static int
need(struct ctl_capture *c, size_t n)
{
	while (c->have < n) {
		ssize_t got = read_some(c);

		if (got < 0) {
			ctl_complain_errno(c->verb, "%s", c->path);
			return -1;
		}
		if (got > 0)
			continue;
		if (c->stopped || c->have == 0)
			return 0;
		ctl_complain(c->verb, "%s: cut, the record at byte %" PRIu64
		    " is not whole", c->path, c->offset);
		return -1;
	}
	return 1;
}

static void
take(struct ctl_capture *c, size_t n)
{
	c->at += n;
	c->have -= n;
	c->offset += n;
}

static bool
open_header(struct ctl_capture *c)
{
	int got = need(c, PCAP_FILE_HEADER);

	if (got <= 0) {
		if (got == 0 && !c->stopped)
			ctl_complain(c->verb, "%s: empty", c->path);
		return c->stopped;
	}
	switch (pcap_parse_file(c->buffer + c->at, &c->file)) {
	case PCAP_CLASSIC:
		break;
	case PCAP_NEXT_GENERATION:
		ctl_complain(c->verb, "%s: pcapng is not understood; 'editcap "
		    "-F pcap' and 'tcpdump -r IN -w OUT' write the classic "
		    "format", c->path);
		return false;
	case PCAP_OTHER:
		ctl_complain(c->verb, "%s: no capture file", c->path);
		return false;
	}
	if (!frame_link_known(c->file.link)) {
		ctl_complain(c->verb, "%s: frames of link type %u are not "
		    "understood", c->path, c->file.link);
		return false;
	}
	take(c, PCAP_FILE_HEADER);
	return true;
}

bool
ctl_capture_open(struct ctl_capture *c, const char *verb, const char *path,
    int stop)
{
	struct stat st;

	memset(c, 0, sizeof(*c));
	c->verb = verb;
	c->path = path;
	c->stop = stop;
	c->fd = strcmp(path, "-") == 0 ? STDIN_FILENO :
	    open(path, O_RDONLY | O_CLOEXEC);
	c->buffer = malloc(CTL_CAPTURE_BUFFER);
	if (c->fd < 0 || c->buffer == NULL) {
		ctl_complain_errno(verb, "%s", path);
		ctl_capture_close(c);
		return false;
	}
	c->live = fstat(c->fd, &st) != 0 || !S_ISREG(st.st_mode);
	if (!open_header(c)) {
		ctl_capture_close(c);
		return false;
	}
	return true;
}

/* One record of any kind; *found when it is what is looked for. */
static int
next_record(struct ctl_capture *c, struct frame *f, struct pcap_record *record,
    bool *found)
{
	int got = need(c, PCAP_RECORD_HEADER);
	enum frame_kind kind;

	if (got <= 0)
		return got;
	if (!pcap_parse_record(&c->file, c->buffer + c->at, record)) {
		ctl_complain(c->verb, "%s: damaged, the record at byte %" PRIu64
		    " claims %u bytes", c->path, c->offset, record->length);
		return -1;
	}
	got = need(c, PCAP_RECORD_HEADER + record->length);
	if (got <= 0)
		return got;
	kind = frame_parse(c->file.link, c->buffer + c->at +
	    PCAP_RECORD_HEADER, record->length, f);
	take(c, PCAP_RECORD_HEADER + record->length);
	*found = kind == FRAME_UDP;
	c->others += kind == FRAME_OTHER;
	c->parts += kind == FRAME_PART;
	return 1;
}

int
ctl_capture_next(struct ctl_capture *c, struct frame *f,
    struct pcap_record *record)
{
	bool found = false;
	int got = c->stopped ? 0 : 1;

	while (got > 0 && !found)
		got = next_record(c, f, record, &found);
	return got;
}

void
ctl_capture_close(struct ctl_capture *c)
{
	free(c->buffer);
	c->buffer = NULL;
	if (c->fd > STDIN_FILENO)
		close(c->fd);
	c->fd = -1;
}

FILE *
ctl_capture_create(const char *verb, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, MODE);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");
	uint8_t header[PCAP_FILE_HEADER];

	if (f == NULL) {
		ctl_complain_errno(verb, "%s", path);
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	pcap_make_file(FRAME_LINK_RAW, header);
	fwrite(header, sizeof(header), 1, f);
	return f;
}

void
ctl_capture_write(FILE *out, const struct timespec *when,
    const struct frame *f)
{
	uint8_t header[FRAME_HEADER_MAX], record_header[PCAP_RECORD_HEADER];
	size_t n = frame_make(f, header);
	struct pcap_record record = {
		.seconds = (uint32_t)when->tv_sec,
		.nanoseconds = (uint32_t)when->tv_nsec,
		.length = (uint32_t)(n + f->len),
		.original = (uint32_t)(n + f->len),
	};

	if (n == 0)
		return;
	pcap_make_record(&record, record_header);
	fwrite(record_header, sizeof(record_header), 1, out);
	fwrite(header, n, 1, out);
	fwrite(f->payload, f->len, 1, out);
}
