/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The file's configuration and what DNS says, as one configuration. Pure.
 *
 * With DNS-SD off it is the file's. With DNS-SD on, collectors, polling,
 * sampling and sampling.SPEED are those of DNS, and the defaults where it says
 * none; headerBytes is that of DNS, else the file's; all else is the file's.
 * agent, agentIP and agent.cidr are the file's; where it says none of a kind
 * and has identity = yes, those of DNS. What is from DNS has line 0.
 *
 * While DNS has nothing (not yet, or it says so) there are no collectors, or
 * with fallback = file all is the file's.
 */
#ifndef MERGE_H
#define MERGE_H

#include "conf.h"
#include "dnssd.h"
#include "textbuf.h"

/*
 * `dns` is NULL while there is nothing from DNS; one without collectors is the
 * same. Notes are whole lines that end in '\n': what DNS says and was not
 * taken, and what would allow it.
 */
void	merge_conf(const struct conf *file, const struct dnssd *dns,
	    struct conf *out, struct textbuf *notes);

#endif
