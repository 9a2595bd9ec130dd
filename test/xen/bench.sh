#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What hsflowd-xen costs on the real Xen, in QEMU.
#
#   bench.sh [-d GUESTS]
#
# Guests: 2 unless told otherwise. `make build/xen_bare` and all programs first.
set -eu
cd "$(dirname "$0")"
guests=2
[ "${1:-}" != -d ] || guests=$2
build=../../build
in=$(mktemp -d)
trap 'rm -rf -- "$in"' EXIT
cp $build/hsflowd $build/hsflowd-xen $build/xen_bare dom0/bench.sh "$in"
./build-image.sh
./run-in-dom0.sh -t 1800 -i "$in" -d "$guests" ./bench.sh
