#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a capture of full sFlow datagrams, as a collector would see them.

usage: test/bench/capture.py KIND N FILE

KIND: vms (counter samples of VMs), ports (those of switch ports), packets
(flow samples), mixed (one of each in turn). Datagrams have 1,400 bytes, or as
near below as whole samples come.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent /
                       "system"))

import sflow_make as make  # noqa: E402

SIZE = 1400
HEADER = 28


def vm_sample(i):
    mac = f"02:00:00:00:00:{i:02x}"
    return make.counters((3, 100000 + i), [
        make.descr(f"vm-{i:04}"), make.parent(),
        make.adapters((i, mac)), make.virt_cpu(1000 * i),
        make.virt_memory(2**31, 2**32), make.virt_disk(10**6 * i, 10**7 * i),
        make.virt_net(10**8 * i, 10**9 * i)])


def port_sample(i):
    return make.counters((0, i), [
        make.if_counters(i, 10**9 * i, 10**8 * i), make.port_name(f"vif{i}.0"),
        make.tlv(0, 2, make.u32(*[0] * 13))])


def packet_sample(i):
    frame = make.ethernet("02:00:00:00:00:01", "02:00:00:00:00:02",
                          make.tcp_packet("10.0.0.1", "10.0.0.2",
                                          (40000 + i, 443)) + bytes(54))
    return make.flow((0, i), [
        make.header(frame, 1518),
        make.tlv(0, 1001, make.u32(10, 0, 10, 0))], ports=(i, i + 1))


MAKERS = {"vms": vm_sample, "ports": port_sample, "packets": packet_sample}


def full(maker, agent):
    """As many samples as fit."""
    samples, size, i = [], HEADER, 1
    while size + len(maker(i)) <= SIZE:
        samples.append(maker(i))
        size += len(samples[-1])
        i += 1
    return make.datagram(agent, samples)


def frames(kind):
    kinds = list(MAKERS) if kind == "mixed" else [kind]
    for i, name in enumerate(kinds):
        data = full(MAKERS[name], f"192.0.2.{10 + i}")
        yield make.ethernet(
            "02:00:00:00:01:01", "02:00:00:00:01:02", make.udp_packet(
                f"192.0.2.{10 + i}", "192.0.2.1", (50000, 6343), data))


def main(kind, n, path):
    turn = list(frames(kind))
    with open(path, "wb") as out:
        out.write(make.Pcap().data)
        one = [make.Pcap().add(frame).data[24:] for frame in turn]
        for i in range(int(n)):
            out.write(one[i % len(one)])


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
