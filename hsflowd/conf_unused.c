/* SPDX-License-Identifier: Apache-2.0 */
/* A configuration in, a warning in its list of findings out. Pure. */
#include "conf_unused.h"

#include "textbuf.h"

#define LINES_SHOWN	4
#define ITEMS		4
/* With all four items and lines of seven digits. */
#define NAMES_MAX	256

struct item {
	const char	*name;
	bool		 counted;	/* "2 collectors" */
	unsigned int	 n;
	unsigned int	 lines[LINES_SHOWN];
};

static void
add_line(struct item *i, unsigned int line)
{
	if (line == 0)
		return;
	if (i->n < LINES_SHOWN)
		i->lines[i->n] = line;
	i->n++;
}

/* Those that there are; the number of them. */
static unsigned int
gather(const struct conf *c, struct item items[ITEMS])
{
	struct item all[ITEMS] = { { .name = "polling" },
	    { .name = "sampling" }, { .name = "sampling.SPEED" },
	    { .name = "collector", .counted = true } };
	unsigned int n = 0;

	add_line(&all[0], c->polling.line);
	add_line(&all[1], c->sampling.line);
	for (unsigned int i = 0; i < c->n_speeds; i++)
		add_line(&all[2], c->speeds[i].line);
	for (unsigned int i = 0; i < c->n_collectors; i++)
		add_line(&all[3], c->collectors[i].line);
	for (unsigned int i = 0; i < ITEMS; i++)
		if (all[i].n > 0)
			items[n++] = all[i];
	return n;
}

static void
name_item(struct textbuf *out, const struct item *item)
{
	bool several = item->n > 1;

	if (item->counted)
		textbuf_add(out, "%u %s%s", item->n, item->name,
		    several ? "s" : "");
	else
		textbuf_add(out, "%s", item->name);
	textbuf_add(out, several ? " (lines" : " (line");
	for (unsigned int i = 0; i < item->n && i < LINES_SHOWN; i++)
		textbuf_add(out, "%s %u", i == 0 ? "" : ",", item->lines[i]);
	textbuf_add(out, item->n > LINES_SHOWN ? " ...)" : ")");
}

static void
warn_unused(struct conf_set *s)
{
	struct item items[ITEMS];
	unsigned int n = gather(s->conf, items);
	char names[NAMES_MAX];
	struct textbuf out;
	bool one = n == 1 && items[0].n == 1;

	if (n == 0)
		return;
	textbuf_init(&out, names, sizeof(names));
	for (unsigned int i = 0; i < n; i++) {
		textbuf_add(&out, "%s", i == 0 ? "" : i < n - 1 ? ", " :
		    " and ");
		name_item(&out, &items[i]);
	}
	conf_errors_add_warning(s->errs, &s->dns_first,
	    "%s, so %s of this file %s not used%s",
	    s->conf->dnssd == CONF_DNSSD_ON ? "DNS-SD is on" :
	    "settings come from DNS (no collector and no DNSSD = off here)",
	    names, one ? "is" : "are", s->conf->n_collectors == 0 ? "" : one ?
	    "; dns-sd { fallback = file } uses it while DNS has nothing" :
	    "; dns-sd { fallback = file } uses them while DNS has nothing");
}

void
conf_unused_warn(struct conf_set *s)
{
	if (!conf_dnssd_on(s->conf))
		return;
	if (!s->conf->dnssd_fallback)
		warn_unused(s);
	else if (s->conf->n_collectors == 0)
		conf_errors_add_warning(s->errs, &s->fallback,
		    "there is nothing to fall back to: this file has no "
		    "collector { ip = ... }");
}
