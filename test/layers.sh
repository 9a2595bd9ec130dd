#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Which file may know what. Pure objects may call nothing that reads, writes,
# asks the time, logs or ends the process; a library's headers stand in one
# file; common/ knows neither daemon and the daemons do not know each other.
#
# usage: test/layers.sh BUILD
set -u
cd "$(dirname "$0")/.." || exit 2
build=$1
bad=0

complain()
{
	echo "layers: $*" >&2
	bad=1
}

# Files with I/O, by folder; all others are pure.
edges_common="child clients daemon fds file httpd life listen log loop privdrop program srcaddr statefile watch
sflow_json sflow_text"
edges_hsflowd="agent check collector conffile control discover fdpass folder
hostid lastgood_file links lookup main measure monitor netlink options poller
procfs publish reload remember resolver sender source space sysfs vm_channel vm_round xenhost
xen_guest xen_main xen_quiet xen_round xen_space xen_stat xen_store xen_vbd
xen_vif ctl_.*"
edges_sflowovsd="carrier main mon nlwatch ovs_control ovsd pass paths preview
privileges report tool vsctl"

# What pure code may call outside the project.
allowed='mem(cpy|move|set|cmp|chr|rchr)|str(len|nlen|cmp|ncmp|casecmp|'\
'ncasecmp|chr|rchr|cpy|ncpy|str|spn|cspn|dup|ndup)|v?snprintf|qsort|bsearch|'\
'inet_(pton|ntop)|abs|calloc|malloc|realloc|reallocarray|free|'\
'__(memcpy|memmove|memset|strcpy|strncpy|v?snprintf)_chk|'\
'__stack_chk_fail|_GLOBAL_OFFSET_TABLE_|__errno_location'
# And jansson, whose values are memory and no more, where JSON is read or made;
# and glibc's names of DNS, in their one file.
json_files="common/jsonkit hsflowd/ctl_field hsflowd/ctl_render
hsflowd/ctl_render_hsflowd hsflowd/ctl_render_ovs hsflowd/ctl_report
hsflowd/ctl_findings hsflowd/ctl_check_force hsflowd/ctl_check_pair
hsflowd/status hsflowd/status_from sflowovsd/ovs_status
sflowovsd/ovs_json"
allowed_json='json_.*'
allowed_dns_message='dn_expand|__dn_expand'

# Of hsflowctl's files, which do I/O as a rule, these are pure.
pure_ctl="ctl_field ctl_render ctl_render_hsflowd ctl_render_ovs ctl_reply
ctl_report ctl_findings ctl_check_force ctl_check_pair"

is_edge()
{
	case " $(echo $pure_ctl) " in
	*" $1 "*) return 1 ;;
	esac
	for edge in $2; do
		expr "$1" : "$edge\$" >/dev/null && return 0
	done
	return 1
}

# The project's own pure functions may be called, its edges may not.
check_pure()
{
	folder=$1
	edges=$2
	for object in "$build/obj/$folder"/*.o; do
		name=$(basename "$object" .o)
		is_edge "$name" "$edges" && continue
		[ -f "$folder/$name.c" ] || continue
		more=none
		case " $(echo $json_files) " in
		*" $folder/$name "*) more=$allowed_json ;;
		esac
		[ "$name" != dns_message ] || more=$allowed_dns_message
		for symbol in $(nm -u "$object" | awk '{ print $2 }'); do
			echo "$symbol" | grep -qxE "$allowed|$more" && continue
			echo "$pure_symbols" | grep -qx "$symbol" && continue
			complain "$folder/$name.c is pure but calls $symbol"
		done
		# Mutable data at file level; tables of pointers, which only
		# the linker writes, stand in .data.rel.ro.
		for symbol in $(objdump -t "$object" |
		    awk 'NF > 3 && $(NF-2) ~ /^\.(data|bss)(\.local)?$/ && / O / {
			print $NF }'); do
			complain "$folder/$name.c is pure but has data" \
			    "$symbol"
		done
	done
}

collect_pure()
{
	folder=$1
	edges=$2
	for object in "$build/obj/$folder"/*.o; do
		name=$(basename "$object" .o)
		is_edge "$name" "$edges" && continue
		nm --defined-only "$object" | awk '$2 ~ /[TRD]/ { print $3 }'
	done
}
pure_symbols=$(collect_pure common "$edges_common"
    collect_pure hsflowd "$edges_hsflowd"
    collect_pure sflowovsd "$edges_sflowovsd")

check_pure common "$edges_common"
check_pure hsflowd "$edges_hsflowd"
check_pure sflowovsd "$edges_sflowovsd"

# only PATTERN FILE...: the pattern may stand in these files and no others.
only()
{
	pattern=$1
	shift
	for file in $(grep -lE "$pattern" common/*.[ch] hsflowd/*.[ch] \
	    sflowovsd/*.[ch]); do
		case " $* " in
		*" $file "*) ;;
		*) complain "$file has $pattern, which belongs in $*" ;;
		esac
	done
}
only '#include <event' common/loop.c common/httpd.c
only '#include <ares' hsflowd/resolver.c
# shellcheck disable=SC2046,SC2086
only '#include <jansson' $(printf '%s.[ch] ' $json_files)
only '#include <xenstat' hsflowd/xen_stat.c
only '#include <xenstore' hsflowd/xen_store.c
only '#include <sys/inotify' common/watch.c
only '\<exec(ve|vp|v|l|le|lp)\(' common/child.c
only '\<fork\(' common/child.c common/daemon.c
only '#include <syslog' common/log.c
only '\<(system|popen|gets|sprintf|strcat)\(' none

# Arrows: who may include whom.
for file in common/*.[ch]; do
	for header in $(sed -n 's/^#include "\(.*\)"/\1/p' "$file"); do
		[ -f "common/$header" ] ||
		    complain "$file includes $header, not of common/"
	done
done
for pair in hsflowd:sflowovsd sflowovsd:hsflowd; do
	for file in "${pair%:*}"/*.[ch]; do
		for header in $(sed -n 's/^#include "\(.*\)"/\1/p' "$file"); do
			[ -f "${pair%:*}/$header" ] ||
			    [ -f "common/$header" ] ||
			    complain "$file includes $header of ${pair#*:}/"
		done
	done
done

# hsflowd-xen is a program of its own.
for file in hsflowd/*.[ch]; do
	case $file in
	hsflowd/xen_*) continue ;;
	esac
	for header in $(sed -n 's/^#include "\(xen_.*\)"/\1/p' "$file"); do
		complain "$file includes $header of hsflowd-xen"
	done
done

# So are the tables of hsflowctl.
for file in hsflowd/*.[ch]; do
	case $file in
	hsflowd/ctl_* | hsflowd/top_*) continue ;;
	esac
	for header in $(sed -n 's/^#include "\(\(top\|ctl\)_.*\)"/\1/p' \
	    "$file"); do
		complain "$file includes $header of hsflowctl"
	done
done

# Every external name carries its file's name.
for folder in common hsflowd sflowovsd; do
	for object in "$build/obj/$folder"/*.o; do
		name=$(basename "$object" .o)
		[ -f "$folder/$name.c" ] || continue
		for symbol in $(nm --defined-only "$object" |
		    awk '$2 ~ /[TDBRC]/ { print $3 }'); do
			case $symbol in
			"$name"_* | "$name" | main | fatal | fatalx) ;;
			*) complain "$folder/$name.c gives $symbol" ;;
			esac
		done
	done
done

[ "$bad" -eq 0 ] && echo "layers: clean"
exit "$bad"
