/* SPDX-License-Identifier: Apache-2.0 */
/* A control socket in, its /status out; called by status and check. */
#include "ctl_ask.h"

#include <stdio.h>
#include <string.h>

#include "ctl_reply.h"

void
ctl_ask_status(struct ctl_ask *k)
{
	struct ctl_report_answer *a = &k->answer;
	struct ctl_reply reply = { .status = 0 };

	memset(a, 0, sizeof(*a));
	a->daemon = k->name;
	a->trouble = k->trouble;
	growbuf_init(&k->reply);
	if (!ctl_fetch(k->socket, "/status", &k->reply, k->trouble,
	    &a->denied))
		return;
	if (!ctl_reply_parse(k->reply.p == NULL ? "" : k->reply.p,
	    k->reply.len, &reply) || reply.status != 200) {
		snprintf(k->trouble, sizeof(k->trouble), "does not answer as "
		    "it should at %s (HTTP status %u)", k->socket,
		    reply.status);
		return;
	}
	a->text = reply.body;
	a->len = reply.len;
}

void
ctl_ask_clear(struct ctl_ask *k)
{
	growbuf_clear(&k->reply);
}
