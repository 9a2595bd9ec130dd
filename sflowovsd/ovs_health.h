/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with sflowovsd's work at present, in sentences. Pure. */
#ifndef OVS_HEALTH_H
#define OVS_HEALTH_H

#include "ovs_status.h"

void	ovs_health_judge(const struct ovs_status *, struct problems *);

#endif
