/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All that can be told of hsflowd's agent, and how /status tells it; the fields
 * are in docs/status.md. Pure: control.c fills the struct in, health.c judges
 * it, metrics.c tells it in Prometheus' form.
 */
#ifndef STATUS_H
#define STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agentaddr.h"
#include "conf.h"
#include "discover.h"
#include "measure.h"
#include "poller.h"
#include "problems.h"
#include "sender.h"
#include "settings.h"
#include "state.h"
#include "vitals.h"

enum status_origin {
	STATUS_NONE,		/* no settings are in force */
	STATUS_FILE,
	STATUS_FALLBACK,	/* the file's, as DNS has nothing */
	STATUS_DNS,
	STATUS_KEPT		/* what DNS said before this start */
};

enum status_xen {
	STATUS_XEN_NONE,
	STATUS_XEN_GUEST,	/* this host is a VM */
	STATUS_XEN_DOM0
};

/* Pointers are lent; texts are never NULL where not said otherwise. */
struct status {
	struct vitals		 vitals;
	enum state_phase	 phase;
	const char		*reason;	/* of it, or "" */

	/* Where settings come from. */
	const char		*conf_path;
	uint64_t		 conf_read_us;	/* when it was last taken */
	const char		*conf_refused;	/* why a newer one is not */
	const struct conf	*file;
	const struct conf	*conf;		/* with what DNS says */
	struct addr		 addresses[SETTINGS_COLLECTORS_MAX];
	const struct discover_status *dns;

	/* What is in force. */
	const struct settings	*settings;	/* NULL: none */
	uint32_t		 revision;
	const char		*state_path;
	const char		*state_error;	/* of writing it, or "" */

	/* Who this is. */
	const struct agentaddr_choice *choice;
	const struct agentaddr_candidate *candidates;
	size_t			 n_candidates;
	const char		*hostname;
	const uint8_t		*uuid;
	const char		*uuid_from;	/* NULL: there is none */

	/* What is sent. */
	unsigned int		 n_collectors;
	struct sender_status	 collectors[SETTINGS_COLLECTORS_MAX];
	const char		*errors[SETTINGS_COLLECTORS_MAX]; /* or "" */
	uint64_t		 running_us;	/* since when settings are */
	uint64_t		 next_us;	/* round; 0: there is none */
	struct poller_status	 poller;
	unsigned int		 n_missing;	/* files that cannot be read */
	const char		*missing[MEASURE_SOURCES];
	enum status_xen		 xen;
	const char		*metrics_error;	/* why not served, or "" */
};

enum status_origin	 status_origin(const struct status *);
/* The document, the caller's to free; NULL without memory. */
char			*status_json(const struct status *,
			    const struct problems *, size_t *len);

#endif
