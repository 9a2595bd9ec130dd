# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Completion of hsflowctl, hsflowd and sflowovsd for bash (4.0 and later). To be
# sourced; needs nothing else. test/system/test_completion.py compares it with
# what the programs print for -h.

_hsflowctl_verbs="status check top listen decode"
_hsflowctl_records="host_descr host_adapters host_parent host_cpu host_memory
host_disk_io host_net_io mib2_ip_group mib2_icmp_group mib2_tcp_group
mib2_udp_group virt_node virt_cpu virt_memory virt_disk_io virt_net_io
nvidia_gpu energy temperature humidity fans
if_counters ethernet_counters tokenring_counters vg_counters vlan_counters
ieee80211_counters lag_port_stats infiniband_counters optical_module
pfc_counters processor radio_utilization of_port port_name app_resources
ovs_dp_stats
sampled_header sampled_ethernet sampled_ipv4 sampled_ipv6 extended_switch
extended_router extended_gateway extended_mpls extended_ipv4_tunnel_egress
extended_ipv4_tunnel_ingress extended_vni_egress extended_vni_ingress
extended_egress_queue extended_function extended_socket_ipv4"

# COMMAND: its options.
_hsflowctl_options()
{
	case $1 in
	hsflowd)
		echo "-d -f -l -o -p -s -u -t --root -v -h" ;;
	sflowovsd)
		echo "-d -f -p -s -n --db --ovs-vsctl --ovsdb-client --grace" \
		    "-u -v -h" ;;
	hsflowctl)
		echo "-v -h" ;;
	status)
		echo "--json --all --hsflowd --sflowovsd -h" ;;
	check)
		echo "-d -f -l -o --root --db --ovs-vsctl --hsflowd" \
		    "--sflowovsd --json -h" ;;
	top)
		echo "-n --json -w --wait -d --delay -s --sort -t --talkers" \
		    "--width --bind -h" ;;
	listen)
		echo "--json --summary --count --bind --read --pcap --agent" \
		    "--source --record -h" ;;
	decode)
		echo "--json -h" ;;
	esac
}

# COMMAND OPTION: what its value is; nothing when it takes none.
_hsflowctl_value()
{
	case $1:$2 in
	hsflowd:-[flops] | sflowovsd:-[fps] | check:-[flo] | listen:--read | \
	listen:--pcap | status:--hsflowd | status:--sflowovsd | \
	check:--hsflowd | check:--sflowovsd | check:--ovs-vsctl | sflowovsd:--ovs-vsctl | \
	sflowovsd:--ovsdb-client)
		echo file ;;
	hsflowd:--root | check:--root)
		echo folder ;;
	sflowovsd:--db | check:--db)
		echo database ;;
	listen:--source)
		echo 0 1 2 3 2:1 ;;
	listen:--record)
		echo "$_hsflowctl_records" ;;
	top:-s | top:--sort)
		echo cpu memory disk network name ;;
	hsflowd:-u | sflowovsd:-u | sflowovsd:--grace | listen:--count | \
	listen:--bind | listen:--agent | top:-[nwdt] | top:--wait | \
	top:--delay | top:--talkers | top:--width | top:--bind)
		echo unknown ;;
	esac
}

# KIND CURRENT: fills in COMPREPLY. compopt complains where nobody completes.
_hsflowctl_offer()
{
	case $1 in
	file)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$2") ;;
	folder)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -d -- "$2") ;;
	database)
		compopt -o nospace 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -W unix: -- "$2") ;;
	unknown)
		;;
	*)
		mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2") ;;
	esac
}

# bash makes words of their own of "=" and ":", so --sort=cpu and unix:PATH
# are three each.
_hsflowctl()
{
	local command=${1##*/} at=$COMP_CWORD cur prev kind
	local -a words=("${COMP_WORDS[@]}")

	COMPREPLY=()
	cur=${words[at]}
	prev=${words[at - 1]}
	if [[ $command == hsflowctl ]]; then
		if ((at == 1)); then
			_hsflowctl_offer "$_hsflowctl_verbs $(
			    _hsflowctl_options hsflowctl)" "$cur"
			return
		fi
		command=${words[1]}
	fi
	if [[ $cur == : ]]; then
		cur='' prev=: at=$((at + 1))
	elif [[ $cur == "=" ]]; then
		cur='' at=$((at + 1))
	elif [[ $prev == "=" ]]; then
		prev=${words[at - 2]}
	fi
	if [[ $prev == : ]]; then
		[[ ${words[at - 2]} != unix ]] || _hsflowctl_offer file "$cur"
		return
	fi
	kind=$(_hsflowctl_value "$command" "$prev")
	if [[ -n $kind ]]; then
		_hsflowctl_offer "$kind" "$cur"
	elif [[ $cur == -* ]]; then
		_hsflowctl_offer "$(_hsflowctl_options "$command")" "$cur"
	elif [[ $command == status ]]; then
		_hsflowctl_offer "hsflowd sflowovsd" "$cur"
	elif [[ $command == decode ]]; then
		_hsflowctl_offer file "$cur"
	fi
}

complete -F _hsflowctl hsflowctl hsflowd sflowovsd
