/* SPDX-License-Identifier: Apache-2.0 */
/* A folder for a test, with what the test puts into it. */
#ifndef TREE_H
#define TREE_H

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TREE_PATH_MAX	1024

static char tree_root[64];	/* setup and teardown run one at a time */

static inline const char *
tree_path(char buf[TREE_PATH_MAX], const char *path)
{
	snprintf(buf, TREE_PATH_MAX, "%s%s", tree_root, path);
	return buf;
}

static inline void
tree_make_folders(const char *path)
{
	char buf[TREE_PATH_MAX];

	tree_path(buf, path);
	for (char *p = buf + strlen(tree_root) + 1; *p != '\0'; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		if (mkdir(buf, 0755) == -1)
			assert_int_equal(errno, EEXIST);
		*p = '/';
	}
}

/* Written in place when it is there already. */
static inline void
tree_put(const char *path, const char *text)
{
	char buf[TREE_PATH_MAX];
	FILE *f;

	tree_make_folders(path);
	f = fopen(tree_path(buf, path), "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static inline void
tree_link(const char *path, const char *target)
{
	char buf[TREE_PATH_MAX];

	tree_make_folders(path);
	assert_int_equal(symlink(target, tree_path(buf, path)), 0);
}

static inline void
tree_remove(const char *path)
{
	char buf[TREE_PATH_MAX];

	assert_int_equal(remove(tree_path(buf, path)), 0);
}

static inline int
tree_setup(void **state)
{
	(void)state;
	strcpy(tree_root, "/tmp/test-tree-XXXXXX");
	return mkdtemp(tree_root) == NULL ? -1 : 0;
}

static inline int
tree_remove_one(const char *path, const struct stat *st, int kind,
    struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static inline int
tree_teardown(void **state)
{
	(void)state;
	return nftw(tree_root, tree_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

#endif
