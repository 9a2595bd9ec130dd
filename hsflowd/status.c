/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What control.c has gathered in, /status out. What names where settings come
 * from is in status_from.c. Pure.
 */
#include "status.h"

#include <stdio.h>

#include "identity.h"
#include "jsonkit.h"
#include "status_from.h"
#include "vm_record.h"
#include "vm_table.h"

static const char *const phases[] = {
	[STATE_RUNNING] = "running",
	[STATE_WAITING] = "waiting",
	[STATE_WITHDRAWN] = "withdrawn",
};

static const char *const xens[] = {
	[STATUS_XEN_NONE] = "none",
	[STATUS_XEN_GUEST] = "guest",
	[STATUS_XEN_DOM0] = "dom0",
};

enum status_origin
status_origin(const struct status *st)
{
	bool dns = st->dns->dns != NULL;

	if (st->settings == NULL)
		return STATUS_NONE;
	if (!conf_dnssd_on(st->file))
		return STATUS_FILE;
	if (!dns)
		return STATUS_FALLBACK;
	return st->dns->phase == DISCOVER_KEPT ? STATUS_KEPT : STATUS_DNS;
}

static void
add_address(json_t *o, const char *key, const struct addr *a)
{
	char text[ADDR_STRLEN];

	jsonkit_add_text(o, key, a->family == 0 ? NULL :
	    addr_format(a, text));
}

static json_t *
collector(const struct settings_collector *c)
{
	json_t *o = json_object();

	add_address(o, "address", &c->ip);
	jsonkit_add_int(o, "port", c->port);
	jsonkit_add_text(o, "device", c->dev);
	return o;
}

static json_t *
patterns(const struct scope_patterns *ps)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < ps->n; i++)
		jsonkit_append(array, jsonkit_text(ps->list[i]));
	return array;
}

static json_t *
speeds(const struct settings *s)
{
	json_t *o = json_object();
	char name[32];

	for (unsigned int i = 0; i < s->n_speeds; i++) {
		settings_format_speed(s->speeds[i].bps, name, sizeof(name));
		jsonkit_add_int(o, name, s->speeds[i].sampling);
	}
	return o;
}

static json_t *
settings(const struct settings *s)
{
	json_t *o, *array, *ovs;

	if (s == NULL)
		return json_null();
	o = json_object();
	array = json_array();
	ovs = json_object();
	jsonkit_add_int(o, "polling", s->polling);
	jsonkit_add_int(o, "sampling", s->sampling);
	jsonkit_add(o, "sampling_by_speed", speeds(s));
	jsonkit_add_int(o, "header_bytes", s->header_bytes);
	jsonkit_add_int(o, "datagram_bytes", s->datagram_bytes);
	add_address(o, "agent_address", &s->agent_ip);
	jsonkit_add_text(o, "agent_device", s->agent_dev);
	for (unsigned int i = 0; i < s->n_collectors; i++)
		jsonkit_append(array, collector(&s->collectors[i]));
	jsonkit_add(o, "collectors", array);
	jsonkit_add_bool(ovs, "takeover", s->scope.takeover);
	jsonkit_add(ovs, "bridge", patterns(&s->scope.bridges));
	jsonkit_add(ovs, "exclude", patterns(&s->scope.excludes));
	jsonkit_add(o, "ovs", ovs);
	return o;
}

static json_t *
agent_address(const struct status *st)
{
	json_t *o = json_object(), *array = json_array();
	char text[AGENTADDR_TEXT_MAX];

	add_address(o, "address", &st->choice->addr);
	jsonkit_add_text(o, "device", st->choice->dev);
	jsonkit_add_text(o, "reason", st->choice->reason);
	jsonkit_add_text(o, "warning", st->choice->warning);
	for (size_t i = 0; i < st->n_candidates; i++)
		jsonkit_append(array, jsonkit_text(agentaddr_explain(st->conf,
		    &st->candidates[i], text)));
	jsonkit_add(o, "candidates", array);
	return o;
}

static json_t *
host(const struct status *st)
{
	json_t *o = json_object(), *array = json_array();
	char uuid[IDENTITY_UUID_STRLEN];

	jsonkit_add_text(o, "name", st->hostname);
	jsonkit_add_text(o, "uuid", st->uuid_from == NULL ? NULL :
	    identity_format_uuid(st->uuid, uuid));
	jsonkit_add_text(o, "uuid_from", st->uuid_from);
	jsonkit_add_seconds(o, "sample_age", st->poller.host_us,
	    st->vitals.now_us);
	for (unsigned int i = 0; i < st->n_missing; i++)
		jsonkit_append(array, jsonkit_text(st->missing[i]));
	jsonkit_add(o, "missing", array);
	return o;
}

