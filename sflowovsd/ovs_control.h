/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How others ask sflowovsd how it is: /status and /metrics at a socket of the
 * file system. Keeps the last complaints of the log. Trouble is logged, and
 * stops nothing.
 */
#ifndef OVS_CONTROL_H
#define OVS_CONTROL_H

#include "listen.h"
#include "ovs_status.h"

struct loop;
struct ovs_control;

struct ovs_control_socket {
	const char		*path;		/* kept, not copied */
	int			 fd;		/* -1: there is none */
	struct listen_name	 name;
};

#define OVS_CONTROL_FOLDER	"/run/hsflowd"
#define OVS_CONTROL_SOCKET	OVS_CONTROL_FOLDER "/sflowovsd.sock"

/*
 * Makes socket->path. For a process that still has its privileges: the folder
 * is hsflowd's. Where OVS_CONTROL_FOLDER is missing it is made as well, and
 * hsflowd makes it its own when it comes; others are left to whoever chose
 * them.
 */
void			 ovs_control_listen(struct ovs_control_socket *);
/*
 * The socket is its own from then on. fill() is called when somebody asks: it
 * sets all but vitals, and lends it until it is called again.
 */
struct ovs_control	*ovs_control_new(struct loop *,
			    const struct ovs_control_socket *,
			    void (*fill)(struct ovs_status *, void *),
			    void *);
/* Removes the socket, where that is still allowed. */
void			 ovs_control_free(struct ovs_control *);

#endif
