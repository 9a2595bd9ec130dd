/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small ovs-vsctl with its database, for tests: an argument vector in, what
 * it prints and its exit status out. A call is one transaction: all of it or
 * nothing. Its syntax is read here from the documentation's side, and knows
 * nothing of argv.c.
 */
#ifndef OVS_MODEL_H
#define OVS_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OVS_MODEL_MAX		16	/* bridges, and rows */
#define OVS_MODEL_NAME_CAP	256
#define OVS_MODEL_UUID_CAP	37
#define OVS_MODEL_TARGETS	6
#define OVS_MODEL_OUT_CAP	65536
#define OVS_MODEL_UNSET		INT64_MIN

struct ovs_model_bridge {
	char	name[OVS_MODEL_NAME_CAP];
	char	parent[OVS_MODEL_NAME_CAP];	/* of a fake one, else "" */
	char	uuid[OVS_MODEL_UUID_CAP];
	char	sflow[OVS_MODEL_UUID_CAP];	/* "" when none */
	char	mark[OVS_MODEL_NAME_CAP];	/* external_ids:sflowovsd */
};

struct ovs_model_row {
	char	uuid[OVS_MODEL_UUID_CAP];
	char	mark[OVS_MODEL_NAME_CAP];
	char	agent[OVS_MODEL_NAME_CAP];	/* "" when unset */
	int64_t	header, polling, sampling;
	size_t	n_targets;
	char	targets[OVS_MODEL_TARGETS][OVS_MODEL_NAME_CAP];
};

struct ovs_model {
	/* What the version knows, and does. */
	bool			id, row_ids, gc, json, if_exists;
	size_t			n_bridges, n_rows;
	struct ovs_model_bridge	bridges[OVS_MODEL_MAX];
	struct ovs_model_row	rows[OVS_MODEL_MAX];
	uint32_t		seed;	/* of UUIDs, and of the rows' order */
	char			out[OVS_MODEL_OUT_CAP];
	char			err[512];
};

uint32_t	ovs_model_random(uint32_t *seed, uint32_t below);
/* NULL where there is no room. */
struct ovs_model_bridge	*ovs_model_add_bridge(struct ovs_model *,
			    const char *name);
struct ovs_model_row	*ovs_model_add_row(struct ovs_model *);
/* NULL when there is none. */
struct ovs_model_row	*ovs_model_find_row(struct ovs_model *,
			    const char *uuid);
size_t			 ovs_model_refs(const struct ovs_model *,
			    const char *uuid);
/* The exit status: 0, or 1 with `err` and nothing changed. */
int			 ovs_model_run(struct ovs_model *,
			    const char *const *argv);

#endif
