#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Sends Ethernet frames through an interface of this network namespace.

usage: xen_frames.py DEV COUNT SIZE [tap]

With "tap" it takes the part of QEMU and hands the frames to the tap device,
which counts them as received.
"""

import contextlib
import fcntl
import os
import socket
import struct
import sys

TUNSETIFF = 0x400454ca
IFF_TAP, IFF_NO_PI = 2, 0x1000
# A local experimental type, so that no stack answers.
HEADER = bytes.fromhex("00163effffff" "00163e000001" "88b5")


def main(dev, count, size, tap):
    frame = HEADER.ljust(size, b"x")
    if tap:
        fd = os.open("/dev/net/tun", os.O_RDWR)
        fcntl.ioctl(fd, TUNSETIFF, struct.pack(
            "16sH22x", dev.encode(), IFF_TAP | IFF_NO_PI))
        for _ in range(count):
            os.write(fd, frame)
        return
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as s:
        s.bind((dev, 0))
        for _ in range(count):
            # The device says so when it drops one, which may be wanted.
            with contextlib.suppress(OSError):
                s.send(frame)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), "tap" in sys.argv)
