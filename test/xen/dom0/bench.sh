#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# In dom0: what a round of hsflowd-xen costs, beside the bare call of libxenstat
# with the same flags as often, in CPU time of the process. Called by
# ../bench.sh; in turns, as an emulated machine's speed drifts.
set -eu
rounds=20 turns=4
cat >bench.conf <<-C
	sflow { DNSSD = off polling = 1 collector { ip = 127.0.0.1 } }
C
./hsflowd -d -f "$PWD/bench.conf" >/xt/out/hsflowd.log 2>&1 &
while ! grep -qs 'hsflowd-xen is ready' /xt/out/hsflowd.log; do sleep 0.2; done
xen=$(pgrep -f '^hsflowd-xen')
sleep 10	# the first rounds ask xenstore for what the later ones know

cpu()
{
	cut -d' ' -f1 "/proc/$xen/schedstat"
}

for turn in $(seq $turns); do
	before=$(cpu)
	sleep $rounds
	after=$(cpu)
	# One call in three asks for vCPUs.
	plain=$(./xen_bare $((rounds / 2)) 1000 0)
	vcpus=$(./xen_bare $((rounds / 2)) 1000 1)
	echo "$turn $before $after $plain $vcpus" | awk -v n=$rounds '{
		ours = ($3 - $2) / 1000 / n; bare = (2 * $4 + $5) / 3
		printf "turn %d: hsflowd-xen %.1f ms, bare call %.1f ms, " \
		    "%.2f times\n", $1, ours / 1000, bare / 1000, ours / bare
	}'
done
