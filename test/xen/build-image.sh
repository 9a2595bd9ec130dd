#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Builds the image that run-in-dom0.sh boots: Debian's Xen, a Debian dom0 in
# one ext4 image, dom0's small initramfs and the guests' initramfs.
#
#	build-image.sh           what is missing or out of date
#	build-image.sh --force   everything anew
#
# As root, as mmdebstrap runs the packages' scripts in a chroot. Nothing is
# changed outside of $XT_CACHE and nothing stays mounted. XT_INIT=systemd
# builds the other image. Settings: common.sh.
set -euo pipefail
# shellcheck source=test/xen/common.sh
. "$(dirname "$0")/common.sh"

case "${1:-}" in
--force) force=1 ;;
'') force= ;;
-h | --help) xt_help; exit 0 ;;
*) xt_help >&2; exit 2 ;;
esac

xt_need mmdebstrap mmdebstrap mke2fs e2fsprogs cpio cpio xz xz-utils \
	modprobe kmod gzip gzip flock util-linux
[ "$(id -u)" = 0 ] || xt_die "needs root (mmdebstrap --mode=root)"

# xen-utils brings xl, xentop, xenstored and libxenstat; the kernel has the
# drivers of a dom0 and Open vSwitch's datapath. Then what our programs need,
# and what the tests do.
packages="xen-hypervisor-$XT_XEN-amd64 xen-utils-$XT_XEN xenstore-utils
 linux-image-amd64 openvswitch-switch busybox-static kmod iproute2 procps
 libevent-core-2.1-7 libevent-extra-2.1-7 libc-ares2 libjansson4
 iputils-ping python3 dnsmasq-base $XT_EXTRA_PACKAGES"
# D-Bus is not needed: root's systemctl talks to pid 1 directly.
[ "$XT_INIT" != systemd ] || packages="$packages systemd-sysv libnss-systemd"
# shellcheck disable=SC2086
packages=$(echo $packages | tr ' ' ,)

root=$XT_IMAGE/rootfs
boot=$XT_IMAGE/boot
stage=$XT_IMAGE/stage

# The sources of this machine, so that what it can install dom0 can have.
sources()
{
	apt-get indextargets --format 'deb $(SITE) $(RELEASE) $(COMPONENT)' \
	    'Created-By: Packages' 'Origin: Debian' 2>/dev/null |
		awk -v suite="$XT_SUITE" 'index($3, suite) == 1' | sort -u
}

# install_packages: fills $root, about 100 s.
install_packages()
{
	local options=() line

	# A proxy that this machine needs is one that dom0's packages need.
	while read -r line; do
		options+=("--aptopt=$line")
	done < <(apt-config dump 2>/dev/null |
		grep -E '^Acquire::https?::Proxy ' || :)
	if [ -n "$XT_MIRROR" ]; then
		set -- "$XT_MIRROR"
	else
		sources >"$XT_IMAGE/sources.list"
		# None known: what mmdebstrap takes by itself.
		[ ! -s "$XT_IMAGE/sources.list" ] ||
			set -- "$XT_IMAGE/sources.list"
	fi
	rm -rf -- "$root"
	# No documentation, no translations.
	mmdebstrap --mode=root --variant=minbase --quiet \
		--aptopt='APT::Install-Recommends "false"' "${options[@]}" \
		--dpkgopt='path-exclude=/usr/share/doc/*' \
		--dpkgopt='path-exclude=/usr/share/man/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' \
		--include="$packages" "$XT_SUITE" "$root" "$@" \
		>"$XT_IMAGE/mmdebstrap.log" 2>&1 || {
			tail -n 30 "$XT_IMAGE/mmdebstrap.log" >&2
			xt_die "mmdebstrap failed"
		}
}

# unpack_kernel: uncompressed, as to unpack it costs seconds in emulation at
# each boot and at each start of a guest.
unpack_kernel()
{
	local vmlinuz=$root/boot/vmlinuz-$kver offset

	offset=$(LC_ALL=C grep -obUaP -m1 '\xfd7zXZ\x00' "$vmlinuz" |
		head -n 1 | cut -d: -f1)
	[ -n "$offset" ] || xt_die "no xz stream in $vmlinuz"
	# What follows the stream makes xz complain.
	tail -c "+$((offset + 1))" "$vmlinuz" |
		xz -qdc --single-stream >"$boot/vmlinux" 2>/dev/null || :
	[ "$(head -c 4 "$boot/vmlinux" | tail -c 3)" = ELF ] ||
		xt_die "cannot unpack $vmlinuz"
}

