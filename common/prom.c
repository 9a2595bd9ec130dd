/* SPDX-License-Identifier: Apache-2.0 */
/* Names and numbers in, Prometheus' text out; both metrics.c call. Pure. */
#include "prom.h"

#include <inttypes.h>
#include <string.h>

#include "plain.h"

#define LABEL_MAX	256	/* bytes of a value */

void
prom_metric(struct growbuf *b, enum prom_type type, const char *name,
    const char *help)
{
	growbuf_add(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name,
	    type == PROM_COUNTER ? "counter" : "gauge");
}

static void
put_escaped(struct growbuf *b, const char *value)
{
	char text[LABEL_MAX];

	plain_utf8(value, text, sizeof(text));
	for (const char *c = text; *c != '\0'; c++) {
		if (*c == '\n')
			growbuf_put(b, "\\n", 2);
		else if (*c == '\\' || *c == '"')
			growbuf_add(b, "\\%c", *c);
		else
			growbuf_put(b, c, 1);
	}
}

static void
put_name(struct growbuf *b, const char *name, const struct prom_label *labels)
{
	growbuf_add(b, "%s", name);
	if (labels == NULL || labels->name == NULL)
		return;
	for (const struct prom_label *l = labels; l->name != NULL; l++) {
		growbuf_add(b, "%c%s=\"", l == labels ? '{' : ',', l->name);
		put_escaped(b, l->value);
		growbuf_put(b, "\"", 1);
	}
	growbuf_put(b, "}", 1);
}

void
prom_value(struct growbuf *b, const char *name,
    const struct prom_label *labels, double value)
{
	put_name(b, name, labels);
	growbuf_add(b, " %.15g\n", value);
}

void
prom_count(struct growbuf *b, const char *name,
    const struct prom_label *labels, uint64_t value)
{
	put_name(b, name, labels);
	growbuf_add(b, " %" PRIu64 "\n", value);
}

void
prom_gauge(struct growbuf *b, const char *name, const char *help,
    double value)
{
	prom_metric(b, PROM_GAUGE, name, help);
	prom_value(b, name, NULL, value);
}
