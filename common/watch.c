/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A path in, "look again" out. Called for the state file, the configuration
 * and the socket of Open vSwitch's database.
 *
 * Watched are the path's folder, for what happens to the file, and that
 * folder's parent, for what happens to the folder. While a folder is missing,
 * its nearest ancestor that exists is watched instead, and every event there
 * re-arms. Where the path is a symbolic link, the same goes for its target.
 */
#include "watch.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "log.h"
#include "loop.h"

/* Two places may have a folder in common: then their events add up. */
#define FOLDER_EVENTS	(IN_CREATE | IN_DELETE | IN_MOVED_FROM | \
	IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_MASK_ADD)
#define FILE_EVENTS	(FOLDER_EVENTS | IN_CLOSE_WRITE | IN_ATTRIB)
#define ANYWAY_EVENTS	(IN_Q_OVERFLOW | IN_DELETE_SELF | IN_MOVE_SELF | \
	IN_UNMOUNT)

struct place {
	char	*folder;	/* NULL: not in use */
	char	*name;		/* of the file in it */
	char	*entry;		/* of the watched ancestor, to the folder */
	int	 folder_wd;	/* -1: none */
	int	 parent_wd;	/* -1: none */
	int	 error;		/* errno of the folder's watch, or 0 */
};

#define PATH	0	/* the path itself */
#define TARGET	1	/* what it links to */
#define PLACES	2

struct watch {
	struct loop_io	*io;
	int		 fd;
	char		*path;
	struct place	 places[PLACES];
	bool		 blind;		/* told that it cannot be watched */
	bool		 whole;		/* the last burst ended a write */
	void		(*changed)(void *);
	void		*arg;
};

static void
place_clear(struct place *p)
{
	free(p->folder);
	free(p->name);
	free(p->entry);
	memset(p, 0, sizeof(*p));
	p->folder_wd = p->parent_wd = -1;
}

static bool
place_set(struct place *p, const char *path)
{
	const char *slash = strrchr(path, '/');

	place_clear(p);
	p->folder = slash == NULL ? strdup(".") :
	    slash == path ? strdup("/") :
	    strndup(path, (size_t)(slash - path));
	p->name = strdup(slash == NULL ? path : slash + 1);
	if (p->folder != NULL && p->name != NULL)
		return true;
	place_clear(p);
	return false;
}

/*
 * Watches the nearest folder above p->folder that exists, and keeps the name
 * of the entry in it that leads there.
 */
static int
watch_ancestor(struct watch *w, struct place *p)
{
	char *path = strdup(p->folder), *slash;
	const char *above;
	int wd = -1;

	while (path != NULL && wd == -1) {
		slash = strrchr(path, '/');
		if (slash == NULL || slash[1] == '\0')
			break;
		free(p->entry);
		p->entry = strdup(slash + 1);
		*slash = '\0';
		above = slash == path ? "/" : path;
		wd = inotify_add_watch(w->fd, above, FOLDER_EVENTS);
	}
	free(path);
	return wd;
}

static void
arm_place(struct watch *w, struct place *p)
{
	int again;

	p->parent_wd = watch_ancestor(w, p);
	/* A folder made between two steps is seen by doing them once more. */
	do {
		again = p->parent_wd;
		p->folder_wd = inotify_add_watch(w->fd, p->folder,
		    FILE_EVENTS);
		p->error = p->folder_wd == -1 ? errno : 0;
		p->parent_wd = watch_ancestor(w, p);
	} while (p->parent_wd != again);
}

/* The link's text, as seen from the link's folder. NULL when it is none. */
static char *
link_target(const struct watch *w)
{
	char text[PATH_MAX];
	ssize_t n = readlink(w->path, text, sizeof(text) - 1);
	char *full = NULL;

	if (n <= 0)
		return NULL;
	text[n] = '\0';
	if (text[0] == '/')
		return strdup(text);
	if (asprintf(&full, "%s/%s", w->places[PATH].folder, text) == -1)
		return NULL;
	return full;
}

static bool
in_use(const struct watch *w, int wd)
{
	for (int i = 0; i < PLACES; i++)
		if (w->places[i].folder != NULL &&
		    (w->places[i].folder_wd == wd ||
		    w->places[i].parent_wd == wd))
			return true;
	return false;
}

