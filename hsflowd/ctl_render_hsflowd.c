/* SPDX-License-Identifier: Apache-2.0 */
/* hsflowd's /status in, text for people out; ctl_report.c calls. Pure. */
#include <string.h>

#include "ctl_field.h"
#include "ctl_render.h"
#include "textbuf.h"

/* "192.0.2.1:6343", "[2001:db8::1]:6343", with "%eth0" behind. */
static const char *
endpoint(const json_t *c, const char *key, struct ctl_field *f)
{
	struct ctl_field host, device;
	struct textbuf out;

	ctl_field_text(c, key, &host);
	ctl_field_text(c, "device", &device);
	textbuf_init(&out, f->text, sizeof(f->text));
	textbuf_add(&out, strchr(host.text, ':') != NULL ? "[%.250s]" :
	    "%.250s", host.text);
	textbuf_add(&out, ":%llu", ctl_field_count(c, "port"));
	if (device.text[0] != '\0')
		textbuf_add(&out, "%%%.60s", device.text);
	return f->text;
}

/* "lines 5, 9", of the collectors. */
static void
put_file(const json_t *st, const char *how, struct growbuf *out)
{
	const json_t *file = json_object_get(st, "file");
	const json_t *lines = json_object_get(file, "collector_lines");
	size_t n = json_array_size(lines);
	struct ctl_field path, age;

	growbuf_add(out, "  %-12s %s%s", "settings", how,
	    ctl_field_text(file, "path", &path));
	for (size_t i = 0; i < n && i < CTL_RENDER_SHORT; i++)
		growbuf_add(out, "%s%lld", i == 0 ? n == 1 ?
		    ", collector in line " : ", collectors in lines " : ", ",
		    (long long)json_integer_value(json_array_get(lines, i)));
	growbuf_add(out, "; read %s ago\n",
	    ctl_field_time(file, "age", &age));
}

/* DNS speaks of nothing, of an answer, or of one that is to come. */
static void
put_dns_times(const json_t *dns, struct growbuf *out)
{
	struct ctl_field age, next;

	ctl_field_time(dns, "answer_age", &age);
	ctl_field_time(dns, "next", &next);
	growbuf_add(out, "  %-12s ", "");
	if (age.text[0] != '\0')
		growbuf_add(out, "answered %s ago, TTL %llu s; ", age.text,
		    ctl_field_count(dns, "ttl"));
	else
		growbuf_add(out, "not answered since the start; ");
	growbuf_add(out, "asked again in %s\n",
	    next.text[0] == '\0' ? "a moment" : next.text);
}

static void
put_txt(const json_t *txt, const char *key, const char *name,
    struct growbuf *out)
{
	const json_t *v = json_object_get(txt, key);

	if (json_is_integer(v))
		growbuf_add(out, ", %s=%lld", name,
		    (long long)json_integer_value(v));
}

static void
put_dns(const json_t *st, const char *how, struct growbuf *out)
{
	const json_t *dns = json_object_get(st, "dns");
	const json_t *srv = json_object_get(dns, "srv");
	const json_t *txt = json_object_get(dns, "txt");
	struct ctl_field name, host;

	growbuf_add(out, "  %-12s %s%s:", "settings", how,
	    ctl_field_text(dns, "name", &name));
	for (size_t i = 0; i < json_array_size(srv); i++) {
		const json_t *record = json_array_get(srv, i);

		growbuf_add(out, "%s SRV %llu %s", i == 0 ? "" : ",",
		    ctl_field_count(record, "priority"),
		    endpoint(record, "host", &host));
	}
	put_txt(txt, "polling", "TXT polling", out);
	put_txt(txt, "sampling", "TXT sampling", out);
	put_txt(txt, "header_bytes", "TXT headerBytes", out);
	growbuf_add(out, "\n");
	put_dns_times(dns, out);
}

static void
put_origin(const json_t *st, struct growbuf *out)
{
	const json_t *dns = json_object_get(st, "dns");
	struct ctl_field from, phase;

	ctl_field_text(st, "settings_from", &from);
	ctl_field_text(dns, "phase", &phase);
	if (strcmp(from.text, "file") == 0)
		put_file(st, "of ", out);
	else if (strcmp(from.text, "dns") == 0)
		put_dns(st, "of DNS, ", out);
	else if (strcmp(from.text, "kept") == 0)
		put_dns(st, "kept from before the start, ", out);
	else if (strcmp(from.text, "fallback") == 0) {
		put_file(st, "DNS has nothing, so of ", out);
		put_dns_times(dns, out);
	} else {
		ctl_render_line(out, "settings", "none in force");
		if (phase.text[0] != '\0' && strcmp(phase.text, "off") != 0)
			put_dns_times(dns, out);
	}
}

