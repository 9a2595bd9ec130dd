/* SPDX-License-Identifier: Apache-2.0 */
/* What the wiring has gathered in, Prometheus' text out. Pure. */
#include "ovs_metrics.h"

#include "prom.h"

static const char *const states[BRIDGES_STATES] = {
	[BRIDGES_IN_SYNC] = "in_sync",
	[BRIDGES_PENDING] = "pending",
	[BRIDGES_FAILED] = "failed",
	[BRIDGES_FOREIGN] = "foreign",
	[BRIDGES_EXCLUDED] = "excluded",
	[BRIDGES_WITHDRAWN] = "withdrawn",
};

static void
put_vitals(struct growbuf *b, const struct ovs_status *st,
    const struct problems *p)
{
	const struct prom_label labels[] = { { "version", VERSION },
	    { NULL, NULL } };
	uint64_t up_us = st->vitals.now_us - st->vitals.start_us;

	prom_metric(b, PROM_GAUGE, "sflowovsd_build_info",
	    "Always 1; the version is its label.");
	prom_value(b, "sflowovsd_build_info", labels, 1);
	prom_gauge(b, "sflowovsd_start_time_seconds",
	    "When it was started, in seconds since 1970.",
	    (double)(st->vitals.time - (int64_t)(up_us / 1000000)));
	prom_gauge(b, "sflowovsd_problems",
	    "How many things are wrong; /status names them.",
	    p->n + p->more);
}

static void
put_bridges(struct growbuf *b, const struct bridges *bridges)
{
	prom_metric(b, PROM_GAUGE, "sflowovsd_bridges", "Bridges by state.");
	for (size_t i = 0; i < BRIDGES_STATES; i++) {
		const struct prom_label labels[] = { { "state", states[i] },
		    { NULL, NULL } };

		prom_value(b, "sflowovsd_bridges", labels,
		    (double)bridges->counts[i]);
	}
}

static void
put_counter(struct growbuf *b, const char *name, const char *help,
    uint64_t value)
{
	prom_metric(b, PROM_COUNTER, name, help);
	prom_count(b, name, NULL, value);
}

static void
put_passes(struct growbuf *b, const struct ovs_status *st)
{
	const struct overview *v = st->overview;

	put_counter(b, "sflowovsd_passes_total",
	    "Looks at the database of Open vSwitch.", v->n_passes);
	put_counter(b, "sflowovsd_writes_total", "Passes that wrote to it.",
	    v->n_writes);
	put_counter(b, "sflowovsd_failures_total", "Passes that failed.",
	    v->n_failures);
	put_counter(b, "sflowovsd_cures_total",
	    "Times that Open vSwitch was made to try again.", v->n_cures);
	prom_gauge(b, "sflowovsd_fight",
	    "1 while someone keeps undoing what is set.", st->fight->on);
	if (v->last.ended_us == 0)
		return;
	prom_gauge(b, "sflowovsd_last_pass_age_seconds",
	    "Since the end of the last pass.",
	    (double)(st->vitals.now_us - v->last.ended_us) / 1e6);
	prom_gauge(b, "sflowovsd_last_pass_duration_seconds",
	    "How long it took.",
	    (double)(v->last.ended_us - v->last.began_us) / 1e6);
	prom_gauge(b, "sflowovsd_last_pass_success", "1 unless it failed.",
	    v->last.result != PASS_FAILED);
}

char *
ovs_metrics_text(const struct ovs_status *st, const struct problems *p,
    size_t *len)
{
	struct growbuf b;

	growbuf_init(&b);
	put_vitals(&b, st, p);
	prom_gauge(&b, "sflowovsd_settings_revision",
	    "Of the state file that was last read well.",
	    st->overview->file.revision);
	put_bridges(&b, &st->overview->bridges);
	put_passes(&b, st);
	return growbuf_take(&b, len);
}
