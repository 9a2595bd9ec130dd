# SPDX-License-Identifier: Apache-2.0
"""sFlow datagrams and capture files, made for tests, bench and pages.

Written from the specification's tables, apart from hsflowd's encoder.
"""

import ipaddress
import socket
import struct

ONES32 = 2**32 - 1
ONES64 = 2**64 - 1
HOST = (2, 1)


def u32(*values):
    return struct.pack(f">{len(values)}I", *(v % 2**32 for v in values))


def u64(*values):
    return struct.pack(f">{len(values)}Q", *(v % 2**64 for v in values))


def opaque(data):
    return u32(len(data)) + data + bytes(-len(data) % 4)


def tlv(enterprise, fmt, body):
    return u32(enterprise << 12 | fmt, len(body)) + body


def mac_bytes(mac):
    return bytes.fromhex(mac.replace(":", ""))


def datagram(agent, samples, sequence=1, uptime=1000, sub_agent=100000):
    ip = ipaddress.ip_address(agent)
    return (u32(5, 1 if ip.version == 4 else 2) + ip.packed +
            u32(sub_agent, sequence, uptime, len(samples)) + b"".join(samples))


def counters(source, records, sequence=1):
    return tlv(0, 2, u32(sequence, source[0] << 24 | source[1],
                         len(records)) + b"".join(records))


def flow(source, records, sequence=1, rate=400, pool=400, drops=0,
         ports=(0, 0)):
    return tlv(0, 1, u32(sequence, source[0] << 24 | source[1], rate, pool,
                         drops, *ports, len(records)) + b"".join(records))


def descr(name, uuid=bytes(16)):
    raw = name if isinstance(name, bytes) else name.encode()
    return tlv(0, 2000, opaque(raw) + uuid + u32(3, 2) + opaque(b"6.1.0"))


def adapters(*pairs):
    """(ifIndex, MAC) each."""
    return tlv(0, 2001, u32(len(pairs)) + b"".join(
        u32(index, 1) + mac_bytes(mac) + bytes(2) for index, mac in pairs))


def parent(source=HOST):
    return tlv(0, 2002, u32(*source))


def host_cpu(cpus=4, user=0, system=0, idle=0, wio=0):
    return tlv(0, 2003, struct.pack(">3f", 0.5, 0.5, 0.5) +
               u32(1, 100, cpus, 2400, 3600, user, 0, system, idle, wio, 0, 0,
                   0, 0, 0, 0, 0))


def host_memory(total, free, buffers=0, cached=0):
    return tlv(0, 2004, u64(total, free, 0, buffers, cached, 0, 0) +
               u32(0, 0, 0, 0))


def host_disk(read=0, written=0):
    return tlv(0, 2005, u64(10**12, 10**11) + u32(9000, 1) + u64(read) +
               u32(1, 1) + u64(written) + u32(1))


def host_net(received=0, sent=0):
    return tlv(0, 2006, u64(received) + u32(1, 0, 0) + u64(sent) +
               u32(1, 0, 0))


def virt_node(memory, free, cpus=8, domains=3):
    return tlv(0, 2100, u32(2400, cpus) + u64(memory, free) + u32(domains))


def virt_cpu(ms, cpus=2, state=1):
    return tlv(0, 2101, u32(state, ms, cpus))


def virt_memory(memory, maximum):
    return tlv(0, 2102, u64(memory, maximum))


def virt_disk(read=0, written=0):
    return tlv(0, 2103, u64(10**10, 10**9, 10**10) + u32(1) + u64(read) +
               u32(1) + u64(written) + u32(0))


def virt_net(received=0, sent=0):
    return tlv(0, 2104, u64(received) + u32(1, 0, 0) + u64(sent) +
               u32(1, 0, 0))


def if_counters(index, received=0, sent=0):
    return tlv(0, 1, u32(index, 6) + u64(10**10) + u32(1, 3) + u64(received) +
               u32(1, 2, 3, 4, 5, ONES32) + u64(sent) + u32(6, 7, 8, 9, 10, 0))


def port_name(name):
    return tlv(0, 1005, opaque(name.encode()))


def ethernet(src, dst, payload, vlans=(), ethertype=0x0800):
    tags = b"".join(struct.pack(">HH", 0x8100, vlan) for vlan in vlans)
    return (mac_bytes(dst) + mac_bytes(src) + tags +
            struct.pack(">H", ethertype) + payload)


def ip_packet(src, dst, protocol, payload):
    one, other = ipaddress.ip_address(src), ipaddress.ip_address(dst)
    if one.version == 4:
        return (struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), 0, 0, 64,
                            protocol, 0) + one.packed + other.packed + payload)
    return (struct.pack(">IHBB", 6 << 28, len(payload), protocol, 64) +
            one.packed + other.packed + payload)


def udp_packet(src, dst, ports, payload):
    return ip_packet(src, dst, 17, struct.pack(
        ">HHHH", *ports, 8 + len(payload), 0) + payload)


def tcp_packet(src, dst, ports):
    return ip_packet(src, dst, 6, struct.pack(
        ">HHIIBBHHH", *ports, 1, 1, 0x50, 0x18, 1000, 0, 0))


def header(frame, length):
    """A sampled_header; `length` is the frame's own."""
    return tlv(0, 1, u32(1, length, 4) + opaque(frame[:128]))


class Pcap:
    """A capture file, frame by frame."""

    def __init__(self, link=1, order=">", nano=False):
        self.order, self.nano = order, nano
        self.data = struct.pack(order + "IHHIIII",
                                0xa1b23c4d if nano else 0xa1b2c3d4, 2, 4, 0, 0,
                                262144, link)

    def add(self, frame, seconds=1700000000, length=None):
        self.data += struct.pack(self.order + "IIII", seconds, 5, len(frame),
                                 length or len(frame)) + frame
        return self


class Sender:
    """Sends from here to a collector, as many agents as one likes."""

    def __init__(self, to):
        family = socket.AF_INET6 if ":" in to[0] else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_DGRAM)
        self.to = to

    def send(self, data):
        self.socket.sendto(data, self.to)

    def close(self):
        self.socket.close()
