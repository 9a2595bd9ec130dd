/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From what is configured and what has been found out to the settings in
 * force. Pure; called whenever one of its inputs has changed.
 */
#ifndef RESOLVE_H
#define RESOLVE_H

#include "agentaddr.h"
#include "conf.h"
#include "settings.h"

#define RESOLVE_REASON_MAX	320

enum resolve_result {
	RESOLVE_OK,		/* out holds settings to act on */
	RESOLVE_WAITING,	/* something is not known yet; see reason */
	RESOLVE_WITHDRAWN,	/* DNS says: no collector; see reason */
	RESOLVE_NOTHING		/* nothing to wait for; see reason */
};

struct resolve_input {
	const struct conf		*conf;	/* of file and DNS (merge.h) */
	bool				 dns;	/* collectors may come from DNS */
	bool				 dns_nothing;	/* it says: none */
	const struct agentaddr_choice	*agent;
	/*
	 * For each collector of conf, in its order, what the look-up of its
	 * name gave; none while it gave nothing. Not read for literals.
	 */
	const struct addr		*collectors;
};

/*
 * Where collectors lack an address the others are used; *reason names them
 * also with RESOLVE_OK, and is "" when there is nothing to say.
 */
enum resolve_result	resolve_settings(const struct resolve_input *,
			    struct settings *out,
			    char reason[RESOLVE_REASON_MAX]);

#endif
