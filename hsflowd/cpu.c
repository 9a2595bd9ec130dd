/* SPDX-License-Identifier: Apache-2.0 */
/*
 * /proc/stat, loadavg, cpuinfo and uptime come in, host_cpu fields go out;
 * called by measure.c. Pure.
 */
#include "cpu.h"

#define STEADY_MS	10000

static uint32_t *
time_field(struct model_cpu *cpu, unsigned int column)
{
	switch (column) {
	case 0: return &cpu->user;
	case 1: return &cpu->nice;
	case 2: return &cpu->system;
	case 3: return &cpu->idle;
	case 4: return &cpu->wio;
	case 5: return &cpu->intr;
	case 6: return &cpu->sintr;
	case 7: return &cpu->steal;
	case 8: return &cpu->guest;		/* is part of user, too */
	case 9: return &cpu->guest_nice;	/* is part of nice, too */
	default: return NULL;
	}
}

/*
 * ticks * 1000 / hz, modulo 2^32. Split, so that even 2^64 - 1 ticks do not
 * overflow before the division.
 */
static uint32_t
ticks_to_ms(uint64_t ticks, uint32_t hz)
{
	return (uint32_t)(ticks / hz * 1000 + ticks % hz * 1000 / hz);
}

static bool
parse_times(struct text words, uint32_t hz, struct model_cpu *cpu)
{
	struct text word;
	uint64_t ticks;
	uint32_t *field;

	for (unsigned int i = 0; (field = time_field(cpu, i)) != NULL; i++) {
		if (!text_word(&words, &word))
			return i >= 4;	/* 2.4 had four */
		if (!text_u64(word, UINT64_MAX, &ticks))
			return false;
		*field = ticks_to_ms(ticks, hz);
	}
	return true;
}

/* Counters have 64 bits there and 32 on the wire. */
static void
parse_counter(struct text words, uint32_t *field)
{
	struct text word;
	uint64_t n;

	if (text_word(&words, &word) && text_u64(word, UINT64_MAX, &n))
		*field = (uint32_t)n;
}

static bool
is_cpu_number(struct text name)
{
	uint32_t n;

	return text_starts(name, "cpu") &&
	    text_u32(text_make(name.p + 3, name.len - 3), UINT32_MAX, &n);
}

static void
stat_unknown(struct model_cpu *cpu)
{
	uint32_t *field;

	for (unsigned int i = 0; (field = time_field(cpu, i)) != NULL; i++)
		*field = MODEL_UNKNOWN32;
	cpu->interrupts = MODEL_UNKNOWN32;
	cpu->contexts = MODEL_UNKNOWN32;
	cpu->cpu_num = 0;
	cpu->proc_run = 0;
}

bool
cpu_parse_stat(struct text rest, uint32_t user_hz, struct model_cpu *cpu)
{
	struct text line, name;
	bool have = false;

	stat_unknown(cpu);
	if (user_hz == 0)
		return false;
	while (text_line(&rest, &line)) {
		if (!text_word(&line, &name))
			continue;
		if (is_cpu_number(name))
			cpu->cpu_num++;
		else if (text_equal(name, "cpu"))
			have = parse_times(line, user_hz, cpu);
		else if (text_equal(name, "intr"))
			parse_counter(line, &cpu->interrupts);
		else if (text_equal(name, "ctxt"))
			parse_counter(line, &cpu->contexts);
		else if (text_equal(name, "procs_running"))
			parse_counter(line, &cpu->proc_run);
	}
	return have;
}

/* "12.34"; at most nine decimals count. */
static bool
parse_decimal(struct text t, double *value)
{
	struct text whole = t, fraction;
	uint64_t n, m;
	double scale = 1;

	if (!text_split(&t, '.', &whole)) {
		if (!text_u64(whole, UINT32_MAX, &n))
			return false;
		*value = (double)n;
		return true;
	}
	fraction = text_make(t.p, t.len > 9 ? 9 : t.len);
	if (!text_u64(whole, UINT32_MAX, &n) ||
	    !text_u64(fraction, UINT32_MAX, &m))
		return false;
	for (size_t i = 0; i < fraction.len; i++)
		scale *= 10;
	/* One division of two exact integers: the nearest double. */
	*value = ((double)n * scale + (double)m) / scale;
	return true;
}

bool
cpu_parse_loadavg(struct text rest, struct model_cpu *cpu)
{
	struct text word, running;
	double load[3];
	uint32_t run, total;

	for (unsigned int i = 0; i < 3; i++)
		if (!text_word(&rest, &word) || !parse_decimal(word, &load[i]))
			return false;
	if (!text_word(&rest, &word) || !text_split(&word, '/', &running) ||
	    !text_u32(running, UINT32_MAX, &run) ||
	    !text_u32(word, UINT32_MAX, &total))
		return false;
	cpu->load_one = (float)load[0];
	cpu->load_five = (float)load[1];
	cpu->load_fifteen = (float)load[2];
	cpu->proc_run = run;
	cpu->proc_total = total;
	return true;
}

static bool
is_frequency(struct text key)
{
	return text_equal(key, "cpu MHz") || text_equal(key, "clock") ||
	    text_equal(key, "cpu MHz static");
}

uint32_t
cpu_parse_mhz(struct text rest)
{
	struct text line, key;
	double mhz;

	while (text_line(&rest, &line)) {
		/* A first part may end in the middle of a number. */
		if (line.p + line.len == rest.p)
			break;
		if (!text_split(&line, ':', &key) ||
		    !is_frequency(text_trim(key)))
			continue;
		line = text_trim(line);
		if (line.len > 3 && text_equal_nocase(
		    text_make(line.p + line.len - 3, 3), "MHz"))
			line.len -= 3;
		if (parse_decimal(line, &mhz) && mhz >= 1 &&
		    mhz < (double)UINT32_MAX)
			return (uint32_t)(mhz + 0.5);
	}
	return 0;
}

bool
cpu_parse_uptime(struct text rest, uint32_t *seconds)
{
	struct text word, whole;

	if (!text_word(&rest, &word))
		return false;
	if (!text_split(&word, '.', &whole))
		whole = word;
	return text_u32(whole, UINT32_MAX, seconds);
}

static void
hold(uint32_t *now, uint32_t before)
{
	uint32_t back = before - *now;	/* modulo 2^32 */

	if (back != 0 && back < STEADY_MS)
		*now = before;
}

void
cpu_steady(struct model_cpu *cpu, const struct model_cpu *before)
{
	hold(&cpu->idle, before->idle);
	hold(&cpu->wio, before->wio);
}
