/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which Open vSwitch is this, and what may be asked of it: from the first line
 * of `ovs-vsctl --version` to a set of features. Pure.
 *
 * The version is a hint. Where ovs-vsctl says that it has no --id option, that
 * has the last word (ovs_version_refuses_id, ovs_version_without_id).
 */
#ifndef OVS_VERSION_H
#define OVS_VERSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OVS_VERSION_TEXT_MAX	32
#define OVS_VERSION_FINAL	UINT32_MAX

struct ovs_version {
	bool		known;		/* false: the text was unreadable */
	uint32_t	major, minor, patch;
	/* 1.1.0pre2 has 2; OVS_VERSION_FINAL sorts behind all of them. */
	uint32_t	pre;
	/* As printed, with its suffix; "unknown". For people. */
	char		text[OVS_VERSION_TEXT_MAX];
};

/* How the output of ovsdb-client monitor is asked for. */
enum ovs_monitor_form {
	OVS_MONITOR_CSV,	/* below 1.1.0: knows no other line form */
	OVS_MONITOR_DEFAULT,	/* 1.1.x: --format only in some builds */
	OVS_MONITOR_JSON
};

struct ovs_features {
	bool	id;		/* create --id=@name; external_ids in sFlow */
	bool	gc;		/* rows that nothing refers to go away */
	bool	json;		/* --format, --columns */
	bool	if_exists;	/* --if-exists on set */
	bool	agent_literal;	/* an address in the agent column */
	bool	agent_omit;	/* without agent: address of the route */
	enum ovs_monitor_form	monitor;
};

/*
 * Always sets *v; false when there is no version in the first line, whose
 * features are those of a current version, in the forms that work everywhere.
 */
bool	ovs_version_parse(const char *, size_t, struct ovs_version *v);
/* Below, equal, above: negative, 0, positive. Both must be known. */
int	ovs_version_compare(const struct ovs_version *,
	    const struct ovs_version *);
void	ovs_version_features(const struct ovs_version *,
	    struct ovs_features *);
/* Does this standard error say that create knows no --id? */
bool	ovs_version_refuses_id(const char *err, size_t len);
/* The features of a version that refused it, whatever it is called. */
void	ovs_version_without_id(struct ovs_features *);

#endif
