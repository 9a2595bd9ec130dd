/* SPDX-License-Identifier: Apache-2.0 */
/* Called by both mains, by daemon.c, and by child.c between fork and exec. */
#include "fds.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FD_LIMIT	1024	/* where close_range(2) is missing */

void
fds_ensure_standard(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd == -1)
		_exit(1);
	close(fd);
}

void
fds_close_from(int first)
{
#ifdef SYS_close_range
	if (syscall(SYS_close_range, first, ~0U, 0) == 0)
		return;
#endif
	for (int fd = first; fd < FD_LIMIT; fd++)
		close(fd);
}
