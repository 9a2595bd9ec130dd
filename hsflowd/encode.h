/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing a measured host as sFlow records (host structures 0:2000 to
 * 0:2010). Pure.
 */
#ifndef ENCODE_H
#define ENCODE_H

#include "datagram.h"
#include "model.h"

/*
 * Adds the host's records to the open sample of the datagram. Adapters that a
 * datagram cannot hold are left out. Returns the number of records that were
 * too large.
 */
unsigned int	encode_host(struct datagram *, const struct model_host *);

#endif
