/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who the host is: its UUID and the kind of machine. Pure; reading
 * /sys/class/dmi/id/product_uuid (root only) and /etc/machine-id is the
 * caller's.
 */
#ifndef IDENTITY_H
#define IDENTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

#define IDENTITY_UUID_LEN	16
#define IDENTITY_UUID_STRLEN	37	/* with the NUL */
#define IDENTITY_OS_LINUX	2	/* sFlow's os_name */

/*
 * "8-4-4-4-12" hexadecimal digits, blanks around them allowed, into bytes in
 * the order of the text. False, with *uuid unchanged, for any other text and
 * for UUIDs that are no identity: all bytes equal, and those that boards
 * leave the factory with by the thousand.
 */
bool		 identity_parse_uuid(struct text, uint8_t uuid[16]);
/* The same for any UUID. */
bool		 identity_read_uuid(struct text, uint8_t uuid[16]);
/* Returns buf. */
const char	*identity_format_uuid(const uint8_t uuid[16],
		    char buf[IDENTITY_UUID_STRLEN]);
/*
 * A UUID from the text of /etc/machine-id, which machine-id(5) wants not to
 * be shown on a network: HMAC-SHA-256 keyed with it, as in
 * sd_id128_get_machine_app_specific(3), of the application id
 * 7b3de9c6-4d3e-4f0a-9a55-6f8e0d2c51b4. So the same on each start, different
 * on each machine, and an operator can compute it:
 *
 *	systemd-id128 -u machine-id \
 *	    --app-specific=7b3de9c6-4d3e-4f0a-9a55-6f8e0d2c51b4
 *
 * False for anything but 32 hexadecimal digits ("uninitialized" on a first
 * boot), and for all equal ones.
 */
bool		 identity_from_machine_id(struct text, uint8_t uuid[16]);
/* sFlow's machine_type of uname's machine ("x86_64" is 3); "" is 0, unknown. */
uint32_t	 identity_machine_type(struct text);

#endif