# modules_into FOLDER MODULE...: with what they depend on, and the order to
# load them in.
modules_into()
{
	local folder=$1 module file

	shift
	mkdir -p "$folder"
	: >"$folder/order"
	for module in "$@"; do
		modprobe -d "$root" -S "$kver" --show-depends "$module" |
			awk '$1 == "insmod" { print $2 }'
	done | awk '!seen[$0]++' | while read -r file; do
		cp "$file" "$folder/"
		basename "$file" >>"$folder/order"
	done
	[ -s "$folder/order" ] || xt_die "modules not found: $*"
}

# initramfs OUT INIT MODULE...
initramfs()
{
	local out=$1 init=$2 folder

	shift 2
	folder=$(mktemp -d "$XT_IMAGE/initramfs.XXXXXX")
	mkdir -p "$folder"/{bin,sbin,dev,proc,sys,newroot}
	cp "$root/bin/busybox" "$folder/bin/"
	install -m 755 "$init" "$folder/init"
	modules_into "$folder/modules" "$@"
	(cd "$folder" && find . | LC_ALL=C sort |
		cpio -o -H newc -R 0:0 --quiet) | gzip -1n >"$out"
	rm -rf -- "$folder"
}

# systemd_units: none that no test needs, as each costs a second or more in
# emulation. xendomains would save the guests' memory at each shutdown.
systemd_units()
{
	local units=$stage/etc/systemd/system unit

	for unit in xt-input xt-command; do
		install -m 644 "$XT_DIR/guest/$unit.service" "$units/"
		ln -s "../$unit.service" "$units/multi-user.target.wants/"
	done
	ln -sf /lib/systemd/system/multi-user.target "$units/default.target"
	for unit in getty.target xendomains.service e2scrub_reap.service \
	    uuidd.{socket,service} {apt-daily,apt-daily-upgrade}.timer \
	    {dpkg-db-backup,e2scrub_all,fstrim,systemd-tmpfiles-clean}.timer \
	    systemd-{binfmt,sysusers,user-sessions,random-seed}.service \
	    systemd-{pstore,logind,update-utmp}.service \
	    systemd-update-utmp-runlevel.service \
	    proc-sys-fs-binfmt_misc.automount dev-{hugepages,mqueue}.mount \
	    sys-kernel-{debug,tracing,config}.mount \
	    sys-fs-fuse-connections.mount \
	    modprobe@{configfs,dm_mod,drm,efi_pstore,fuse,loop}.service \
	    systemd-journald-audit.socket systemd-initctl.socket \
	    systemd-ask-password-{console,wall}.path; do
		ln -sf /dev/null "$units/$unit"
	done
	# udev's first round through /sys: only what is of use here.
	mkdir -p "$units/systemd-udev-trigger.service.d"
	{
		printf '[Service]\nExecStart=\n'
		printf 'ExecStart=udevadm trigger --type=devices --action=add'
		printf ' --subsystem-match=%s' net block virtio virtio-ports \
			xen xen-backend misc
		echo
	} >"$units/systemd-udev-trigger.service.d/xt.conf"
}

# systemd_setup: what makes $stage boot with systemd.
systemd_setup()
{
	local etc=$stage/etc

	ln -s /lib/systemd/systemd "$stage/sbin/xt-init"
	systemd_units
	# The journal outlives a boot: journalctl -b -1 shows how it ended.
	mkdir -p "$stage/var/log/journal" "$etc/systemd/journald.conf.d"
	printf '[Journal]\nSystemMaxUse=64M\n' \
		>"$etc/systemd/journald.conf.d/xt.conf"
	# Without it a boot is a first boot, which enables every unit.
	echo 5f100000000040008000000000000001 >"$etc/machine-id"
	# Packages that a test installs come complete.
	rm -f "$etc/dpkg/dpkg.cfg.d/99mmdebstrap"
	echo 'XENCONSOLED_ARGS="--log=guest --log-dir=/var/log/xen/console"' \
		>>"$etc/default/xen"
	mkdir -p "$etc/modules-load.d"
	printf '%s\n' xen-privcmd xen-netback xen-blkback loop \
		>"$etc/modules-load.d/xt.conf"
}

