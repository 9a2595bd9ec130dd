/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A path in, "look again" out. Called by sflowovsd for the state file.
 *
 * Watched are the path's folder, for what happens to the file, and that
 * folder's parent, for what happens to the folder. While a folder is missing,
 * both places move up to what exists, and every event there re-arms them.
 */
#include "watch.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "loop.h"

#define FILE_EVENTS	(IN_CREATE | IN_CLOSE_WRITE | IN_MODIFY | IN_DELETE | \
	IN_MOVED_FROM | IN_MOVED_TO | IN_ATTRIB | IN_DELETE_SELF | \
	IN_MOVE_SELF | IN_ONLYDIR)
#define FOLDER_EVENTS	(IN_CREATE | IN_DELETE | IN_MOVED_FROM | \
	IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)

struct watch {
	struct loop_io	*io;
	int		 fd;
	int		 folder_wd;	/* -1: none */
	int		 parent_wd;	/* -1: none */
	char		*folder;	/* of the path */
	char		*name;		/* of the file in it */
	char		*entry;		/* of the watched ancestor; or NULL */
	void		(*changed)(void *);
	void		*arg;
};

/*
 * Watches the nearest folder above w->folder that exists, and keeps the name
 * of the entry in it that leads to w->folder.
 */
static int
watch_ancestor(struct watch *w)
{
	char *path = strdup(w->folder), *slash;
	const char *above;
	int wd = -1;

	while (path != NULL && wd == -1) {
		slash = strrchr(path, '/');
		if (slash == NULL || slash[1] == '\0')
			break;
		free(w->entry);
		w->entry = strdup(slash + 1);
		*slash = '\0';
		above = slash == path ? "/" : path;
		wd = inotify_add_watch(w->fd, above, FOLDER_EVENTS);
	}
	free(path);
	return wd;
}

static void
unwatch(struct watch *w, int wd)
{
	if (wd != -1 && wd != w->folder_wd && wd != w->parent_wd)
		inotify_rm_watch(w->fd, wd);
}

static void
arm(struct watch *w)
{
	int old_folder = w->folder_wd, old_parent = w->parent_wd, again;

	/* A folder made between two steps is seen by doing them once more. */
	w->parent_wd = watch_ancestor(w);
	do {
		again = w->parent_wd;
		w->folder_wd = inotify_add_watch(w->fd, w->folder,
		    FILE_EVENTS);
		w->parent_wd = watch_ancestor(w);
		unwatch(w, again);
	} while (w->parent_wd != again);
	/* Adding again gave the same numbers, but for a folder that moved. */
	unwatch(w, old_folder);
	unwatch(w, old_parent);
}

/* Did something happen to the path, or to the folders that lead there? */
static bool
concerns(const struct watch *w, const struct inotify_event *event)
{
	if (event->mask & (IN_Q_OVERFLOW | IN_DELETE_SELF | IN_MOVE_SELF))
		return true;
	if (event->len == 0)
		return false;
	if (event->wd == w->folder_wd)
		return strcmp(event->name, w->name) == 0;
	return event->wd == w->parent_wd && w->entry != NULL &&
	    strcmp(event->name, w->entry) == 0;
}

static void
on_events(int what, void *arg)
{
	struct watch *w = arg;
	char buf[4096]
	    __attribute__((aligned(__alignof__(struct inotify_event))));
	const struct inotify_event *event;
	bool look = false, rearm = false;
	ssize_t n;

	(void)what;
	while ((n = read(w->fd, buf, sizeof(buf))) > 0)
		for (char *p = buf; p < buf + n;
		    p += sizeof(*event) + event->len) {
			event = (const struct inotify_event *)(void *)p;
			if (!concerns(w, event))
				continue;
			look = true;
			if (event->wd != w->folder_wd || event->len == 0)
				rearm = true;
		}
	if (rearm)
		arm(w);
	if (look)
		w->changed(w->arg);
}

struct watch *
watch_new(struct loop *loop, const char *path, void (*changed)(void *),
    void *arg)
{
	struct watch *w = calloc(1, sizeof(*w));
	const char *slash = strrchr(path, '/');

	if (w == NULL)
		return NULL;
	w->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	w->folder = slash == NULL ? strdup(".") :
	    slash == path ? strdup("/") :
	    strndup(path, (size_t)(slash - path));
	w->name = strdup(slash == NULL ? path : slash + 1);
	w->folder_wd = w->parent_wd = -1;
	if (w->fd == -1 || w->folder == NULL || w->name == NULL) {
		watch_free(w);
		return NULL;
	}
	w->changed = changed;
	w->arg = arg;
	w->io = loop_io_new(loop, w->fd, LOOP_READ, on_events, w);
	arm(w);
	return w;
}

void
watch_free(struct watch *w)
{
	int saved = errno;

	if (w == NULL)
		return;
	loop_io_free(w->io);
	if (w->fd != -1)
		close(w->fd);
	free(w->folder);
	free(w->name);
	free(w->entry);
	free(w);
	errno = saved;
}
