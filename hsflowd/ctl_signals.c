/* SPDX-License-Identifier: Apache-2.0 */
/* Signals in, a descriptor out; used by listen and top. */
#include "ctl_signals.h"

#include <signal.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "ctl_complain.h"

int
ctl_signals_open(const char *verb, const int *signals)
{
	sigset_t set;
	int fd = -1;

	sigemptyset(&set);
	for (; *signals != 0; signals++)
		sigaddset(&set, *signals);
	if (sigprocmask(SIG_BLOCK, &set, NULL) == 0)
		fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		ctl_complain_errno(verb, "signals");
	return fd;
}

int
ctl_signals_take(int fd)
{
	struct signalfd_siginfo info;

	if (read(fd, &info, sizeof(info)) != sizeof(info))
		return 0;
	return (int)info.ssi_signo;
}
