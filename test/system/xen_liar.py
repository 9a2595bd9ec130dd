#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Takes hsflowd-xen's place, as if a guest had taken it over.

XEN_LIAR says what it does; hsflowd/vm_record.h and tapdisk.h have what it
should say: "good" answers so that it is believed.
"""

import os
import random
import struct
import sys
import time

MAGIC = 0x68736678
HELLO, ASK, NODE, VM, ADAPTER, END = range(1, 7)
UUID = bytes.fromhex("5f100000000040008000000000000001")
CHUNK = 100  # records in a message

AGENT, MONITOR = 3, 4  # sockets that keep messages apart


def say(kind, number, *records, count=None):
    os.write(AGENT, struct.pack(">4I", MAGIC, kind, number, len(records) if
                           count is None else count) + b"".join(records))


def vm(domid=1, uuid=UUID, name=b"liar", state=1, adapters=0, **more):
    name_len = more.get("name_len", len(name))
    text = struct.pack(">I64s", name_len, name)
    counts = struct.pack(">I8Q", more.get("have", 1),
                         *[more.get("count", 5)] * 8)
    return struct.pack(">I16s", domid, uuid) + text + \
        struct.pack(">II", more.get("machine", 3), 2) + \
        struct.pack(">I32s", 0, b"") + struct.pack(
            ">IQIQQ", state, 1000, 1, 2**27, 2**27) + counts + counts + \
        struct.pack(">I", adapters)


def node():
    return struct.pack(">IIQQI", 2300, 4, 2**34, 2**33, 2)


def adapter(ifindex=1, has_mac=1):
    return struct.pack(">II6sxx", ifindex, has_mac, b"\2\0\0\0\0\1")


def answer(number, vms=(), adapters=(), problems=0, totals=None):
    say(NODE, number, node())
    for at in range(0, len(vms), CHUNK):
        say(VM, number, *vms[at:at + CHUNK])
    for at in range(0, len(adapters), CHUNK):
        say(ADAPTER, number, *adapters[at:at + CHUNK])
    say(END, number, struct.pack(
        ">III", *(totals or (len(vms), len(adapters))), problems))


def garbage(number):
    head = struct.pack(">I", MAGIC)
    for size in (1, 3, 15, 16, 17, 40, 1000, 32768, 60000):
        os.write(AGENT, random.randbytes(size))
        os.write(AGENT, (head + random.randbytes(size))[:max(size, 5)])
    answer(number, [vm()])


def flood(_):
    while True:
        os.write(AGENT, b"x" * 100)


def hellos(_):
    while True:
        say(HELLO, 0)
        time.sleep(0.001)


def files(number):
    """For more files than there can be, and of those that are not there."""
    for i in range(3000):
        os.write(MONITOR, struct.pack(">III", i + 1, 1, 51712))
    answer(number, [vm()])


def rubbish_for_the_monitor(_):
    os.write(MONITOR, b"../../../etc/shadow\0")


LIES = {
    "good": lambda n: answer(n, [vm()]),
    "garbage": garbage,
    "flood": flood,
    "hellos": hellos,
    "silence": lambda n: None,
    "another-number": lambda n: answer(n ^ 2**31, [vm()]),
    "files": files,
    "monitor": rubbish_for_the_monitor,
    "no-end": lambda n: say(VM, n, vm()),
    "wrong-totals": lambda n: answer(n, [vm()], totals=(2, 0)),
    "missing-adapters": lambda n: answer(n, [vm(adapters=3)], [adapter()]),
    "more-adapters": lambda n: answer(n, [vm()], [adapter()]),
    "count-lies": lambda n: say(VM, n, vm(), count=2**31),
    "count-wraps": lambda n: say(VM, n, vm(), count=0x10000001),
    "dom0": lambda n: answer(n, [vm(domid=0)]),
    "domid": lambda n: answer(n, [vm(domid=2**31)]),
    "no-uuid": lambda n: answer(n, [vm(uuid=bytes(16))]),
    "name-bytes": lambda n: answer(n, [vm(name=b"\xff\xfe")]),
    "name-control": lambda n: answer(n, [vm(name=b"\x1b[2J")]),
    "name-nul": lambda n: answer(n, [vm(name=b"a\0b")]),
    "name-length": lambda n: answer(n, [vm(name=b"x", name_len=65)]),
    "name-length-max": lambda n: answer(n, [vm(name=b"x", name_len=2**32 - 1)
                                            ]),
    "state": lambda n: answer(n, [vm(state=99)]),
    "boolean": lambda n: answer(n, [vm(have=2)]),
    "machine": lambda n: answer(n, [vm(machine=2**31)]),
    "ifindex": lambda n: answer(n, [vm(adapters=1)], [adapter(ifindex=0)]),
    "problems": lambda n: answer(n, [vm()], problems=2**31),
    "many": lambda n: answer(n, [vm(domid=i % 32000 + 1,
                                    uuid=struct.pack(">QQ", 1, i + 1))
                                 for i in range(40000)]),
}


def main():
    lie = LIES[os.environ["XEN_LIAR"]]
    say(HELLO, 0)
    while True:
        question = os.read(AGENT, 64)
        _, kind, number, _, flags = struct.unpack(">5I", question)
        if kind != ASK:
            sys.exit("no question")
        if flags & 1:
            say(HELLO, 0)
        else:
            lie(number)


if __name__ == "__main__":
    main()
