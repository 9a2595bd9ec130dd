/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Settings, outcomes of passes and the kernel's answers in, looks and cures
 * out; the daemon's wiring calls it. What they mean is cure.c's.
 */
#include "paths.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "carrier.h"
#include "cure.h"
#include "log.h"
#include "loop.h"
#include "nlwatch.h"
#include "srcaddr.h"

struct paths {
	struct nlwatch		*watch;
	struct loop_timer	*timer;		/* of the next cure */
	void			(*look)(void *);
	void			*arg;
	struct cure		 cure;
	bool			 following, hold, trusted;
	struct settings		 settings;
	/* Of the last pass that came so far. */
	bool			 have_features, have_carrier;
	struct ovs_features	 features;
	struct carrier		 carrier;
	char			 reason[CURE_REASON_MAX];
	char			 told[CURE_REASON_MAX];	/* of cures in vain */
};

static void
find_target(struct cure_facts *f, const struct addr *ip,
    const struct addr *before)
{
	struct cure_target *t = &f->targets[f->n_targets++];
	char to[ADDR_STRLEN], from[ADDR_STRLEN];

	t->ip = *ip;
	srcaddr_find(ip, &t->source);
	if (!addr_equal(&t->source, before))
		log_debug(1, "source address towards %s: %s",
		    addr_format(ip, to), addr_format(&t->source, from));
}

static void
ask_kernel(struct paths *p)
{
	const struct settings *s = &p->settings;
	struct cure_facts f;
	struct carrier c;

	memset(&f, 0, sizeof(f));
	for (unsigned int i = 0; i < s->n_collectors; i++)
		find_target(&f, &s->collectors[i].ip,
		    &p->cure.now.targets[i].source);
	if (p->have_features && values_needs_carrier(s, &p->features)) {
		carrier_find(&s->agent_ip, s->agent_dev, &c);
		memcpy(f.dev, c.dev, sizeof(f.dev));
		f.agent = c.addr;
	}
	cure_see(&p->cure, &f);
}

static void
schedule(struct paths *p)
{
	uint64_t now = loop_now_us(), due = cure_due(&p->cure);

	if (!p->following || p->hold || due == UINT64_MAX)
		loop_timer_clear(p->timer);
	else
		loop_timer_set(p->timer, due > now ? due - now : 0);
}

static void
on_due(void *arg)
{
	struct paths *p = arg;

	p->look(p->arg);
}

/*
 * What is gone for a moment only is worth knowing; what to do waits until all
 * has settled. Another carrier is another value in the database, for the plan
 * to find.
 */
static void
on_change(bool settled, void *arg)
{
	struct paths *p = arg;

	if (!p->following)
		return;
	ask_kernel(p);
	if (!settled)
		return;
	log_debug(2, "addresses, routes or interfaces have changed");
	if (p->have_carrier &&
	    strcmp(p->carrier.dev, p->cure.now.dev) != 0)
		p->look(p->arg);
	schedule(p);
}

struct paths *
paths_new(struct loop *loop, bool trusted, void (*look)(void *), void *arg)
{
	struct paths *p = calloc(1, sizeof(*p));

	if (p == NULL)
		fatal("paths");
	p->trusted = trusted;
	p->look = look;
	p->arg = arg;
	p->timer = loop_timer_new(loop, on_due, p);
	p->watch = nlwatch_new(loop, on_change, p);
	if (p->watch == NULL)
		log_warn("changes of addresses and routes are seen once a "
		    "minute only");
	cure_init(&p->cure);
	return p;
}

void
paths_free(struct paths *p)
{
	if (p == NULL)
		return;
	nlwatch_free(p->watch);
	loop_timer_free(p->timer);
	free(p);
}

void
paths_follow(struct paths *p, const struct settings *s, bool hold)
{
	bool was_held = p->hold;

	p->following = s != NULL;
	p->hold = hold;
	if (s == NULL) {
		cure_forget(&p->cure);
		p->have_carrier = false;
	} else
		p->settings = *s;
	if (s == NULL || was_held != hold)
		schedule(p);
}

bool
paths_began(struct paths *p)
{
	if (!p->following)
		return false;
	ask_kernel(p);
	cure_began(&p->cure);
	cure_reason(&p->cure, p->reason, sizeof(p->reason));
	return !p->hold && cure_due(&p->cure) <= loop_now_us();
}

const char *
paths_reason(const struct paths *p)
{
	return p->reason;
}

static void
take_cure(struct paths *p, enum pass_cure cure)
{
	if (cure == PASS_CURE_NONE)
		return;
	cure_tried(&p->cure, loop_now_us());
	if (cure == PASS_CURE_MADE) {
		log_info("%s: Open vSwitch is made to try again", p->reason);
		p->told[0] = '\0';
	} else if (strcmp(p->told, p->reason) != 0) {
		memcpy(p->told, p->reason, sizeof(p->told));
		log_warnx("%s, but ovs-vswitchd does not answer; it will be "
		    "made to try again", p->reason);
	}
}

/* Has Open vSwitch opened its sockets in this pass, all that it has? */
static bool
has_applied(const struct paths *p, const struct pass_report *pr)
{
	if (pr->result != PASS_IN_SYNC && pr->result != PASS_WROTE)
		return false;
	return !p->cure.known || pr->cure == PASS_CURE_MADE ||
	    (pr->result == PASS_WROTE && plan_renews(pr->plan)) ||
	    (pr->result == PASS_IN_SYNC && pr->plan->n_ours == 0);
}

/* Trust is asked for once: what comes later has been seen. */
static void
take_applied(struct paths *p, const struct pass_report *pr)
{
	bool renewed = plan_renews(pr->plan) || pr->plan->n_ours == 0;

	cure_applied(&p->cure, pr->carrier->dev, &pr->carrier->addr);
	if (!p->trusted && !renewed)
		cure_doubt(&p->cure);
	p->trusted = true;
}

void
paths_ended(struct paths *p, const struct pass_report *pr)
{
	if (!p->following)
		return;
	if (pr->version != NULL) {
		p->features = *pr->features;
		p->have_features = true;
	}
	if (pr->carrier != NULL) {
		p->carrier = *pr->carrier;
		p->have_carrier = true;
	}
	take_cure(p, pr->cure);
	if (pr->plan != NULL && pr->plan->goal == PLAN_GOAL_SET &&
	    has_applied(p, pr))
		take_applied(p, pr);
	/* What failed is tried again by the pace, less and less often. */
	if (pr->result != PASS_FAILED || cure_due(&p->cure) > loop_now_us())
		schedule(p);
}
