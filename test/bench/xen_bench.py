#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Prints figures with many VMs, with the stand-in for Xen's libraries.

usage: test/bench/xen_bench.py [BUILD]

As root. Each VM has one vif and one vbd. The stand-in answers from memory, so
its bare call costs next to nothing: "with talks" it asks another process for
each domain's name, as the real library asks xenstored. Hypercalls it has none,
so on a host both sides of the ratio have more, and it is smaller.
"""

import collections
import pathlib
import re
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import uuid

from bench import cpu_ns, row, system_calls  # sets HSFLOWD_BUILD

from lab import BUILD, Lab, wait_until  # noqa: E402
from xen_host import (DIRECTORIES, FLAG_VCPU, GETS, READS,  # noqa: E402
                      Vm, XenHost)

ROUNDS = 10
TRACED = 10  # seconds under strace
PACED = 10  # rounds whose datagrams' times are looked at
SIZES = (100, 1000, 4000)
# asm-generic/socket.h; Python has no names for them.
SO_RCVBUFFORCE = 33
SO_TIMESTAMPNS = 35


def record(path, port):
    """Datagrams with the kernel's time of arrival, until it is killed."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s, \
            open(path, "wb", buffering=0) as out:
        s.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 24)
        s.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        s.bind(("0.0.0.0", port))
        print("listening", flush=True)
        while True:
            data, ancillary, _, _ = s.recvmsg(65536, 256)
            seconds, ns = struct.unpack("@qq", ancillary[0][2][:16])
            out.write(struct.pack("@dI", seconds + ns / 1e9, len(data)) +
                      data)


class Datagram:
    """Only what is looked at: when, and which data sources."""

    def __init__(self, when, data):
        self.when = when
        self.sources = []
        samples = struct.unpack_from(">I", data, 24)[0]
        at = 28
        for _ in range(samples):
            tag, length = struct.unpack_from(">II", data, at)
            if tag == 2:
                source = struct.unpack_from(">I", data, at + 12)[0]
                self.sources.append((source >> 24, source & 0xffffff))
            else:
                self.sources.append(struct.unpack_from(">II", data, at + 12))
            at += 8 + length


def rounds_of(path, at):
    """The datagrams of each whole round, from the host's own sample on."""
    found = []
    data = path.read_bytes()
    while at + 12 <= len(data):
        when, length = struct.unpack_from("@dI", data, at)
        if at + 12 + length > len(data):
            break
        datagram = Datagram(when, data[at + 12:at + 12 + length])
        if (2, 1) in datagram.sources:
            found.append([])
        if found:
            found[-1].append(datagram)
        at += 12 + length
    return found[1:-1]


def window_share(datagrams, seconds=0.1):
    """The largest share of them that came in any window of that length."""
    times = collections.deque()
    most = 0
    for datagram in datagrams:
        times.append(datagram.when)
        while times[0] < datagram.when - seconds:
            times.popleft()
        most = max(most, len(times))
    return most / len(datagrams)


def own_rss_kb(pid):
    """(all, without the stand-in's script, which lies in memory it named)."""
    everything = script = 0
    inside = False
    for line in pathlib.Path(f"/proc/{pid}/smaps").read_text().splitlines():
        if re.match(r"[0-9a-f]+-[0-9a-f]+ ", line):
            inside = "/memfd:xen_standin" in line
        elif line.startswith("Rss:"):
            everything += int(line.split()[1])
            script += int(line.split()[1]) if inside else 0
    return everything, everything - script


VCPU_ROUNDS = 3  # vCPUs are asked for in one of so many (xen_stat.c)


def bare_ms(host):
    """The library alone, with the flags of hsflowd-xen's rounds."""
    def call(flags):
        return float(subprocess.run(
            [BUILD / "xen_bare", str(ROUNDS), "1000", str(flags)], check=True,
            text=True, capture_output=True,
            env=host.environment()).stdout) / 1000
    return ((VCPU_ROUNDS - 1) * call(0) + call(FLAG_VCPU)) / VCPU_ROUNDS


