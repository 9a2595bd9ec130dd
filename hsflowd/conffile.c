/* SPDX-License-Identifier: Apache-2.0 */
/* A path in, struct conf out; called by the agent and for hsflowd -t. */
#include "conffile.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"

#define LINE_MAX_LEN	(CONF_ERRORS_REASON_MAX + 512)

static void __attribute__((format(printf, 2, 3)))
complain(void (*say)(const char *), const char *fmt, ...)
{
	char line[LINE_MAX_LEN];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	say(line);
}

static const char *
look_at(int fd)
{
	struct stat st;

	if (fstat(fd, &st) == -1)
		return strerror(errno);
	if (file_not_regular(&st) != NULL)
		return file_not_regular(&st);
	if (st.st_size > CONF_TEXT_MAX)
		return "is longer than 1 MB, which no configuration is";
	return NULL;
}

static bool
parse(const char *path, const char *buf, size_t len, struct conf *conf,
    void (*say)(const char *))
{
	struct conf_errors *errors = calloc(1, sizeof(*errors));
	bool good;

	if (errors == NULL) {
		complain(say, "%s: %s", path, strerror(errno));
		return false;
	}
	good = conf_parse(buf, len, conf, errors);
	for (unsigned int i = 0; i < errors->n; i++)
		complain(say, "%s:%u:%u: %s: %s", path, errors->list[i].line,
		    errors->list[i].col,
		    errors->list[i].is_warning ? "warning" : "error",
		    errors->list[i].reason);
	if (conf_errors_unlisted(errors) > 0)
		complain(say, "%s: and %u more", path,
		    conf_errors_unlisted(errors));
	free(errors);
	return good;
}

static bool
load(const char *path, int fd, struct conf *conf, void (*say)(const char *))
{
	const char *wrong = look_at(fd);
	char *buf = NULL;
	ssize_t len = 0;
	bool good = false;

	if (wrong == NULL && (buf = malloc(CONF_TEXT_MAX)) == NULL)
		wrong = strerror(errno);
	if (wrong == NULL && (len = file_read(fd, buf, CONF_TEXT_MAX)) == -1)
		wrong = strerror(errno);
	if (wrong == NULL)
		good = parse(path, buf, (size_t)len, conf, say);
	else
		complain(say, "%s: %s", path, wrong);
	free(buf);
	return good;
}

bool
conffile_load(const char *path, bool optional, struct conf *conf,
    void (*say)(const char *))
{
	int fd = file_open(path);
	bool good;

	if (fd == -1 && errno == ENOENT && optional) {
		conf_init(conf);
		return true;
	}
	if (fd == -1) {
		complain(say, "%s: %s", path, strerror(errno));
		return false;
	}
	good = load(path, fd, conf, say);
	close(fd);
	return good;
}
