# SPDX-License-Identifier: Apache-2.0
"""Messages of DNS as far as tests need them (RFC 1035), and sockets in other
network namespaces.
"""

import ctypes
import socket
import struct
import threading
import time

A, CNAME, SOA, TXT, AAAA, SRV, OPT = 1, 5, 6, 16, 28, 33, 41
NOERROR, FORMERR, SERVFAIL, NXDOMAIN, REFUSED = 0, 1, 2, 3, 5
CLONE_NEWNET = 0x40000000


def wire_name(name):
    out = b""
    for label in name.rstrip(".").split("."):
        if label:
            out += bytes([len(label)]) + label.encode()
    return out + b"\0"


def record(name, rtype, data, ttl=60, rclass=1):
    return wire_name(name) + struct.pack("!HHIH", rtype, rclass, ttl,
                                         len(data)) + data


def srv(name, target, port=6343, ttl=60):
    return record(name, SRV, struct.pack("!HHH", 0, 0, port) +
                  wire_name(target), ttl)


def txt(name, *strings, ttl=60):
    data = [s.encode() if isinstance(s, str) else s for s in strings]
    return record(name, TXT, b"".join(bytes([len(s)]) + s for s in data), ttl)


def a(name, address, ttl=60):
    return record(name, A, socket.inet_aton(address), ttl)


class Question:
    """What a resolver has asked. `edns` is its UDP size, 0 without EDNS."""

    def __init__(self, data, tcp):
        self.id, additional = struct.unpack("!H8xH", data[:12])
        labels, at = [], 12
        while data[at] != 0:
            labels.append(data[at + 1:at + 1 + data[at]].decode())
            at += 1 + data[at]
        self.type, = struct.unpack("!H", data[at + 1:at + 3])
        self.wire = data[12:at + 5]
        self.name = ".".join(labels).lower() + "."
        self.tcp = tcp
        self.edns = 0
        if additional and data[at + 5:at + 8] == b"\0\0\x29":
            self.edns, = struct.unpack("!H", data[at + 8:at + 10])

    def reply(self, *records, rcode=NOERROR, truncated=False):
        flags = 0x8580 | (0x200 if truncated else 0) | rcode
        more = b""
        if self.edns and rcode != FORMERR:
            more = b"\0" + struct.pack("!HHIH", OPT, 1232, 0, 0)
        return struct.pack("!6H", self.id, flags, 1, len(records), 0,
                           1 if more else 0) + \
            self.wire + b"".join(records) + more


def sockets_in(namespace, make):
    """Calls make() in a thread that is in the namespace; its value."""
    out = []

    def work():
        libc = ctypes.CDLL(None, use_errno=True)
        with open(f"/run/netns/{namespace.name}", "rb") as f:
            if libc.setns(f.fileno(), CLONE_NEWNET) != 0:
                return
        out.append(make())
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert out, f"no socket in {namespace.name}"
    return out[0]


def ask(namespace, server, name, rtype, limit=1):
    """One question by UDP; the raw answer, or None."""
    query = struct.pack("!6H", 1, 0x100, 1, 0, 0, 0) + wire_name(name) + \
        struct.pack("!HH", rtype, 1)
    with sockets_in(namespace, lambda: socket.socket(
            socket.AF_INET, socket.SOCK_DGRAM)) as s:
        s.settimeout(limit)
        try:
            s.connect((server, 53))
            s.send(query)
            return s.recv(65535)
        except OSError:
            time.sleep(0.01)
            return None
