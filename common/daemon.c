/* SPDX-License-Identifier: Apache-2.0 */
/* From a started program to a service; called by both daemons' main. */
#include "daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fds.h"
#include "log.h"

#define PIDFILE_TRIES	10

static int ready_fd = -1;	/* the waiting parent's pipe */
static char *pidfile_path;
static int pidfile_fd = -1;

/* The parent's part: exit 0 when the child says so, else as it did. */
static void __attribute__((noreturn))
await_ready(pid_t child, int fd)
{
	char byte;
	int status;
	ssize_t n;

	do
		n = read(fd, &byte, 1);
	while (n == -1 && errno == EINTR);
	if (n == 1)
		_exit(0);
	while (waitpid(child, &status, 0) == -1 && errno == EINTR)
		;
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

void
daemon_background(void)
{
	int pipe_fds[2], null;
	pid_t pid;

	/* What whoever starts us waits to see closed is not ours to hold. */
	fds_close_from(STDERR_FILENO + 1);
	if (pipe2(pipe_fds, O_CLOEXEC) == -1)
		fatal("background: pipe");
	pid = fork();
	if (pid == -1)
		fatal("background: fork");
	if (pid > 0) {
		close(pipe_fds[1]);
		await_ready(pid, pipe_fds[0]);
	}
	close(pipe_fds[0]);
	ready_fd = pipe_fds[1];
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (setsid() == -1 || chdir("/") == -1 || null == -1 ||
	    dup2(null, STDIN_FILENO) == -1 ||
	    dup2(null, STDOUT_FILENO) == -1)
		fatal("background");
	close(null);
}

void
daemon_detach(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	log_detach();
	if (null == -1)
		return;
	dup2(null, STDERR_FILENO);
	close(null);
}

static void
end_parents_wait(void)
{
	if (ready_fd == -1)
		return;
	daemon_detach();
	if (write(ready_fd, "R", 1) == -1)
		log_warn("background: the starting process is gone");
	close(ready_fd);
	ready_fd = -1;
}

/* systemd's protocol: one datagram, "@" stands for the abstract space. */
static void
notify(const char *text)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un sun;
	socklen_t len;
	size_t n;
	int fd;

	if (path == NULL || (path[0] != '/' && path[0] != '@'))
		return;
	n = strlen(path);
	memset(&sun, 0, sizeof(sun));
	sun.sun_family = AF_UNIX;
	if (n >= sizeof(sun.sun_path))
		return;
	memcpy(sun.sun_path, path, n);
	if (path[0] == '@')
		sun.sun_path[0] = '\0';
	len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd == -1)
		return;
	if (sendto(fd, text, strlen(text), MSG_NOSIGNAL,
	    (struct sockaddr *)&sun, len) == -1)
		log_debug(1, "NOTIFY_SOCKET %s: %s", path, strerror(errno));
	close(fd);
}

void
daemon_ready(const char *status)
{
	char text[512];

	end_parents_wait();
	snprintf(text, sizeof(text), "READY=1\nMAINPID=%ld\nSTATUS=%s",
	    (long)getpid(), status);
	notify(text);
}

void
daemon_stopping(void)
{
	notify("STOPPING=1");
}

void
daemon_ending(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

char *
daemon_absolute(const char *path)
{
	char cwd[4096];
	char *full;

	if (path[0] == '/')
		full = strdup(path);
	else if (getcwd(cwd, sizeof(cwd)) == NULL ||
	    asprintf(&full, "%s/%s", cwd, path) == -1)
		fatal("%s", path);
	if (full == NULL)
		fatal("%s", path);
	return full;
}

/*
 * A POSIX lock: it needs a descriptor for writing, so that nobody else can
 * hold it, and the kernel knows whose it is.
 */
static bool
lock_file(int fd, pid_t *holder)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (fcntl(fd, F_SETLK, &lock) == 0)
		return true;
	if (fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK)
		*holder = lock.l_pid;
	return false;
}

/* Is the locked file still the one that the path names? */
static bool
still_there(int fd, const char *path)
{
	struct stat ours, theirs;

	return fstat(fd, &ours) == 0 && stat(path, &theirs) == 0 &&
	    ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino;
}

