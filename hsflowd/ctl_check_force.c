/* SPDX-License-Identifier: Apache-2.0 */
/* What hsflowd says in, how it differs out; called by ctl_check_pair. Pure. */
#include "ctl_check_force.h"

#include <stdio.h>
#include <string.h>

#include "ctl_field.h"
#include "ctl_findings.h"
#include "settings.h"
#include "textbuf.h"

#define STEP		"hsflowd"
#define TARGET_MAX	(ADDR_STRLEN + IF_NAMESIZE + 64)

static const char *
between(const struct textbuf *out)
{
	return out->len == 0 ? "" : "; ";
}

static void
compare_number(const json_t *o, const char *key, const char *name,
    uint32_t found, struct textbuf *out)
{
	unsigned long long there = ctl_field_count(o, key);

	if (there != found)
		textbuf_add(out, "%s%s %llu, where %u is found", between(out),
		    name, there, found);
}

static void
compare_agent(const json_t *o, const struct addr *found, struct textbuf *out)
{
	struct ctl_field there;
	char ip[ADDR_STRLEN];

	addr_format(found, ip);
	if (strcmp(ctl_field_text(o, "agent_address", &there), ip) != 0)
		textbuf_add(out, "%sagent address %s, where %s is found",
		    between(out), there.text[0] == '\0' ? "none" : there.text,
		    ip);
}

static const char *
name_collector(const struct settings_collector *c, char buf[TARGET_MAX])
{
	char ip[ADDR_STRLEN];

	snprintf(buf, TARGET_MAX, "%s port %u%s%s", addr_format(&c->ip, ip),
	    c->port, c->dev[0] == '\0' ? "" : " through ", c->dev);
	return buf;
}

/* The same of one in the document. */
static const char *
name_member(const json_t *o, char buf[TARGET_MAX])
{
	struct ctl_field address, device;

	ctl_field_text(o, "address", &address);
	ctl_field_text(o, "device", &device);
	snprintf(buf, TARGET_MAX, "%.*s port %llu%s%.*s", ADDR_STRLEN,
	    address.text, ctl_field_count(o, "port"),
	    device.text[0] == '\0' ? "" : " through ", IF_NAMESIZE,
	    device.text);
	return buf;
}

static bool
is_in_force(const json_t *list, const char *name)
{
	char buf[TARGET_MAX];

	for (size_t i = 0; i < json_array_size(list); i++)
		if (strcmp(name_member(json_array_get(list, i), buf), name) ==
		    0)
			return true;
	return false;
}

static bool
is_found(const struct settings *s, const char *name)
{
	char buf[TARGET_MAX];

	for (unsigned int i = 0; i < s->n_collectors; i++)
		if (strcmp(name_collector(&s->collectors[i], buf), name) == 0)
			return true;
	return false;
}

static void
compare_collectors(const json_t *o, const struct settings *s,
    struct textbuf *out)
{
	const json_t *list = json_object_get(o, "collectors");
	char name[TARGET_MAX];

	for (unsigned int i = 0; i < s->n_collectors; i++)
		if (!is_in_force(list, name_collector(&s->collectors[i],
		    name)))
			textbuf_add(out, "%snot collector %s", between(out),
			    name);
	for (size_t i = 0; i < json_array_size(list); i++)
		if (!is_found(s, name_member(json_array_get(list, i), name)))
			textbuf_add(out, "%scollector %s, which is not found",
			    between(out), name);
}

static void
compare(const json_t *o, const struct settings *s, struct textbuf *out)
{
	compare_number(o, "polling", "polling", s->polling, out);
	compare_number(o, "sampling", "sampling", s->sampling, out);
	compare_number(o, "header_bytes", "headerBytes", s->header_bytes, out);
	compare_number(o, "datagram_bytes", "datagramBytes",
	    s->datagram_bytes, out);
	compare_agent(o, &s->agent_ip, out);
	compare_collectors(o, s, out);
}

static void
advise(const json_t *status, struct ctl_findings *f)
{
	const json_t *dns = json_object_get(status, "dns");
	struct ctl_field from, next;

	ctl_field_text(status, "settings_from", &from);
	ctl_field_time(dns, "next", &next);
	if (next.text[0] != '\0')
		ctl_findings_advise(f, "they are of %s; hsflowd asks DNS "
		    "again in %s, as the TTL has it", from.text, next.text);
	else
		ctl_findings_advise(f, "they are of %s; 'kill -HUP %llu' makes "
		    "hsflowd read its configuration again", from.text,
		    ctl_field_count(status, "pid"));
}

void
ctl_check_force_find(const json_t *status, const char *conf,
    const struct settings *found, struct ctl_findings *f)
{
	const json_t *in_force = json_object_get(status, "settings");
	const json_t *file = json_object_get(status, "file");
	struct ctl_field path, refused;
	char words[CTL_FINDINGS_TEXT_MAX] = "";
	struct textbuf out;

	ctl_field_text(file, "path", &path);
	if (path.text[0] != '\0' && strcmp(path.text, conf) != 0) {
		ctl_findings_add(f, CTL_FINDINGS_NOTE, STEP, "it reads %s, "
		    "not %s", path.text, conf);
		ctl_findings_advise(f, "'hsflowctl check -f %s' looks at "
		    "that one", path.text);
		return;
	}
	/* A problem that is told already. */
	ctl_field_text(file, "refused", &refused);
	if (found == NULL || !json_is_object(in_force) ||
	    refused.text[0] != '\0')
		return;
	textbuf_init(&out, words, sizeof(words));
	compare(in_force, found, &out);
	if (out.len == 0) {
		ctl_findings_add(f, CTL_FINDINGS_OK, STEP, "the settings in "
		    "force are those that are found here");
		return;
	}
	ctl_findings_add(f, CTL_FINDINGS_WARNING, STEP, "other settings are "
	    "in force than are found here: %s", words);
	advise(status, f);
}
