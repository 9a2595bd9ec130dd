/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What ovs-vsctl prints below 1.1.0, where there is neither JSON nor a choice
 * of columns. Pure.
 *
 * Three questions: list-br for names, br-to-parent for each of them (a VLAN's
 * fake bridge has no row in table Bridge), then `get bridge NAME sflow
 * external_ids` for those that are real, with `list sflow` behind.
 */
#ifndef OVS_LEGACY_H
#define OVS_LEGACY_H

#include <stdbool.h>
#include <stddef.h>

#include "actual.h"

/* Each returns false, with *a cleared, on output that does not fit. */

/*
 * Adds a bridge for each line, but for one called "--": that is where the
 * next command begins, so that no command can name it.
 */
bool	ovs_legacy_names(const char *, size_t, struct actual *a);
/* One line for each bridge: those that are not their own parent go. */
bool	ovs_legacy_parents(const char *, size_t, struct actual *a);
/*
 * Two lines for each bridge, then the listing of sFlow. Sorts. A row is ours
 * when it is marked, or where the table has no external_ids, when a bridge's
 * mark names it; and one that was never finished (ACTUAL_FRESH).
 */
bool	ovs_legacy_values(const char *, size_t, struct actual *a);
/* The UUID that `create` printed; false when it printed something else. */
bool	ovs_legacy_created(const char *, size_t, char uuid[ACTUAL_UUID_CAP]);

#endif