static bool
write_pid(int fd)
{
	char text[32];
	int n = snprintf(text, sizeof(text), "%ld\n", (long)getpid());

	return ftruncate(fd, 0) == 0 && pwrite(fd, text, (size_t)n, 0) == n;
}

enum pidfile {
	PIDFILE_OURS,
	PIDFILE_INHERITED,	/* ours, but not empty when we came */
	PIDFILE_HELD,	/* by *holder, 0 when the kernel does not say */
	PIDFILE_FAILED	/* see errno */
};

static enum pidfile
keep_pidfile(int fd, const char *path)
{
	struct stat st;
	bool inherited = fstat(fd, &st) == 0 && st.st_size > 0;

	if (!write_pid(fd))
		return PIDFILE_FAILED;
	pidfile_fd = fd;
	pidfile_path = strdup(path);
	return inherited ? PIDFILE_INHERITED : PIDFILE_OURS;
}

static enum pidfile
lock_pidfile(const char *path, pid_t *holder)
{
	struct stat st;
	int fd;

	*holder = 0;
	for (int i = 0; i < PIDFILE_TRIES; i++) {
		fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK |
		    O_CLOEXEC, 0644);
		if (fd == -1)
			return PIDFILE_FAILED;
		if (fstat(fd, &st) == 0 && !S_ISREG(st.st_mode)) {
			close(fd);
			errno = EEXIST;
			return PIDFILE_FAILED;
		}
		if (!lock_file(fd, holder)) {
			close(fd);
			return PIDFILE_HELD;
		}
		/* A process that ends removes the file: take the new one. */
		if (still_there(fd, path))
			return keep_pidfile(fd, path);
		close(fd);
	}
	errno = EAGAIN;
	return PIDFILE_FAILED;
}

bool
daemon_pidfile_take(const char *path)
{
	pid_t holder;

	switch (lock_pidfile(path, &holder)) {
	case PIDFILE_OURS:
		return false;
	case PIDFILE_INHERITED:
		return true;
	case PIDFILE_HELD:
		if (holder > 0)
			fatalx("already running as process %ld (%s is "
			    "locked)", (long)holder, path);
		fatalx("already running (%s is locked)", path);
	case PIDFILE_FAILED:
		break;
	}
	if (geteuid() == 0)
		fatal("pid file %s", path);
	log_warn("no pid file %s", path);
	return false;
}

pid_t
daemon_pidfile_holder(const char *path)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	pid_t holder = 0;

	if (fd == -1)
		return 0;
	if (fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK)
		holder = lock.l_pid;
	close(fd);
	return holder;
}

void
daemon_pidfile_remove(void)
{
	if (pidfile_fd == -1)
		return;
	if (pidfile_path != NULL && still_there(pidfile_fd, pidfile_path))
		unlink(pidfile_path);
	free(pidfile_path);
	pidfile_path = NULL;
	close(pidfile_fd);
	pidfile_fd = -1;
}

bool
daemon_user(uid_t *uid, gid_t *gid, const char **name)
{
	static const char *const names[] = { "hsflowd", "nobody" };
	const size_t n = sizeof(names) / sizeof(names[0]);
	const struct passwd *pw;
	size_t best = n;
	FILE *f;

	/* Read ourselves: name services would cost each process a megabyte. */
	f = fopen("/etc/passwd", "re");
	if (f == NULL)
		return false;
	while ((pw = fgetpwent(f)) != NULL)
		for (size_t i = 0; i < best; i++)
			if (strcmp(pw->pw_name, names[i]) == 0 &&
			    pw->pw_uid != 0) {
				*uid = pw->pw_uid;
				*gid = pw->pw_gid;
				best = i;
			}
	fclose(f);
	if (best == n)
		return false;
	*name = names[best];
	return true;
}

gid_t
daemon_group(void)
{
	const struct group *gr;
	gid_t gid = (gid_t)-1;
	FILE *f = fopen("/etc/group", "re");

	if (f == NULL)
		return gid;
	while (gid == (gid_t)-1 && (gr = fgetgrent(f)) != NULL)
		if (strcmp(gr->gr_name, "hsflowd") == 0)
			gid = gr->gr_gid;
	fclose(f);
	return gid;
}
