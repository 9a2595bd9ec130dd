#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Hosts with VMs that exist in datagrams only: for tests of top, and to see
it without any.

usage: test/system/sflow_hosts.py ADDRESS PORT [SECONDS]

Sends counters every second and packets between, as two hypervisor hosts do.
"""

import itertools
import sys
import time

import sflow_make as make

GIB = 2**30


class Vm:
    def __init__(self, index, name, **rates):
        """Rates: cpu in ms a second, bytes a second of the others."""
        self.index = index
        self.name = name
        self.port = 10 + index
        self.mac = f"02:00:00:00:00:{index:02x}"
        self.address = f"10.1.0.{10 + index}"
        self.rates = {"cpu": 0, "read": 0, "written": 0, "received": 0,
                      "sent": 0, **rates}
        self.start = {}
        self.sequence = 0
        self.cpus = rates.pop("cpus", 2)
        self.memory = rates.pop("memory", 2 * GIB)

    def at(self, key, seconds):
        return self.start.get(key, 1000) + int(self.rates[key] * seconds)

    def sample(self, seconds):
        self.sequence += 1
        return make.counters((3, 100000 + self.index), [
            make.descr(self.name), make.parent(),
            make.adapters((self.port, self.mac)),
            make.virt_cpu(self.at("cpu", seconds), self.cpus),
            make.virt_memory(self.memory, 2 * self.memory),
            make.virt_disk(self.at("read", seconds),
                           self.at("written", seconds)),
            make.virt_net(self.at("received", seconds),
                          self.at("sent", seconds))], self.sequence)


class Host:
    def __init__(self, agent, name, vms=(), busy=250):
        self.agent, self.name, self.vms, self.busy = agent, name, vms, busy
        self.sequence = 0  # of its samples
        self.datagrams = {}  # by sub-agent

    def wrap(self, samples, seconds, sub_agent=100000):
        number = self.datagrams[sub_agent] = \
            self.datagrams.get(sub_agent, 0) + 1
        return make.datagram(self.agent, samples, number,
                             1000000 + int(seconds * 1000), sub_agent)

    def sample(self, seconds):
        self.sequence += 1
        ms = int(seconds * 1000)
        return make.counters((2, 1), [
            make.descr(self.name), make.adapters((2, "02:00:00:00:ff:01")),
            make.host_cpu(4, user=ms * self.busy // 250 // 2,
                          system=ms * self.busy // 250 // 2,
                          idle=ms * (1000 - self.busy) // 250),
            make.host_memory(4 * GIB, GIB, GIB // 4, GIB // 4),
            make.host_disk(ms * 1000, 3 * ms * 1000),
            make.host_net(5 * ms * 1000, ms * 1000),
            make.virt_node(64 * GIB, 40 * GIB)], self.sequence)

    def round(self, seconds):
        """A polling round's datagrams."""
        yield self.wrap([self.sample(seconds)], seconds)
        for at in range(0, len(self.vms), 4):
            yield self.wrap([vm.sample(seconds)
                             for vm in self.vms[at:at + 4]], seconds)

    def packet(self, vm, peer, seconds, ports=(50000, 443), rate=400,
               towards=False):
        """A full packet from a VM, or towards it, as Open vSwitch samples."""
        ends = [vm.address, peer]
        macs = [vm.mac, "02:00:00:00:fe:01"]
        ifindexes = [vm.port, 2]
        if towards:
            ends, macs, ifindexes, ports = (
                x[::-1] for x in (ends, macs, ifindexes, ports))
        frame = make.ethernet(*macs, make.tcp_packet(*ends, ports))
        return self.wrap([make.flow((2, 1000), [make.header(frame, 1518)],
                                    rate=rate, ports=tuple(ifindexes))],
                         seconds, sub_agent=0)


def fleet():
    return [
        Host("192.0.2.10", "dom0-a", [
            Vm(1, "web-1", cpu=1240, sent=9 * 10**6, received=4 * 10**5,
               read=2 * 10**5),
            Vm(2, "db-1", cpu=620, read=3 * 10**7, written=8 * 10**6,
               sent=2 * 10**6, received=10**6, cpus=4, memory=8 * GIB),
            Vm(3, "build", cpu=30, memory=GIB)]),
        Host("192.0.2.11", "dom0-b", [
            Vm(4, "mail", cpu=75, written=4 * 10**5, received=5 * 10**4,
               sent=3 * 10**4),
            Vm(5, "web-2", cpu=890, sent=7 * 10**6, received=3 * 10**5)],
             busy=80),
    ]


def talk(hosts, seconds, n):
    """The packets of one moment, n a second."""
    one, other = hosts
    web, database, _ = one.vms
    if n % 2 == 0:
        yield one.packet(web, "198.51.100.7", seconds)
    if n % 3 == 0:
        yield one.packet(web, database.address, seconds, (40000, 5432))
    if n % 5 == 0:
        yield one.packet(database, web.address, seconds, (5432, 40000))
        yield one.packet(web, "198.51.100.7", seconds, towards=True)
    if n % 7 == 0:
        yield other.packet(other.vms[1], "203.0.113.80", seconds)


def main(address, port, seconds=3600):
    hosts = fleet()
    sender = make.Sender((address, int(port)))
    began = time.monotonic()
    for n in itertools.count():
        passed = time.monotonic() - began
        if passed > float(seconds):
            break
        if n % 10 == 0:
            for host in hosts:
                for data in host.round(passed):
                    sender.send(data)
        for data in talk(hosts, passed, n):
            sender.send(data)
        time.sleep(0.1)
    sender.close()


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
