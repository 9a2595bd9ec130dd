/* SPDX-License-Identifier: Apache-2.0 */
/* cpu.c. The first byte chooses the text: stat, loadavg, cpuinfo, uptime. */
#include <assert.h>
#include <string.h>

#include "cpu.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
try_stat(struct text t)
{
	struct model_cpu a, b;

	memset(&a, 0, sizeof(a));
	memset(&b, 0xff, sizeof(b));
	if (!cpu_parse_stat(t, 100, &a))
		return;
	/* What was there before does not matter. */
	assert(cpu_parse_stat(t, 100, &b));
	assert(a.user == b.user && a.guest_nice == b.guest_nice &&
	    a.interrupts == b.interrupts && a.contexts == b.contexts &&
	    a.cpu_num == b.cpu_num && a.proc_run == b.proc_run);
	assert(a.cpu_num <= t.len / 4);
	/* Ten ms each, modulo 2^32; an even number of them all the same. */
	assert(a.user % 2 == 0 && a.idle % 2 == 0);
	b.idle = a.idle + 5;
	cpu_steady(&a, &b);
	assert(a.idle == b.idle);
}

static void
try_loadavg(struct text t)
{
	struct model_cpu cpu;

	memset(&cpu, 0, sizeof(cpu));
	if (cpu_parse_loadavg(t, &cpu))
		assert(cpu.load_one >= 0 && cpu.load_five >= 0 &&
		    cpu.load_fifteen >= 0 && cpu.load_one <= 4294967296.0f);
	else
		assert(cpu.proc_run == 0 && cpu.proc_total == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text t;
	uint32_t seconds = 7;

	if (size == 0)
		return 0;
	t = text_make((const char *)data + 1, size - 1);
	switch (data[0] % 4) {
	case 0:
		try_stat(t);
		break;
	case 1:
		try_loadavg(t);
		break;
	case 2:
		(void)cpu_parse_mhz(t);
		break;
	case 3:
		if (!cpu_parse_uptime(t, &seconds))
			assert(seconds == 7);
		break;
	}
	return 0;
}
