/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of one record. Not for others; they use sflow_decode.h. */
#ifndef SFLOW_FIELDS_H
#define SFLOW_FIELDS_H

#include "sflow_schema.h"
#include "sflow_walk.h"

/*
 * Reports the fields of a record's body. Stops without complaint at the end
 * of a body that is shorter than the table (an older sender), and with a
 * problem inside a field or list that is cut. False after a problem.
 */
bool	sflow_fields_walk(struct sflow_walk *, const struct sflow_schema *,
	    struct reader *);

#endif
