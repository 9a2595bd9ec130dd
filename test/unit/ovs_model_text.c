/* SPDX-License-Identifier: Apache-2.0 */
/* The model's values, read and printed; see ovs_model_text.h. */
#include "ovs_model_text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Values as they are given: a, "a" or [a, b]. */

static bool
parse_string(const char **p, char *buf, size_t cap)
{
	size_t n = 0;

	for ((*p)++; **p != '"'; (*p)++) {
		char c = **p;

		if (c == '\0' || n + 1 >= cap)
			return false;
		if (c == '\\') {
			c = *++*p;
			if (c == 'u') {
				char hex[5] = { 0 };

				memcpy(hex, *p + 1, 4);
				c = (char)strtoul(hex, NULL, 16);
				*p += 4;
			} else if (c != '"' && c != '\\')
				return false;
		}
		buf[n++] = c;
	}
	(*p)++;
	buf[n] = '\0';
	return true;
}

static bool
parse_atom(const char **p, char *buf, size_t cap)
{
	size_t n = strcspn(*p, "\"[]{},=: \t");

	if (**p == '"')
		return parse_string(p, buf, cap);
	if (n == 0 || n >= cap)
		return false;
	memcpy(buf, *p, n);
	buf[n] = '\0';
	*p += n;
	return true;
}

int
ovs_model_text_parse(const char *p, char atoms[][OVS_MODEL_NAME_CAP], int max)
{
	bool bracket = *p == '[';
	int n = 0;

	p += bracket;
	while (*p != '\0' && *p != ']') {
		if (n == max || !parse_atom(&p, atoms[n], OVS_MODEL_NAME_CAP))
			return -1;
		n++;
		if (bracket && *p == ',')
			p++;
		else if (*p != (bracket ? ']' : '\0'))
			return -1;
	}
	return strcmp(p, bracket ? "]" : "") == 0 ? n : -1;
}

/* Values as they are printed. */

void
ovs_model_text_string(struct ovs_model_text *t, const char *s)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ_";

	if (!t->json && *s != '\0' && strspn(s, letters) == strlen(s)) {
		textbuf_add(&t->b, "%s", s);
		return;
	}
	textbuf_add(&t->b, "\"");
	for (; *s != '\0'; s++)
		if (*s == '"' || *s == '\\')
			textbuf_add(&t->b, "\\%c", *s);
		else if ((unsigned char)*s < 0x20)
			textbuf_add(&t->b, "\\u%04x", (unsigned int)*s);
		else
			textbuf_add(&t->b, "%c", *s);
	textbuf_add(&t->b, "\"");
}

void
ovs_model_text_none(struct ovs_model_text *t)
{
	textbuf_add(&t->b, "%s", t->json ? "[\"set\",[]]" : "[]");
}

void
ovs_model_text_uuid(struct ovs_model_text *t, const char *uuid)
{
	if (uuid[0] == '\0')
		ovs_model_text_none(t);
	else
		textbuf_add(&t->b, t->json ? "[\"uuid\",\"%s\"]" : "%s",
		    uuid);
}

void
ovs_model_text_number(struct ovs_model_text *t, int64_t n)
{
	if (n == OVS_MODEL_UNSET)
		ovs_model_text_none(t);
	else
		textbuf_add(&t->b, "%" PRId64, n);
}

void
ovs_model_text_targets(struct ovs_model_text *t,
    const char targets[][OVS_MODEL_NAME_CAP], size_t n)
{
	if (n == 1) {
		ovs_model_text_string(t, targets[0]);
		return;
	}
	textbuf_add(&t->b, "%s", t->json ? "[\"set\",[" : "[");
	for (size_t i = 0; i < n; i++) {
		textbuf_add(&t->b, "%s", i == 0 ? "" :
		    t->json ? "," : ", ");
		ovs_model_text_string(t, targets[i]);
	}
	textbuf_add(&t->b, "%s", t->json ? "]]" : "]");
}

/* A key of somebody else's stands beside ours. */
void
ovs_model_text_ids(struct ovs_model_text *t, const char *mark)
{
	static const char other[] = "a=\"sflowovsd=1\", {";

	textbuf_add(&t->b, "%s", t->json ? "[\"map\",[[" : "{");
	ovs_model_text_string(t, "other");
	textbuf_add(&t->b, "%s", t->json ? "," : "=");
	ovs_model_text_string(t, other);
	if (mark[0] != '\0') {
		textbuf_add(&t->b, "%s", t->json ? "],[" : ", ");
		ovs_model_text_string(t, "sflowovsd");
		textbuf_add(&t->b, "%s", t->json ? "," : "=");
		ovs_model_text_string(t, mark);
	}
	textbuf_add(&t->b, "%s", t->json ? "]]]" : "}");
}