class Bench:
    """hsflowd with n VMs, a round a second, and a file of what it sends."""

    def __init__(self, lab, n):
        self.n = n
        self.host = XenHost(lab)
        self.host.add_many([
            Vm(i + 1, str(uuid.uuid5(uuid.NAMESPACE_OID, str(i))), f"vm-{i}")
            for i in range(n)])
        self.host.publish(auto=1)
        self.capture = lab.folder / "capture"
        recorder = lab.process(self.host.far.argv(
            "/usr/bin/python3", __file__, "--record", self.capture, "6343"),
            "recorder")
        recorder.wait_output("listening")
        self.host.process = lab.process(self.host.argv(
            "--root", self.host.tree.root, debug="-d"), "hsflowd",
            env=self.host.environment())
        self.wait_rounds(5)
        self.xen, self.agent = self.host.xen_pid(), self.host.agent_pid()

    def count(self, place):
        return self.host.standin.count(place)

    def wait_rounds(self, n):
        end = self.count(GETS) + n
        wait_until(lambda: self.count(GETS) >= end, f"{n} rounds", 300)

    def row(self, what, value, aim="-", incumbent="-"):
        """The aims are those for 1000 VMs."""
        thousand = self.n == 1000
        row(f"{self.n} VMs: {what}", value, aim if thousand else "-",
            incumbent if thousand else "-")

    def traced(self, pid):
        """System calls of a round. Being traced makes rounds long, so there
        may be fewer of them than seconds."""
        self.wait_rounds(1)
        before = self.count(GETS)
        calls = system_calls(pid, TRACED)
        return calls / max(self.count(GETS) - before, 1)

    def calls(self, words):
        """The stand-in itself makes none while its script is the same."""
        store = self.count(READS) + self.count(DIRECTORIES)
        before = self.count(GETS)
        agent = self.traced(self.agent)
        xen = self.traced(self.xen)
        rounds = self.count(GETS) - before
        store = (self.count(READS) + self.count(DIRECTORIES) - store) / rounds
        self.row(f"system calls per VM and round{words}",
                 f"{(agent + xen) / self.n:.2f}",
                 *(("6", "24") if words == "" else ()))
        self.row("  of these: agent, hsflowd-xen",
                 f"{agent / self.n:.2f}, {xen / self.n:.2f}")
        if words == "":
            self.row("  questions to xenstore per VM and round",
                     f"{store / self.n:.2f}")

    def memory(self):
        agent, _ = own_rss_kb(self.agent)
        everything, xen = own_rss_kb(self.xen)
        self.row("resident set, agent and hsflowd-xen", f"{agent + xen} kB",
                 "8192 kB", "29.5 MB")
        self.row("  of these: agent, hsflowd-xen", f"{agent}, {xen} kB")
        self.row("  (the stand-in's script, left out)",
                 f"{everything - xen} kB")

    def cpu(self, words):
        self.wait_rounds(2)
        before = [cpu_ns(self.agent), cpu_ns(self.xen)]
        began = self.count(GETS)
        time.sleep(ROUNDS)
        after = [cpu_ns(self.agent), cpu_ns(self.xen)]
        rounds = self.count(GETS) - began
        agent, xen = ((a - b) / 1e6 / rounds for a, b in zip(after, before))
        bare = bare_ms(self.host)
        self.row(f"CPU of a round{words}", f"{agent + xen:.2f} ms")
        self.row("  of these: agent, hsflowd-xen",
                 f"{agent:.2f}, {xen:.2f} ms")
        self.row("  floor: the library's bare call, once a second",
                 f"{bare:.2f} ms")
        self.row("  hsflowd-xen to the floor", f"{xen / bare:.1f}",
                 "1.2" if words else "-")

    def pace(self):
        """With an interval that leaves room for the whole second."""
        self.host.write_conf(polling=2)
        self.wait_rounds(2)
        began = self.capture.stat().st_size
        self.wait_rounds(PACED + 2)
        rounds = rounds_of(self.capture, began)
        whole = [r for r in rounds if sum(
            c == 3 for d in r for c, _ in d.sources) == self.n]
        sizes = [len(r) for r in whole]
        shares = sorted(window_share(r) for r in whole)
        spans = sorted(r[-1].when - r[0].when for r in whole)
        middle = len(whole) // 2
        self.row("rounds with each VM exactly once",
                 f"{len(whole)} of {len(rounds)}")
        self.row("datagrams of a round", f"{min(sizes)} to {max(sizes)}")
        self.row("  share in any 100 ms (median, largest)",
                 f"{shares[middle]:.1%}, {shares[-1]:.1%}", "15 %")
        self.row("  from the first to the last (median, largest)",
                 f"{spans[middle] * 1000:.0f}, {spans[-1] * 1000:.0f} ms",
                 "1000 ms")


def figures():
    for n in SIZES:
        with tempfile.TemporaryDirectory(prefix="hsflowd-bench-") as folder:
            pathlib.Path(folder).chmod(0o755)
            lab = Lab(folder)
            try:
                bench = Bench(lab, n)
                bench.cpu("")
                bench.calls("")
                bench.memory()
                bench.host.publish(auto=1, talk=1)
                bench.cpu(" with talks")
                bench.calls(" with talks")
                bench.host.publish(auto=1)
                bench.pace()
            finally:
                lab.close()


def stop(signo, _):
    """Undoes what was made; once, as timeout(1) sends it twice."""
    signal.signal(signo, signal.SIG_IGN)
    sys.exit(1)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--record"]:
        record(sys.argv[2], int(sys.argv[3]))
    else:
        signal.signal(signal.SIGTERM, stop)
        figures()
