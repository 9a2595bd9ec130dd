/* SPDX-License-Identifier: Apache-2.0 */
/*
 * /proc/stat, loadavg, cpuinfo and uptime come in, host_cpu fields go out;
 * called by measure.c. Pure.
 */
#include "cpu.h"

#include <string.h>

#define STEADY_MS	10000

#define TIMES	10	/* columns of the line of totals */

/* guest is part of user and guest_nice of nice, as the kernel counts. */
static void
set_times(struct model_cpu *cpu, const uint32_t ms[TIMES])
{
	cpu->user = ms[0];
	cpu->nice = ms[1];
	cpu->system = ms[2];
	cpu->idle = ms[3];
	cpu->wio = ms[4];
	cpu->intr = ms[5];
	cpu->sintr = ms[6];
	cpu->steal = ms[7];
	cpu->guest = ms[8];
	cpu->guest_nice = ms[9];
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
	uint32_t ms[TIMES];
	struct text word;
	uint64_t ticks;
	size_t n = 0;

	memset(ms, 0xff, sizeof(ms));	/* MODEL_UNKNOWN32 */
	for (; n < TIMES && text_word(&words, &word); n++) {
		if (!text_u64(word, UINT64_MAX, &ticks))
			return false;
		ms[n] = ticks_to_ms(ticks, hz);
	}
	set_times(cpu, ms);
	return n >= 4;	/* as many as 2.4 had */
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
	uint32_t ms[TIMES];

	memset(ms, 0xff, sizeof(ms));
	set_times(cpu, ms);
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