static void
put_settings(const json_t *st, struct growbuf *out)
{
	const json_t *s = json_object_get(st, "settings");

	put_origin(st, out);
	if (!json_is_object(s))
		return;
	ctl_render_line(out, "", "polling %llu s, sampling 1 in %llu, "
	    "headers %llu bytes, datagrams %llu bytes; revision %llu",
	    ctl_field_count(s, "polling"), ctl_field_count(s, "sampling"),
	    ctl_field_count(s, "header_bytes"),
	    ctl_field_count(s, "datagram_bytes"),
	    ctl_field_count(json_object_get(st, "state_file"), "revision"));
}

static void
put_agent(const json_t *st, bool all, struct growbuf *out)
{
	const json_t *agent = json_object_get(st, "agent_address");
	const json_t *others = json_object_get(agent, "candidates");
	struct ctl_field text;

	ctl_render_line(out, "agent", "%s",
	    ctl_field_text(agent, "reason", &text));
	for (size_t i = 0; i < json_array_size(others) && all; i++)
		ctl_render_line(out, "", "  %s", ctl_field_string(
		    json_array_get(others, i), &text));
}

static void
put_host(const json_t *st, struct growbuf *out)
{
	const json_t *host = json_object_get(st, "host");
	struct ctl_field name, uuid, from, age, next;

	growbuf_add(out, "  %-12s %s, UUID ", "host",
	    ctl_field_text(host, "name", &name));
	ctl_field_text(host, "uuid", &uuid);
	if (uuid.text[0] == '\0')
		growbuf_add(out, "unknown");
	else
		growbuf_add(out, "%s from %s", uuid.text,
		    ctl_field_text(host, "uuid_from", &from));
	ctl_field_time(host, "sample_age", &age);
	if (age.text[0] == '\0')
		growbuf_add(out, "; never sampled");
	else
		growbuf_add(out, "; sampled %s ago", age.text);
	ctl_field_time(json_object_get(st, "polling"), "next", &next);
	if (next.text[0] != '\0')
		growbuf_add(out, ", again in %s", next.text);
	growbuf_add(out, "\n");
}

static void
put_collectors(const json_t *st, struct growbuf *out)
{
	const json_t *list = json_object_get(st, "collectors");

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *c = json_array_get(list, i);
		struct ctl_field where, error;

		ctl_field_text(c, "error", &error);
		ctl_render_line(out, "collector", "%s: %llu datagrams sent, "
		    "%llu refused, %llu dropped%s%s",
		    endpoint(c, "address", &where),
		    ctl_field_count(c, "sent"),
		    ctl_field_count(c, "refused"),
		    ctl_field_count(c, "dropped"),
		    error.text[0] == '\0' ? "" : "; ", error.text);
	}
}

static void
put_vm(const json_t *vm, struct growbuf *out)
{
	struct ctl_field name, uuid, age;

	ctl_field_time(vm, "sample_age", &age);
	ctl_render_name(out, ctl_field_text(vm, "name", &name));
	growbuf_add(out, "%s, domain %llu, source 3:%llu, %llu vifs, "
	    "sampled %s%s\n", ctl_field_text(vm, "uuid", &uuid),
	    ctl_field_count(vm, "domid"), ctl_field_count(vm, "index"),
	    ctl_field_count(vm, "vifs"),
	    age.text[0] == '\0' ? "never" : age.text,
	    age.text[0] == '\0' ? "" : " ago");
}

static void
put_xen(const json_t *st, bool all, struct growbuf *out)
{
	const json_t *xen = json_object_get(st, "xen");
	const json_t *vms = json_object_get(xen, "vms");
	size_t n = json_array_size(vms);
	struct ctl_field role, state, age;

	ctl_field_text(xen, "role", &role);
	ctl_field_time(xen, "answer_age", &age);
	if (strcmp(role.text, "dom0") != 0) {
		ctl_render_line(out, "Xen", "%s",
		    strcmp(role.text, "guest") == 0 ?
		    "this host is a guest" : "none");
		return;
	}
	ctl_render_line(out, "Xen", "dom0 with %zu VMs; hsflowd-xen is %s, "
	    "its last answer came %s%s", n,
	    ctl_field_text(xen, "hsflowd_xen", &state),
	    age.text[0] == '\0' ? "never" : age.text,
	    age.text[0] == '\0' ? "" : " ago");
	for (size_t i = 0; i < n && (all || i < CTL_RENDER_SHORT); i++)
		put_vm(json_array_get(vms, i), out);
	ctl_render_more(out, n, all);
}

void
ctl_render_hsflowd(const json_t *st, bool all, struct growbuf *out)
{
	struct ctl_field where;

	ctl_render_head(st, out);
	put_settings(st, out);
	put_agent(st, all, out);
	put_host(st, out);
	put_collectors(st, out);
	put_xen(st, all, out);
	ctl_field_text(json_object_get(st, "metrics"), "listen", &where);
	if (where.text[0] != '\0')
		ctl_render_line(out, "metrics", "http://%s/metrics",
		    where.text);
	ctl_render_log(st, all, out);
}
