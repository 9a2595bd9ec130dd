#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Boots Xen and a Debian dom0 in QEMU, runs a command in dom0, brings back its
# output, results and exit status.
#
#	run-in-dom0.sh [options] [--] COMMAND [ARGUMENT]...
#	run-in-dom0.sh [options] -B COMMAND [[-w] [-c] -B COMMAND]...
#	run-in-dom0.sh [options] -s
#
#	-i DIR   copies DIR into dom0; the command starts in the copy, /xt/in
#	-o DIR   copies /xt/out of dom0 here afterwards, with all logs
#	-d N     first starts N guests, xt1..xtN (see guest/xt)
#	-b       bare: starts no daemons
#	-t SECS  gives up after so many seconds (600)
#	-n       lets dom0 reach the host: its loopback is 10.0.2.2 there
#	-s       a shell in dom0 on this terminal, no command
#	-v       shows the machine's console on standard error
#	-S       systemd in dom0, as XT_INIT=systemd
#
# COMMAND and its arguments are joined by blanks and run by dom0's bash. The
# exit status is the command's; 124: gave up; 125: the machine did not start.
# Each run starts from the same image; only -o's copy is kept of it.
#
# More than one boot, on one disk:
#
#	-B CMD   boots once more, on the disk as the boot before left it, and
#	         runs CMD
#	-w       the next boot starts without Open vSwitch's database
#	-c       the next boot ends with a power cut instead of a shutdown
#	-k FILE  FILE is the disk, and is kept; made from the image if missing
#
# Input, guests and limit are the same for each boot; -o's copies go to
# DIR/boot1, DIR/boot2 ... The first boot that fails is the last.
set -euo pipefail
# shellcheck source=test/xen/common.sh
. "$(dirname "$0")/common.sh"

in='' out='' domus=0 services=1 limit=600 net=0 shell=0 verbose=0 disk=''
series=0 ovsdb=keep end=off
commands=() ovsdbs=() ends=()

next_boot()
{
	commands+=("$1")
	ovsdbs+=("$ovsdb")
	ends+=("$end")
	ovsdb=keep end=off
}

while getopts i:o:d:bt:nsvSB:wck:h option; do
	case $option in
	i) in=$OPTARG ;;
	o) out=$OPTARG ;;
	d) domus=$OPTARG ;;
	b) services=0 ;;
	t) limit=$OPTARG ;;
	n) net=1 ;;
	s) shell=1 ;;
	v) verbose=1 ;;
	S) xt_init systemd ;;
	B) series=1; next_boot "$OPTARG" ;;
	w) ovsdb=wipe ;;
	c) end="cut" ;;
	k) disk=$OPTARG ;;
	h) xt_help; exit 0 ;;
	*) xt_help >&2; exit 2 ;;
	esac
