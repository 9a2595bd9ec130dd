/* SPDX-License-Identifier: Apache-2.0 */
/* UDP payloads from a capture file, and into one. */
#ifndef CTL_CAPTURE_H
#define CTL_CAPTURE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include "frame.h"
#include "pcap.h"

#define CTL_CAPTURE_BUFFER	((size_t)4 * PCAP_FRAME_MAX)	/* bytes */

struct ctl_capture {
	const char	*verb;		/* for complaints */
	const char	*path;
	int		 fd;
	int		 stop;		/* readable when it is to end */
	struct pcap_file file;
	uint64_t	 offset;	/* of the next record in the file */
	uint64_t	 others;	/* frames that are no UDP */
	uint64_t	 parts;		/* fragments, and frames cut */
	bool		 stopped;
	bool		 live;		/* a pipe, say: more may come slowly */
	size_t		 at, have;	/* unread bytes in the buffer */
	uint8_t		*buffer;
};

/* "-" is standard input. False after a complaint. */
bool	ctl_capture_open(struct ctl_capture *, const char *verb,
	    const char *path, int stop);
/*
 * The next whole UDP packet: 1, or 0 at the end or when it was stopped, or -1
 * after a complaint.
 */
int	ctl_capture_next(struct ctl_capture *, struct frame *,
	    struct pcap_record *);
void	ctl_capture_close(struct ctl_capture *);

/* A new file, an old one is replaced; NULL after a complaint. */
FILE	*ctl_capture_create(const char *verb, const char *path);
/* Its errors show in ferror(). */
void	ctl_capture_write(FILE *, const struct timespec *,
	    const struct frame *);

#endif
