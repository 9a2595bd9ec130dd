/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CTL_CHECK_DNS_H
#define CTL_CHECK_DNS_H

struct ctl_check;

/*
 * The search domains, what SRV and TXT give, and the addresses of collectors
 * that are names; asked as hsflowd asks. Sets conf and addresses.
 */
void	ctl_check_dns_run(struct ctl_check *);

#endif
