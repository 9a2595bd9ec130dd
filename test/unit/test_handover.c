/* SPDX-License-Identifier: Apache-2.0 */
/* handover.c: the record between monitor and agent, taken as hostile. */
#include "unit.h"

#include <stdbool.h>
#include <string.h>

#include "handover.h"

static const char uuid_text[] = "4c4c4544-0051-3510-8052-b4c04f4a3132\n";

static void
what_the_monitor_writes_the_agent_reads(void **state)
{
	struct handover h, back;
	uint8_t bytes[HANDOVER_BYTES];

	(void)state;
	memset(&h, 0, sizeof(h));
	strcpy(h.dmi_uuid, uuid_text);
	handover_format(&h, bytes);
	assert_true(handover_parse(bytes, sizeof(bytes), &back));
	assert_string_equal(back.dmi_uuid, uuid_text);
	assert_false(back.xen);
	h.xen = true;
	handover_format(&h, bytes);
	assert_true(handover_parse(bytes, sizeof(bytes), &back));
	assert_true(back.xen);
	h.dmi_uuid[0] = '\0';
	handover_format(&h, bytes);
	assert_true(handover_parse(bytes, sizeof(bytes), &back));
	assert_string_equal(back.dmi_uuid, "");
	memset(h.dmi_uuid, 'x', HANDOVER_UUID_MAX);
	h.dmi_uuid[HANDOVER_UUID_MAX] = '\0';
	handover_format(&h, bytes);
	assert_true(handover_parse(bytes, sizeof(bytes), &back));
	assert_string_equal(back.dmi_uuid, h.dmi_uuid);
}

static void
any_other_bytes_are_refused(void **state)
{
	struct handover h, back;
	uint8_t bytes[HANDOVER_BYTES], bad[HANDOVER_BYTES];

	(void)state;
	memset(&h, 0, sizeof(h));
	strcpy(h.dmi_uuid, uuid_text);
	handover_format(&h, bytes);
	for (size_t len = 0; len < sizeof(bytes); len++)
		assert_false(handover_parse(bytes, len, &back));
	memcpy(bad, bytes, sizeof(bad));
	bad[0] ^= 1;			/* magic */
	assert_false(handover_parse(bad, sizeof(bad), &back));
	memcpy(bad, bytes, sizeof(bad));
	bad[7] = 2;			/* neither yes nor no */
	assert_false(handover_parse(bad, sizeof(bad), &back));
	memcpy(bad, bytes, sizeof(bad));
	bad[11] = HANDOVER_UUID_MAX + 1;	/* length */
	assert_false(handover_parse(bad, sizeof(bad), &back));
	bad[8] = 0xff;
	assert_false(handover_parse(bad, sizeof(bad), &back));
	memcpy(bad, bytes, sizeof(bad));
	bad[13] = '\0';			/* a NUL in the text */
	assert_false(handover_parse(bad, sizeof(bad), &back));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_monitor_writes_the_agent_reads),
		cmocka_unit_test(any_other_bytes_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
