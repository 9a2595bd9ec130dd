/* SPDX-License-Identifier: Apache-2.0 */
/* Datagrams as hexadecimal text, as bug reports and test vectors have them. */
#ifndef SFLOW_HEX_H
#define SFLOW_HEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Digits of either case in pairs, white space anywhere between pairs; no
 * less than one pair. False when the text is anything else or does not fit
 * into cap bytes. No sFlow datagram is such a text: it begins with a zero.
 */
bool	sflow_hex_parse(const char *, size_t, uint8_t *buf, size_t cap,
	    size_t *len);

#endif
