/* SPDX-License-Identifier: Apache-2.0 */
/* ctl_reply.c: what hsflowctl takes for an answer over HTTP. */
#include "unit.h"

#include <string.h>

#include "ctl_reply.h"

static const struct {
	const char	*text;
	unsigned int	 status;	/* 0: no answer */
	const char	*body;
} cases[] = {
	{ "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 3\r\n\r\n{}\n", 200,
	    "{}\n" },
	{ "HTTP/1.0 200 OK\r\ncontent-length:2\r\n\r\n{} and more", 200,
	    "{}" },
	{ "HTTP/1.0 404 Not Found\n\nnone", 404, "none" },
	{ "HTTP/1.1 500\r\n\r\n", 500, "" },
	{ "", 0, NULL },
	{ "\r\n\r\n", 0, NULL },
	{ "HTTP/1.1 200 OK\r\n", 0, NULL },
	{ "HTTP/1.1 200 OK\r\nA: b\r\n", 0, NULL },
	{ "HTTP/2 200 OK\r\n\r\n", 0, NULL },
	{ "HTTP/1.1 2000 OK\r\n\r\n", 0, NULL },
	{ "HTTP/1.1 2x0 OK\r\n\r\n", 0, NULL },
	{ "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", 0, NULL },
	/* cut off, not that long, in chunks */
	{ "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", 0, NULL },
	{ "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}", 0, NULL },
	{ "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{}", 0,
	    NULL },
	{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
	    0, NULL },
	{ "SSH-2.0-x\r\n\r\n", 0, NULL },
};

static void
each_is_taken_or_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		struct ctl_reply r = { .status = 0 };
		bool good = ctl_reply_parse(cases[i].text,
		    strlen(cases[i].text), &r);

		if (good != (cases[i].status != 0))
			fail_msg("case %zu: %s", i, cases[i].text);
		if (!good)
			continue;
		assert_int_equal(r.status, cases[i].status);
		assert_int_equal(r.len, strlen(cases[i].body));
		assert_memory_equal(r.body, cases[i].body, r.len);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_taken_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
