/* SPDX-License-Identifier: Apache-2.0 */
/* The part of /status that says where settings come from. Pure. */
#ifndef STATUS_FROM_H
#define STATUS_FROM_H

#include <jansson.h>

#include "status.h"

/* "file", "dns" ... */
const char	*status_from_name(enum status_origin);
json_t		*status_from_file(const struct status *);
json_t		*status_from_dns(const struct status *);
/* Collectors as the file or DNS names them, with their addresses. */
json_t		*status_from_collectors(const struct status *);

#endif
