/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hsflowctl top on any datagrams: each is a length of two bytes, a byte of
 * time that passes and as many bytes. Small tables, any window, and what is
 * shown is clean and has the width that was asked for.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "top_screen.h"
#include "top_text.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const struct top_limits limits = { .agents = 4, .sources = 5,
	.all_sources = 12 };
static struct top_line lines[TOP_SCREEN_HEIGHT_MAX];
static struct top_row rows[TOP_SCREEN_HEIGHT_MAX];

static void
check_model(const struct top_model *m)
{
	unsigned int sources = 0, rated = 0;

	assert(m->n <= limits.agents && m->n_sources <= limits.all_sources);
	for (unsigned int i = 0; i < m->n; i++) {
		const struct top_agent *a = m->agents[i];

		assert(a->n <= limits.sources);
		assert(i == 0 || addr_compare(&m->agents[i - 1]->addr,
		    &a->addr) < 0);
		sources += a->n;
		for (unsigned int k = 0; k < a->n; k++)
			rated += a->sources[k]->samples > 1;
	}
	assert(sources == m->n_sources && rated == m->n_rated);
}

static void
check_screen(const struct top_model *m, uint64_t now, struct top_view *view)
{
	static char clean[TOP_SCREEN_LINE_MAX];
	unsigned int n = top_screen_make(m, now, view, lines, rows);

	assert(n <= view->height);
	for (unsigned int i = 0; i < n; i++) {
		assert(top_text_clean(lines[i].text, strlen(lines[i].text),
		    view->width, clean, sizeof(clean)) == view->width);
		assert(strcmp(clean, lines[i].text) == 0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct top_view view = { .order.talkers = 3 };
	struct top_model m;
	uint64_t now = 0;

	if (size < 3)
		return 0;
	view.width = data[0];
	view.height = data[1];
	view.order.sort = data[2] % (TOP_SORT_NAME + 1);
	view.first = data[2];
	data += 3;
	size -= 3;
	top_model_init(&m, &limits);
	while (size >= 3) {
		size_t len = (size_t)(data[0] << 8 | data[1]);
		uint8_t *exact;

		now += (uint64_t)data[2] * 100;
		data += 3;
		size -= 3;
		len = len < size ? len : size;
		/* So that a read behind it is seen. */
		exact = malloc(len + 1);
		assert(exact != NULL);
		memcpy(exact, data, len);
		top_model_datagram(&m, now, exact, len);
		free(exact);
		check_model(&m);
		data += len;
		size -= len;
	}
	check_screen(&m, now, &view);
	top_model_age(&m, now + 200000);
	check_model(&m);
	check_screen(&m, now + 200000, &view);
	top_model_clear(&m);
	return 0;
}
