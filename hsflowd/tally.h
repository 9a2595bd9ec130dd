/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sums of counters over devices that come and go. Pure: whether a device
 * counts is asked through a callback, and asked again of all of them whenever
 * the set of devices changes.
 *
 * A sum never goes back (it wraps, as its counters do):
 *  - a device that is new adds all it has counted; on the first round the sum
 *    therefore is what the system's own tools add up to;
 *  - one that vanishes leaves behind what it had counted. When it returns, or
 *    another with its identity or name does, it goes on from there, unless its
 *    counters restarted: then it starts from zero on top of that;
 *  - a counter restarted when it fell below half of its last value (a driver
 *    loaded again; 32 bits that wrapped on a 32-bit kernel, where what was
 *    counted between the last round and the wrap is lost). A smaller step back
 *    is a driver's inaccuracy, and the last value stays.
 */
#ifndef TALLY_H
#define TALLY_H

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

#define TALLY_FIELDS_MAX	8
#define TALLY_NAME_MAX		31
#define TALLY_DEVICES_MAX	16384	/* in a round; vifs, taps and all */
#define TALLY_COUNTED_MAX	2048

struct tally_spec {
	unsigned int	n_fields;
	/*
	 * Bit i: field i has 32 bits on every kernel and only the low 32 bits
	 * of its sum are used. Going down is a wrap then, unless the other
	 * fields restarted.
	 */
	uint32_t	wraps;
	/*
	 * Does the device count? *id, its number from tally_add, may be
	 * replaced by a better identity; 0 stands for none.
	 */
	bool		(*counts)(const char *name, uint64_t *id, void *arg);
	void		*arg;
};

struct tally_device {
	char		name[TALLY_NAME_MAX + 1];
	uint64_t	id;		/* as added */
	uint64_t	identity;	/* as the callback put it */
	uint32_t	slot;
	uint32_t	round;		/* when it was last seen */
	bool		counts;
};

struct tally_slot {
	char		name[TALLY_NAME_MAX + 1];
	uint64_t	identity;
	uint64_t	last[TALLY_FIELDS_MAX];	/* at the end of a round */
	uint64_t	now[TALLY_FIELDS_MAX];
	bool		used;			/* by a device */
	bool		banked;			/* `last` is part of base */
};

/*
 * Large, yet of the arrays only what is in use is ever touched: from calloc,
 * the rest costs no memory.
 */
struct tally {
	struct tally_spec	spec;
	uint64_t		base[TALLY_FIELDS_MAX];
	uint32_t		round;
	uint32_t		next;		/* where the next name may be */
	bool			changed;	/* a device came or moved */
	uint32_t		n_devices, n_slots;
	struct tally_device	devices[TALLY_DEVICES_MAX];
	struct tally_slot	slots[TALLY_COUNTED_MAX];
};

void	tally_init(struct tally *, const struct tally_spec *);

/*
 * A round: begin, add each device, and once more from the start when
 * tally_settled says so; then the sums.
 */
void	tally_begin(struct tally *);
/* False when there are too many devices, or the name is too long. */
bool	tally_add(struct tally *, struct text name, uint64_t id,
	    const uint64_t *values);
/*
 * False when devices came or went: the round has to be begun again, once. It
 * will agree then, unless two devices of one name are in the text.
 */
bool	tally_settled(struct tally *);
/* False, with no sums, when no device ever counted. */
bool	tally_sum(struct tally *, uint64_t *sums);

#endif
