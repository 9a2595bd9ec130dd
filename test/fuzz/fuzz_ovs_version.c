/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as ovs-vsctl --version: what is known can be printed and read
 * again, and features imply each other as history had it.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "ovs_version.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
read_again(const struct ovs_version *v)
{
	char line[128];
	struct ovs_version again;

	for (const char *p = v->text; *p != '\0'; p++)
		assert(*p > ' ' && *p < 0x7f);
	/* A text that was cut may have lost digits. */
	if (strlen(v->text) + 1 == sizeof(v->text))
		return;
	snprintf(line, sizeof(line), "ovs-vsctl (Open vSwitch) %s\n",
	    v->text);
	assert(ovs_version_parse(line, strlen(line), &again));
	assert(ovs_version_compare(v, &again) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ovs_features f;
	struct ovs_version v;
	bool known = ovs_version_parse((const char *)data, size, &v);

	assert(known == v.known);
	if (known)
		read_again(&v);
	ovs_version_features(&v, &f);
	assert(f.id || !f.gc);
	assert(f.gc == f.json);
	assert(f.json || !f.if_exists);
	assert(f.agent_omit || !f.agent_literal);
	ovs_version_refuses_id((const char *)data, size);
	return 0;
}
