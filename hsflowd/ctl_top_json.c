/* SPDX-License-Identifier: Apache-2.0 */
/* Rows in, JSON out; used by ctl_top.c. */
#include "ctl_top_json.h"

#include "sflow_json.h"

static void
put_number(FILE *f, const char *name, struct top_value v)
{
	if (v.known)
		fprintf(f, ",\"%s\":%.10g", name, v.value);
	else
		fprintf(f, ",\"%s\":null", name);
}

static void
put_source(FILE *f, const struct top_row *row)
{
	/* A data source of class 0 is an interface, and never a row. */
	if (row->class == 0 && row->index == 0)
		fputs(",\"source\":null", f);
	else
		fprintf(f, ",\"source\":\"%u:%u\"", row->class, row->index);
}

static void
put_measures(FILE *f, const struct top_row *row)
{
	put_number(f, "cpus", row->cpus);
	put_number(f, "cpuPercent", row->cpu);
	put_number(f, "memory", row->memory);
	put_number(f, "memoryMax", row->memory_max);
	put_number(f, "readBytes", row->read);
	put_number(f, "writtenBytes", row->written);
}

void
ctl_top_json_print(FILE *f, const struct top_row *row)
{
	static const char *const kinds[] = { "host", "vm", "talker" };
	char ip[ADDR_STRLEN];

	fprintf(f, "{\"kind\":\"%s\",\"name\":", kinds[row->kind]);
	sflow_json_string(f, row->label, row->label_len);
	fprintf(f, ",\"agent\":\"%s\"", addr_format(&row->agent, ip));
	if (row->kind != TOP_ROW_TALKER) {
		put_source(f, row);
		put_measures(f, row);
	}
	put_number(f, "inBits", row->in);
	put_number(f, "outBits", row->out);
	if (row->kind != TOP_ROW_TALKER) {
		put_number(f, "ageMs", row->age);
		fprintf(f, ",\"silent\":%s", row->silent ? "true" : "false");
	}
	fputs("}\n", f);
}