done
shift $((OPTIND - 1))
if [ $series = 0 ]; then
	[ $shell = 1 ] || [ $# -gt 0 ] || { xt_help >&2; exit 2; }
	next_boot "$*"
elif [ $# != 0 ] || [ $shell = 1 ] || [ "$ovsdb$end" != keepoff ]; then
	xt_die "-B takes no COMMAND and no -s; -w and -c go before their -B"
fi
[ -z "$in" ] || [ -d "$in" ] || xt_die "no folder $in"
case $disk in *,*) xt_die "-k $disk: QEMU takes no comma" ;; esac

xt_need "$XT_QEMU" qemu-system-x86 tar tar
[ -s "$XT_IMAGE/stamp.image" ] ||
	xt_die "no image: run XT_INIT=$XT_INIT test/xen/build-image.sh first"

work=$(mktemp -d "${TMPDIR:-/tmp}/xt-run.XXXXXX")
qemu=
cleanup()
{
	[ -z "$qemu" ] || kill -9 "$qemu" 2>/dev/null || :
	[ $shell = 0 ] || stty sane 2>/dev/null || :
	rm -rf -- "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

# make_drive: changes that are thrown away, or a copy of the image.
make_drive()
{
	[ -n "$disk" ] || [ $series = 0 ] || disk=$work/disk
	if [ -z "$disk" ]; then
		drive=file=$XT_IMAGE/root.img,snapshot=on
		return
	fi
	if [ ! -e "$disk" ]; then
		cp --sparse=always --reflink=auto "$XT_IMAGE/root.img" \
			"$disk.part"
		mv "$disk.part" "$disk"
	fi
	# The host's cache may hold what was written: only the guest's can be
	# lost.
	drive=file=$disk,cache=unsafe
}

# run_qemu: its standard input must not end, as QEMU would call the channel
# closed then and dom0's writes to it would block.
run_qemu()
{
	local restrict=on port=virtserialport xen kernel

	[ $net = 0 ] || restrict=off
	[ $shell = 0 ] || port=virtconsole
	xen="console=com1 com1=115200,8n1 loglvl=warning noreboot"
	xen="$xen guest_loglvl=warning dom0_mem=$XT_DOM0_MEM,max:$XT_DOM0_MEM"
	xen="$xen dom0_max_vcpus=${XT_DOM0_VCPUS:-$xt_vcpus} $XT_XEN_ARGS"
	kernel="console=hvc0 loglevel=4"
	# eth0 is to be called eth0.
	[ "$XT_INIT" = direct ] ||
		kernel="$kernel net.ifnames=0 systemd.log_color=0"
	exec "$XT_QEMU" -accel "$XT_ACCEL" -machine pc -cpu "$XT_CPU" \
		-smp "$XT_SMP" -m "$XT_MEM" \
		-nodefaults -display none -no-reboot \
		-chardev file,id=con,path="$boot/console.log" \
		-serial chardev:con -device virtio-serial-pci \
		-chardev stdio,id=live,signal=off -device "$port,chardev=live" \
		-drive if=none,id=a,format=raw,"$drive" \
		-device virtio-blk-pci,drive=a \
		-drive if=none,id=b,file="$boot/in.tar",format=raw,read-only=on \
		-device virtio-blk-pci,drive=b \
		-drive if=none,id=c,file="$boot/out.tar",format=raw,cache=unsafe \
		-device virtio-blk-pci,drive=c \
		-netdev user,id=n,restrict=$restrict \
		-device virtio-net-pci,netdev=n,romfile= \
		-kernel "$XT_IMAGE/boot/xen" -append "$xen" \
		-initrd "$XT_IMAGE/boot/vmlinux $kernel $XT_KERNEL_ARGS,\
$XT_IMAGE/boot/dom0-initrd.gz"
}

# pack_input NUMBER COMMAND OVSDB END: conf, command and the folder, as a tar
# file on a raw disk.
pack_input()
{
	cat >"$boot/conf" <<-E
		services=$services domus=$domus net=$net shell=$shell
		boot=$1 ovsdb=$3 end=$4
	E
	printf '%s\n' "$2" >"$boot/command"
	set -- -C "$boot" conf command
	[ -z "$in" ] || set -- "$@" -C "$(cd "$in" && pwd)" .
	tar -cf "$boot/in.tar" --transform='flags=rh;s,^\.\(/\|$\),in\1,' "$@"
}

# wait_qemu: 1 when it took too long. A crash of Xen or dom0 leaves the
# machine standing.
wait_qemu()
{
	local timeout=0

	while kill -0 "$qemu" 2>/dev/null; do
		if [ $shell = 0 ] && [ $((SECONDS - began)) -ge "$limit" ]; then
			timeout=1
			break
		fi
		if grep -qs -e 'Dom0 crashed' -e 'Panic on CPU' \
		    "$boot/console.log"; then
			break
		fi
		sleep 0.2
	done
	kill -9 "$qemu" 2>/dev/null || :
	wait "$qemu" 2>/dev/null || :
	qemu=
	return $timeout
}

# say_times: of the boot's steps, in seconds after its start.
say_times()
{
	awk -v start="$started" -v end="$(date +%s.%N)" '
		{ line = line sprintf(" %s %.1f", $1, $2 - start) }
		END { printf "seconds:%s end %.1f\n", line, end - start }' \
		"$boot/out/xt-marks" >"$boot/out/xt-timing"
	xt_say "$label$(cat "$boot/out/xt-timing")"
}

# boot NUMBER COMMAND OVSDB END: boots once; the status is the command's. (The
# caller looks at it, so "set -e" is off in here.)
boot()
{
	local boot=$work/boot$1 label='' to=$out status timeout=0 began started

	if [ $series = 1 ]; then
		label="boot $1: "
		to=${out:+$out/boot$1}
	fi
	mkdir "$boot"
	pack_input "$@" || xt_die "cannot pack the input"
	# A tar file too. It is sparse until dom0 writes it.
	truncate -s 1G "$boot/out.tar" || xt_die "cannot write to $work"

	[ $shell = 0 ] || stty raw -echo
	began=$SECONDS started=$(date +%s.%N)
	if [ $shell = 1 ]; then
		run_qemu <&0 &
	else
		run_qemu <>"$work/stdin" &
	fi
	qemu=$!
	if [ $verbose = 1 ]; then
		tail -F --pid=$qemu "$boot/console.log" >&2 2>/dev/null &
	fi
	wait_qemu || timeout=1

	mkdir -p "$boot/out"
	tar -xf "$boot/out.tar" -C "$boot/out" 2>/dev/null || :
	rm -f "$boot/out.tar" "$boot/in.tar"
	status=$(cat "$boot/out/xt-status" 2>/dev/null || echo 125)
	[ ! -f "$boot/out/xt-marks" ] || say_times
	if [ -n "$to" ]; then
		cp -f "$boot/console.log" "$boot/out/xt-console.log"
		{ mkdir -p "$to" && cp -a "$boot/out/." "$to/"; } ||
			xt_die "cannot write to $to"
	fi
	if [ $timeout = 1 ]; then
		xt_say "${label}gave up after $limit s; the console's end:"
		status=124
	elif [ ! -f "$boot/out/xt-marks" ]; then
		xt_say "${label}the machine stopped too early; its console:"
	else
		return "$status"
	fi
	tail -n 25 "$boot/console.log" >&2 || :
	return "$status"
}

mkfifo "$work/stdin"
make_drive
for i in "${!commands[@]}"; do
	status=0
	boot $((i + 1)) "${commands[i]}" "${ovsdbs[i]}" "${ends[i]}" ||
		status=$?
	[ $status = 0 ] || break
done
[ $series = 0 ] || [ $status = 0 ] || xt_say "boot $((i + 1)): status $status"
exit $status