# build_boot: $boot, what QEMU loads.
build_boot()
{
	rm -rf -- "$boot"
	mkdir -p "$boot"
	# QEMU's multiboot loader wants the bare 32-bit ELF file.
	gzip -dc "$root/boot/xen-$XT_XEN-amd64.gz" >"$boot/xen"
	unpack_kernel
	initramfs "$boot/dom0-initrd.gz" "$XT_DIR/guest/initrd-init" \
		virtio_pci virtio_blk crc32c_generic ext4
	initramfs "$boot/domu-initrd.gz" "$XT_DIR/guest/domu-init" \
		xen-netfront xen-blkfront
}

# strip_stage: takes away what no test needs.
strip_stage()
{
	local modules=$stage/lib/modules/$kver/kernel

	rm -rf -- "${stage:?}"/boot/* "$stage"/var/cache/apt \
		"$stage"/var/lib/apt/lists \
		"$stage"/usr/share/{doc,man,locale} \
		"$modules/sound" "$modules/drivers/net"/{ethernet,wireless} \
		"$modules/drivers"/{gpu,media,infiniband,iio,isdn,usb,scsi} \
		"$modules/drivers"/{ata,hwmon,staging,mtd,bluetooth,net/usb}
	depmod -b "$stage" "$kver"
}

# build_image: root.img, what the packages brought with our own files.
build_image()
{
	# Most runs write to a throw-away overlay: no journal.
	local features=^has_journal

	rm -rf -- "$stage"
	cp -a --reflink=auto "$root" "$stage"
	strip_stage
	mkdir -p "$stage/xt" "$stage/var/log/xen/console" \
		"$stage/etc/openvswitch" "$stage/var/lib/apt/lists/partial" \
		"$stage/var/cache/apt/archives/partial"
	cp "$boot/vmlinux" "$boot/domu-initrd.gz" "$stage/boot/"
	install -m 755 "$XT_DIR/guest/dom0-run" "$stage/usr/local/sbin/"
	install -m 755 "$XT_DIR/guest/xt" "$stage/usr/local/bin/"
	echo dom0 >"$stage/etc/hostname"
	printf '127.0.0.1 localhost\n127.0.1.1 dom0\n' >"$stage/etc/hosts"
	if [ "$XT_INIT" = direct ]; then
		install -m 755 "$XT_DIR/guest/dom0-init" "$stage/sbin/xt-init"
		# Xen's scripts start it 20 times for each device, to tell a
		# syslog that is not there; this one is quicker.
		ln -sf /bin/busybox "$stage/usr/bin/logger"
	else
		features=has_journal
		systemd_setup
	fi
	rm -f "$XT_IMAGE/root.img"
	mke2fs -q -t ext4 -O "$features" -E root_owner=0:0 -L xtroot \
		-d "$stage" "$XT_IMAGE/root.img" 3G >/dev/null
	rm -rf -- "$stage"
}

# Each stage leaves a stamp of what it was made from.
stamp()
{
	sha256sum | cut -d' ' -f1
}

mkdir -p "$XT_IMAGE"
exec 9>"$XT_IMAGE/.lock"
flock 9
wanted=$(printf '%s\n' "$XT_SUITE" "$XT_MIRROR" "$packages" | stamp)
if [ -n "$force" ] ||
    [ "$(cat "$XT_IMAGE/stamp.rootfs" 2>/dev/null)" != "$wanted" ]; then
	xt_say "installing Debian $XT_SUITE with Xen $XT_XEN"
	rm -f "$XT_IMAGE"/stamp.*
	install_packages
	echo "$wanted" >"$XT_IMAGE/stamp.rootfs"
	xt_say "packages: $SECONDS s"
fi
wanted=$(cat "$XT_IMAGE/stamp.rootfs" "$XT_DIR/build-image.sh" \
	"$XT_DIR"/guest/* | stamp)
if [ "$(cat "$XT_IMAGE/stamp.image" 2>/dev/null)" != "$wanted" ]; then
	rm -f "$XT_IMAGE/stamp.image"
	# shellcheck disable=SC2012
	kver=$(ls "$root/lib/modules" | sort -V | tail -n 1)
	[ -n "$kver" ] || xt_die "no kernel in $root"
	build_boot
	build_image
	echo "$wanted" >"$XT_IMAGE/stamp.image"
	xt_say "built in $SECONDS s: $XT_IMAGE/root.img"
fi
