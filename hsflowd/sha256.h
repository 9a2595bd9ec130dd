/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104) of short messages, for
 * identity.c. Pure.
 */
#ifndef SHA256_H
#define SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_LEN	32
#define SHA256_BLOCK	64

/* The hash of two pieces, one behind the other. */
void	sha256_two(const void *a, size_t alen, const void *b, size_t blen,
	    uint8_t out[SHA256_LEN]);
/* The key is at most SHA256_BLOCK bytes. */
void	sha256_hmac(const void *key, size_t keylen, const void *message,
	    size_t len, uint8_t out[SHA256_LEN]);

#endif
