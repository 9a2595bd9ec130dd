/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What DNS says in, a file out, and back at the next start; called by the
 * agent.
 */
#include "remember.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#include "lastgood_file.h"
#include "log.h"

struct remember {
	const char	*path;
	struct lastgood	 kept;		/* what is on disk */
	bool		 is_kept;
	int		 error;		/* errno of the last attempt */
};

struct remember *
remember_new(const char *path)
{
	struct remember *r = calloc(1, sizeof(*r));

	if (r == NULL)
		fatal("last good answers");
	r->path = path;
	return r;
}

void
remember_free(struct remember *r)
{
	free(r);
}

const struct lastgood *
remember_read(struct remember *r, uint32_t keep_s, uint64_t *age_s)
{
	r->is_kept = lastgood_file_read(r->path, &r->kept);
	if (!r->is_kept || keep_s == 0)
		return NULL;
	*age_s = lastgood_age(&r->kept, time(NULL));
	if (*age_s <= keep_s)
		return &r->kept;
	log_info("%s: is %" PRIu64 " s old, more than the %u s that answers "
	    "are kept for: not used", r->path, *age_s, keep_s);
	return NULL;
}

static void
note_result(struct remember *r, bool good)
{
	int error = good ? 0 : errno;

	if (error != 0 && error != r->error)
		log_warn("%s: the last good answers of DNS cannot be kept for "
		    "the next start", r->path);
	else if (error == 0 && r->error != 0)
		log_info("%s: kept again", r->path);
	r->error = error;
}

void
remember_forget(struct remember *r)
{
	if (!lastgood_file_remove(r->path) && r->error != errno) {
		r->error = errno;
		log_warn("%s: cannot be removed: a start while DNS is down "
		    "would use it", r->path);
	}
	r->is_kept = false;
}

void
remember_set(struct remember *r, const struct lastgood *now)
{
	struct lastgood fresh = *now;

	if (!now->has_dns && now->n_addresses == 0) {
		if (r->is_kept)
			remember_forget(r);
		return;
	}
	fresh.saved = time(NULL);
	if (r->is_kept && lastgood_equal(&r->kept, &fresh) &&
	    fresh.saved >= r->kept.saved &&
	    fresh.saved - r->kept.saved < REMEMBER_AGAIN_S)
		return;
	r->kept = fresh;
	r->is_kept = lastgood_file_write(r->path, &r->kept);
	note_result(r, r->is_kept);
}
