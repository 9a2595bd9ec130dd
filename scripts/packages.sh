# shellcheck shell=sh disable=SC2034
# SPDX-License-Identifier: Apache-2.0
# Sourced: what the other scripts need installed, and installing it.

PACKAGES_BUILD="gcc make libc6-dev libevent-dev libc-ares-dev libjansson-dev"
PACKAGES_DEMO="python3 openvswitch-switch openvswitch-common iproute2 \
iputils-ping procps nsd"
PACKAGES_CHECK="clang libclang-rt-14-dev libcmocka-dev \
python3-pytest tcpdump strace shellcheck codespell cppcheck clang-tidy \
dnsmasq-base curl mandoc zsh"
# Other people's receivers of sFlow (docs/collectors.md).
PACKAGES_COLLECTORS="tshark pmacct nfdump nfdump-sflow"
# For the real Xen of test/xen: building its image, booting it.
PACKAGES_XEN="libxen-dev qemu-system-x86 mmdebstrap e2fsprogs cpio xz-utils \
kmod gzip tar util-linux"

# install_packages NAME...: only those that are missing; needs root then.
install_packages()
{
	missing=
	for name in "$@"; do
		dpkg-query -W -f '${Status}\n' "$name" 2>/dev/null |
		    grep -q 'ok installed' || missing="$missing $name"
	done
	[ -n "$missing" ] || return 0
	if [ "$(id -u)" -ne 0 ]; then
		echo "As root: apt-get install$missing" >&2
		return 1
	fi
	echo "Installing:$missing"
	apt-get update -q >/dev/null || return 1
	# The demo and the tests start an Open vSwitch of their own: the one
	# of the package need not be started now (invoke-rc.d(8)).
	policy=/usr/sbin/policy-rc.d
	made=
	if [ ! -e "$policy" ]; then
		made=$policy
		trap 'rm -f "$made"; exit 130' INT TERM HUP
		printf '#!/bin/sh\nexit 101\n' >"$policy"
		chmod 755 "$policy"
	fi
	status=0
	# shellcheck disable=SC2086
	DEBIAN_FRONTEND=noninteractive apt-get install -y -q \
	    --no-install-recommends $missing >/dev/null || status=$?
	if [ -n "$made" ]; then
		rm -f "$made"
		trap - INT TERM HUP
	fi
	return "$status"
}
