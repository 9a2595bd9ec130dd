/* SPDX-License-Identifier: Apache-2.0 */
/* Answers domain by domain in, the next question or the outcome out. Pure. */
#include "dnssd_walk.h"

static enum dnssd_walk_step
ask_next(struct dnssd_walk *w)
{
	if (w->at + 1 < w->n) {
		w->at++;
		return DNSSD_WALK_ASK_SRV;
	}
	return w->failed ? DNSSD_WALK_FAILED : DNSSD_WALK_NOTHING;
}

enum dnssd_walk_step
dnssd_walk_start(struct dnssd_walk *w, unsigned int n_domains, int in_force)
{
	w->n = n_domains;
	w->at = 0;
	w->in_force = in_force;
	w->failed = false;
	return n_domains > 0 ? DNSSD_WALK_ASK_SRV : DNSSD_WALK_FAILED;
}

enum dnssd_walk_step
dnssd_walk_srv(struct dnssd_walk *w, enum dns_result result, bool none)
{
	switch (result) {
	case DNS_OK:
		return none ? DNSSD_WALK_NONE : DNSSD_WALK_ASK_TXT;
	case DNS_NOTHING:
		return ask_next(w);
	case DNS_FAILED:
		break;
	}
	if (w->in_force >= 0 && w->at == (unsigned int)w->in_force)
		return DNSSD_WALK_FAILED;
	w->failed = true;
	return ask_next(w);
}
