/* SPDX-License-Identifier: Apache-2.0 */
/* What every unit test includes: cmocka with what it needs in front. */
#ifndef UNIT_H
#define UNIT_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#define UNIT_COUNT(a)	(sizeof(a) / sizeof((a)[0]))

#endif
