/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What hsflowd-xen may send, in any order and number: an answer that counts
 * keeps every promise of vm_record.h and model_vm.h, and comes back from its
 * own bytes. Two bytes are the length of the message that follows them; no
 * length: the answer is awaited anew.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "guest_text.h"
#include "vm_record.h"
#include "vm_snapshot.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

#define NUMBER	1

static void
check_text(const char *text, size_t max)
{
	const char *end = memchr(text, '\0', max + 1);

	assert(end != NULL);
	assert(guest_text_is_clean(text, (size_t)(end - text)));
	for (; *text != '\0'; text++)
		assert((unsigned char)*text >= 0x20 && *text != 0x7f);
}

static void
check_vm(const struct model_vm *vm)
{
	static const uint8_t none[16];
	uint8_t bytes[VM_RECORD_VM_BYTES], again[VM_RECORD_VM_BYTES];
	struct model_vm back;
	struct writer w;
	struct reader r;

	assert(vm->domid > 0 && vm->domid <= MODEL_VM_DOMID_MAX);
	assert(memcmp(vm->uuid, none, sizeof(none)) != 0);
	check_text(vm->name, MODEL_VM_NAME_MAX);
	check_text(vm->os_release, MODEL_RELEASE_MAX);
	assert(vm->machine_type <= 255 && vm->os_name <= 255);
	assert((unsigned int)vm->state <= MODEL_VM_CRASHED);
	assert(vm->n_adapters <= MODEL_ADAPTERS_MAX);
	writer_init(&w, bytes, sizeof(bytes));
	vm_record_put_vm(&w, vm);
	assert(!w.overflow && w.len == sizeof(bytes));
	reader_init(&r, bytes, sizeof(bytes));
	assert(vm_record_get_vm(&r, &back) && reader_left(&r) == 0);
	assert(back.domid == vm->domid && back.state == vm->state &&
	    back.cpu_ms == vm->cpu_ms && strcmp(back.name, vm->name) == 0);
	writer_init(&w, again, sizeof(again));
	vm_record_put_vm(&w, &back);
	assert(memcmp(bytes, again, sizeof(bytes)) == 0);
}

static void
check_adapter(const struct model_adapter *a)
{
	uint8_t bytes[VM_RECORD_ADAPTER_BYTES];
	struct model_adapter back;
	struct writer w;
	struct reader r;

	assert(a->ifindex > 0 && a->ifindex <= INT32_MAX);
	writer_init(&w, bytes, sizeof(bytes));
	vm_record_put_adapter(&w, a);
	assert(!w.overflow && w.len == sizeof(bytes));
	reader_init(&r, bytes, sizeof(bytes));
	assert(vm_record_get_adapter(&r, &back) && reader_left(&r) == 0);
	assert(back.ifindex == a->ifindex && back.has_mac == a->has_mac &&
	    memcmp(back.mac, a->mac, sizeof(a->mac)) == 0);
}

static void
check_whole(const struct vm_snapshot *s)
{
	size_t promised = 0;

	assert(s->n_vms <= MODEL_VM_DOMID_MAX);
	for (size_t i = 0; i < s->n_vms; i++) {
		check_vm(&s->vms[i]);
		assert(s->vms[i].first_adapter == promised);
		promised += s->vms[i].n_adapters;
	}
	assert(promised == s->n_adapters);
	for (size_t i = 0; i < s->n_adapters; i++)
		check_adapter(&s->adapters[i]);
	assert((s->problems & ~VM_RECORD_PROBLEMS) == 0);
}

/* On the heap, exactly as long, so that a read behind it is seen. */
static enum vm_snapshot_result
feed(struct vm_snapshot *s, const uint8_t *message, size_t len)
{
	enum vm_snapshot_result result;
	uint8_t *exact = malloc(len);

	if (exact == NULL)
		abort();
	memcpy(exact, message, len);
	result = vm_snapshot_feed(s, exact, len);
	free(exact);
	return result;
}

/*
 * As vm_channel.c does it: after a bad message what comes is still looked at,
 * but nothing of it counts until an answer is awaited again.
 */
static void
take(struct vm_snapshot *s, const uint8_t *message, size_t len, bool *bad)
{
	enum vm_snapshot_result result;

	if (len == 0) {
		vm_snapshot_await(s, NUMBER);
		*bad = false;
		return;
	}
	result = feed(s, message, len);
	*bad = *bad || result == VM_SNAPSHOT_BAD;
	if (result == VM_SNAPSHOT_WHOLE && !*bad)
		check_whole(s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vm_snapshot s;
	bool bad = false;

	vm_snapshot_init(&s);
	vm_snapshot_await(&s, NUMBER);
	while (size >= 2) {
		size_t len = (size_t)data[0] << 8 | data[1];

		data += 2;
		size -= 2;
		if (len > size)
			len = size;
		take(&s, data, len, &bad);
		data += len;
		size -= len;
	}
	vm_snapshot_clear(&s);
	return 0;
}
