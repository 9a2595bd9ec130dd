# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Completion of hsflowctl, hsflowd and sflowovsd for bash.

# _hsflow_values OPTION: what may stand behind it, in COMPREPLY. False when it
# takes no value. A verb of hsflowctl is in $verb.
_hsflow_values()
{
	local cur=${COMP_WORDS[COMP_CWORD]}

	case $verb:$1 in
	*:-f | *:-l | *:-o | *:-p | *:-s | *:--hsflowd | *:--sflowovsd | \
	    *:--ovs-vsctl | *:--ovsdb-client | *:--read | *:--pcap)
		[ "$verb:$1" != top:-s ] || {
			mapfile -t COMPREPLY < <(compgen -W \
			    "cpu memory disk network name" -- "$cur")
			return 0
		}
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		;;
	*:--root) mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
	top:--sort)
		mapfile -t COMPREPLY < <(compgen -W \
		    "cpu memory disk network name" -- "$cur")
		;;
	listen:--record)
		mapfile -t COMPREPLY < <(compgen -W "host_descr host_adapters \
		    host_parent host_cpu host_memory host_disk_io host_net_io \
		    virt_node virt_cpu virt_memory virt_disk_io virt_net_io" \
		    -- "$cur")
		;;
	listen:--source)
		mapfile -t COMPREPLY < <(compgen -W "0 2 2:1 3" -- "$cur")
		;;
	*:--db) mapfile -t COMPREPLY < <(compgen -W "unix:" -- "$cur") ;;
	*:-u | *:--grace | listen:--count | listen:--bind | listen:--agent | \
	    top:-n | top:-w | top:--wait | top:-d | top:--delay | top:-t | \
	    top:--talkers | top:--width | top:--bind)
		COMPREPLY=()
		;;
	*) return 1 ;;
	esac
}

_hsflow()
{
	local cur=${COMP_WORDS[COMP_CWORD]} verb='' options=''

	COMPREPLY=()
	case ${COMP_WORDS[0]##*/} in
	hsflowd)
		options="-d -f -l -o -p -s -u -t --root -v -h"
		;;
	sflowovsd)
		options="-d -f -p -s -n --db --ovs-vsctl --ovsdb-client
		    --grace -u -v -h --help"
		;;
	hsflowctl)
		if [ "$COMP_CWORD" -eq 1 ]; then
			mapfile -t COMPREPLY < <(compgen -W \
			    "status check listen top decode -v -h" -- "$cur")
			return
		fi
		verb=${COMP_WORDS[1]}
		;;
	esac
	case $verb in
	status) options="--json --all --hsflowd --sflowovsd hsflowd sflowovsd" ;;
	check)
		options="-f -o --root --db --ovs-vsctl --hsflowd --sflowovsd
		    --json"
		;;
	listen)
		options="--json --summary --count --bind --read --pcap --agent
		    --source --record"
		;;
	top)
		options="-n --json -w --wait -d --delay -s --sort -t --talkers
		    --width --bind"
		;;
	decode) options="--json" ;;
	esac
	_hsflow_values "${COMP_WORDS[COMP_CWORD - 1]}" && return
	mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
	[ "$verb" != decode ] || mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(
	    compgen -f -- "$cur")
}

complete -F _hsflow hsflowctl hsflowd sflowovsd
