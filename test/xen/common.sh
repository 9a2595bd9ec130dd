# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: Apache-2.0
# Sourced by build-image.sh and run-in-dom0.sh: settings and what both need.
# Each XT_* can be set from the environment.

XT_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# Images and whatever else can be made again: about 1 GB for each XT_INIT.
: "${XT_CACHE:=$(cd "$XT_DIR/../.." && pwd)/build/xen}"

# dom0's pid 1. "direct" is guest/dom0-init, the quickest; "systemd" is
# Debian's, with udev and units, for packages, services and reboots. Each has
# an image of its own: build and run with the same setting.
: "${XT_INIT:=direct}"

# Debian's release in dom0, that on which the programs were built, and Xen's
# version in it.
: "${XT_SUITE:=bookworm}"
: "${XT_XEN:=4.17}"
# Empty: this machine's own sources of packages.
: "${XT_MIRROR:=}"
# More packages for dom0, separated by blanks.
: "${XT_EXTRA_PACKAGES:=}"

: "${XT_QEMU:=qemu-system-x86_64}"
: "${XT_ACCEL:=tcg,thread=multi}"
# A plain CPU is emulated fastest. It must not have SMAP: QEMU 7.2 does IRET
# in ring 3 with the rights of ring 0, and a PV dom0, which runs in ring 3,
# dies of it in its first instructions.
: "${XT_CPU:=qemu64}"
: "${XT_SMP:=2}"		# CPUs and memory of the machine, as Xen sees it
: "${XT_MEM:=2560M}"
: "${XT_DOM0_MEM:=1024M}"	# dom0's part of them
: "${XT_DOM0_VCPUS:=}"		# empty: 1, with systemd 2
: "${XT_XEN_ARGS:=}"
: "${XT_KERNEL_ARGS:=}"

PATH=$PATH:/usr/sbin:/sbin

# The comment at the top of the script.
xt_help()
{
	awk 'NR > 2 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$0"
}

xt_say()
{
	echo "${0##*/}: $*" >&2
}

xt_die()
{
	xt_say "$@"
	exit 125
}

# xt_need COMMAND PACKAGE [COMMAND PACKAGE]...: names all that is missing.
xt_need()
{
	local missing=

	while [ $# -ge 2 ]; do
		command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
		shift 2
	done
	[ -z "$missing" ] || xt_die "missing Debian packages, install with:
    apt-get install --no-install-recommends$missing"
}

# xt_init INIT: where its image is, and how many vCPUs are best for it.
xt_init()
{
	XT_INIT=$1
	case $XT_INIT in
	direct) XT_IMAGE=$XT_CACHE/direct xt_vcpus=1 ;;
	systemd) XT_IMAGE=$XT_CACHE/systemd xt_vcpus=2 ;;
	*) xt_die "XT_INIT=$XT_INIT: must be direct or systemd" ;;
	esac
}
xt_init "$XT_INIT"
