/* SPDX-License-Identifier: Apache-2.0 */
/* Names and addresses in, listening sockets out; the daemons' wiring calls. */
#include "listen.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "sockaddr.h"

static int
close_failed(int fd)
{
	int saved = errno;

	close(fd);
	errno = saved;
	return -1;
}

/* Does somebody listen at this name? One who takes no more does. */
static bool
is_used(const struct sockaddr_un *sun)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
	    0);
	bool refused;

	if (fd == -1)
		return true;
	refused = connect(fd, (const struct sockaddr *)sun,
	    sizeof(*sun)) == -1 && errno == ECONNREFUSED;
	close(fd);
	return !refused;
}

/* Makes room for the name. False with errno. */
static bool
remove_stale(const struct sockaddr_un *sun)
{
	struct stat st;

	if (lstat(sun->sun_path, &st) == -1)
		return errno == ENOENT;
	if (!S_ISSOCK(st.st_mode)) {
		errno = EEXIST;
		return false;
	}
	if (is_used(sun)) {
		errno = EADDRINUSE;
		return false;
	}
	return unlink(sun->sun_path) == 0 || errno == ENOENT;
}

/*
 * The name is made with its group and mode, not given them afterwards: by then
 * the name could mean something else, as its folder is an ordinary user's.
 */
static bool
bind_name(int fd, const struct sockaddr_un *sun, gid_t gid)
{
	gid_t ours = getegid();
	bool shared = gid != (gid_t)-1 &&
	    (gid == ours || setegid(gid) == 0), good;
	mode_t mask = umask(shared ? 0117 : 0177);
	int error;

	good = bind(fd, (const struct sockaddr *)sun, sizeof(*sun)) == 0;
	error = errno;
	umask(mask);
	if (getegid() != ours && setegid(ours) == -1)
		return false;
	errno = error;
	return good;
}

int
listen_unix(const char *path, gid_t gid, struct listen_name *name)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	struct stat st;
	int fd;

	if (strlen(path) >= sizeof(sun.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	strcpy(sun.sun_path, path);
	if (!remove_stale(&sun))
		return -1;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd == -1)
		return -1;
	if (!bind_name(fd, &sun, gid) || listen(fd, LISTEN_BACKLOG) == -1 ||
	    lstat(path, &st) == -1)
		return close_failed(fd);
	name->dev = st.st_dev;
	name->ino = st.st_ino;
	return fd;
}

bool
listen_remove(const char *path, const struct listen_name *name)
{
	struct stat st;

	if (lstat(path, &st) == -1)
		return errno == ENOENT;
	if (st.st_dev != name->dev || st.st_ino != name->ino)
		return true;
	return unlink(path) == 0 || errno == ENOENT;
}

int
listen_tcp(const struct addr *a, uint16_t port)
{
	int fd = socket(a->family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
	    0), on = 1;
	struct sockaddr_storage ss;
	socklen_t len = sockaddr_make(&ss, a, port, 0);

	if (fd == -1)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	/* At boot the network may come after us. */
	setsockopt(fd, IPPROTO_IP, IP_FREEBIND, &on, sizeof(on));
	/* [::] is IPv6 alone, whatever the system's default is. */
	if (a->family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&ss, len) == -1 ||
	    listen(fd, LISTEN_BACKLOG) == -1)
		return close_failed(fd);
	return fd;
}
