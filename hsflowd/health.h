/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with hsflowd at present, in sentences. Pure. */
#ifndef HEALTH_H
#define HEALTH_H

#include "problems.h"
#include "status.h"

void	health_judge(const struct status *, struct problems *);

#endif