static json_t *
collectors(const struct status *st)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < st->n_collectors; i++) {
		const struct sender_status *s = &st->collectors[i];
		json_t *o = collector(&s->collector);

		jsonkit_add_int(o, "sent", s->sent);
		jsonkit_add_int(o, "refused", s->refused);
		jsonkit_add_int(o, "dropped", s->dropped);
		jsonkit_add_text(o, "error", st->errors[i]);
		jsonkit_append(array, o);
	}
	return array;
}

static json_t *
polling(const struct status *st)
{
	json_t *o = json_object();

	jsonkit_add_seconds(o, "next", st->next_us == 0 ? 0 :
	    st->vitals.now_us, st->next_us);
	jsonkit_add_int(o, "datagrams", st->poller.datagrams);
	jsonkit_add_int(o, "records_dropped", st->poller.dropped);
	return o;
}

static json_t *
vm(const struct vm_table_row *row, uint64_t now_us)
{
	json_t *o = json_object();
	char uuid[IDENTITY_UUID_STRLEN];

	jsonkit_add_text(o, "name", row->name);
	jsonkit_add_text(o, "uuid", identity_format_uuid(row->uuid, uuid));
	jsonkit_add_int(o, "index", row->index);
	jsonkit_add_int(o, "domid", row->domid);
	jsonkit_add_int(o, "vifs", row->n_adapters);
	jsonkit_add_seconds(o, "sample_age", row->sample_us, now_us);
	return o;
}

static json_t *
xen_problems(uint32_t problems)
{
	static const struct {
		uint32_t	 bit;
		const char	*name;
	} names[] = {
		{ VM_RECORD_NO_LIBRARY, "libxenstat" },
		{ VM_RECORD_NO_XENSTORE, "xenstore" },
		{ VM_RECORD_NO_NETWORK, "network" },
		{ VM_RECORD_NO_DISK, "disk" },
	};
	json_t *array = json_array();

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (problems & names[i].bit)
			jsonkit_append(array, jsonkit_text(names[i].name));
	return array;
}

static json_t *
xen(const struct status *st)
{
	const struct vm_round_status *vms = &st->poller.vms;
	json_t *o = json_object(), *array;

	jsonkit_add_text(o, "role", xens[st->xen]);
	if (!st->poller.has_xen)
		return o;
	array = json_array();
	jsonkit_add_text(o, "hsflowd_xen", !vms->there ? "silent" :
	    vms->failing ? "failing" : "there");
	jsonkit_add_seconds(o, "answer_age", vms->answer_us,
	    st->vitals.now_us);
	jsonkit_add(o, "missing", xen_problems(vms->problems));
	for (size_t i = 0; i < vms->table->n; i++)
		jsonkit_append(array, vm(&vms->table->rows[i],
		    st->vitals.now_us));
	jsonkit_add(o, "vms", array);
	return o;
}

static json_t *
state_file(const struct status *st)
{
	json_t *o = json_object();

	jsonkit_add_text(o, "path", st->state_path);
	jsonkit_add_int(o, "revision", st->revision);
	jsonkit_add_text(o, "error", st->state_error);
	return o;
}

static json_t *
metrics(const struct status *st)
{
	char listen[ADDR_STRLEN + 16], ip[ADDR_STRLEN];
	const struct conf *c = st->file;
	json_t *o = json_object();

	if (c->metrics_ip.family == 0)
		listen[0] = '\0';
	else
		snprintf(listen, sizeof(listen),
		    addr_len(&c->metrics_ip) == 16 ? "[%s]:%u" : "%s:%u",
		    addr_format(&c->metrics_ip, ip), c->metrics_port);
	jsonkit_add_text(o, "listen", listen);
	jsonkit_add_text(o, "error", st->metrics_error);
	return o;
}

char *
status_json(const struct status *st, const struct problems *p, size_t *len)
{
	json_t *o = jsonkit_document(&st->vitals, p);

	jsonkit_add_text(o, "phase", phases[st->phase]);
	jsonkit_add_text(o, "reason", st->reason);
	jsonkit_add_text(o, "settings_from", status_from_name(
	    status_origin(st)));
	jsonkit_add(o, "file", status_from_file(st));
	jsonkit_add(o, "dns", status_from_dns(st));
	jsonkit_add(o, "configured", status_from_collectors(st));
	jsonkit_add(o, "settings", settings(st->settings));
	jsonkit_add(o, "state_file", state_file(st));
	jsonkit_add(o, "agent_address", agent_address(st));
	jsonkit_add(o, "host", host(st));
	jsonkit_add(o, "collectors", collectors(st));
	jsonkit_add(o, "polling", polling(st));
	jsonkit_add(o, "xen", xen(st));
	jsonkit_add(o, "metrics", metrics(st));
	jsonkit_add_log(o, &st->vitals);
	return jsonkit_dump(o, len);
}