static void
drop_unused(struct watch *w, int wd)
{
	if (wd != -1 && !in_use(w, wd))
		inotify_rm_watch(w->fd, wd);
}

static void
complain_when_blind(struct watch *w)
{
	const struct place *p = &w->places[PATH];
	/* A folder that is missing is awaited in the one above it. */
	bool blind = p->error != 0 && (p->parent_wd == -1 ||
	    (p->error != ENOENT && p->error != ENOTDIR));

	if (blind && !w->blind)
		log_warnx("%s: changes are not noticed, its folder cannot be "
		    "watched: %s", w->path, strerror(p->error));
	w->blind = blind;
}

static void
arm(struct watch *w)
{
	int folders[PLACES], parents[PLACES];
	char *target;

	for (int i = 0; i < PLACES; i++) {
		folders[i] = w->places[i].folder_wd;
		parents[i] = w->places[i].parent_wd;
	}
	arm_place(w, &w->places[PATH]);
	complain_when_blind(w);
	target = link_target(w);
	if (target != NULL && place_set(&w->places[TARGET], target))
		arm_place(w, &w->places[TARGET]);
	else
		place_clear(&w->places[TARGET]);
	free(target);
	/* Adding again gave the same numbers, but for a folder that moved. */
	for (int i = 0; i < PLACES; i++) {
		drop_unused(w, folders[i]);
		drop_unused(w, parents[i]);
	}
}

#define NOTHING	0
#define LOOK	1	/* something happened to the file */
#define REARM	2	/* something happened to what leads there */
#define WHOLE	4	/* it was closed after writing, or renamed into place */

/* A path that is replaced may have become a link. */
static int
file_meaning(uint32_t mask)
{
	return LOOK | (mask & (IN_CREATE | IN_MOVED_TO) ? REARM : 0) |
	    (mask & (IN_CLOSE_WRITE | IN_MOVED_TO) ? WHOLE : 0);
}

static int
meaning(const struct watch *w, const struct inotify_event *event)
{
	int sum = NOTHING;

	if (event->mask & ANYWAY_EVENTS)
		return LOOK | REARM;
	if (event->len == 0)
		return NOTHING;
	for (int i = 0; i < PLACES; i++) {
		const struct place *p = &w->places[i];

		if (p->folder == NULL)
			continue;
		if (event->wd == p->folder_wd &&
		    strcmp(event->name, p->name) == 0)
			sum |= file_meaning(event->mask);
		if (event->wd == p->parent_wd && p->entry != NULL &&
		    strcmp(event->name, p->entry) == 0)
			sum |= LOOK | REARM;
	}
	return sum;
}

static void
on_events(int what, void *arg)
{
	struct watch *w = arg;
	char buf[4096]
	    __attribute__((aligned(__alignof__(struct inotify_event))));
	const struct inotify_event *event;
	int sum = NOTHING;
	ssize_t n;

	(void)what;
	/* One read: others' files must not keep us from our own work. */
	n = read(w->fd, buf, sizeof(buf));
	for (char *p = buf; p < buf + n; p += sizeof(*event) + event->len) {
		event = (const struct inotify_event *)(void *)p;
		sum |= meaning(w, event);
	}
	w->whole = sum & WHOLE;
	if (sum & REARM)
		arm(w);
	if (sum & LOOK)
		w->changed(w->arg);
}

struct watch *
watch_new(struct loop *loop, const char *path, void (*changed)(void *),
    void *arg)
{
	struct watch *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return NULL;
	for (int i = 0; i < PLACES; i++)
		place_clear(&w->places[i]);
	w->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	w->path = strdup(path);
	if (w->fd == -1 || w->path == NULL ||
	    !place_set(&w->places[PATH], path)) {
		watch_free(w);
		return NULL;
	}
	w->changed = changed;
	w->arg = arg;
	w->io = loop_io_new(loop, w->fd, LOOP_READ, on_events, w);
	arm(w);
	return w;
}

bool
watch_whole(const struct watch *w)
{
	return w->whole;
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
	for (int i = 0; i < PLACES; i++)
		place_clear(&w->places[i]);
	free(w->path);
	free(w);
	errno = saved;
}
