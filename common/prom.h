/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Prometheus' text form, version 0.0.4: a HELP and a TYPE line for each metric,
 * then a line for each value. Pure.
 */
#ifndef PROM_H
#define PROM_H

#include <stdint.h>

#include "growbuf.h"

#define PROM_CONTENT_TYPE	"text/plain; version=0.0.4; charset=utf-8"

enum prom_type {
	PROM_GAUGE,
	PROM_COUNTER	/* its name ends in _total */
};

struct prom_label {
	const char	*name;
	const char	*value;		/* anything; made valid UTF-8 */
};

void	prom_metric(struct growbuf *, enum prom_type, const char *name,
	    const char *help);
/* `labels` end with a NULL name; NULL for none. */
void	prom_value(struct growbuf *, const char *name,
	    const struct prom_label *labels, double value);
void	prom_count(struct growbuf *, const char *name,
	    const struct prom_label *labels, uint64_t value);
/* Both at once, for a metric with one value. */
void	prom_gauge(struct growbuf *, const char *name, const char *help,
	    double value);

#endif
