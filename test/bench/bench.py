#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Prints the project's figures, each with its aim beside it.

usage: test/bench/bench.py [BUILD]

As root. Nothing here is a test: machines differ and are noisy.
"""

import json
import math
import os
import pathlib
import platform
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
os.environ["HSFLOWD_BUILD"] = str(pathlib.Path(
    sys.argv[1] if len(sys.argv) > 1 else ROOT / "build").resolve())
sys.path.insert(0, str(ROOT / "test/system"))

from agent import CONF, Host, agent_pid  # noqa: E402
from decode import decode_figures  # noqa: E402
from dns import TXT, Machine, Script, Zone  # noqa: E402
from lab import BUILD, LIMIT, Lab, host_sample  # noqa: E402
from ovs import VSCTL, Ovs  # noqa: E402
from ovsd import Daemon  # noqa: E402

ROUNDS = 20
STORM = 1000  # bridges
MANY = 100  # additions of one bridge
ROWS = []


def row(what, value, aim, incumbent="-"):
    ROWS.append((what, value, aim, incumbent))
    print(f"{what:58} {value:>22} {aim:>14} {incumbent:>12}", flush=True)


def ms(seconds):
    return f"{seconds * 1000:.1f} ms"


def percentile(values, p):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(len(ordered) * p) - 1)]


def spread(values):
    return (f"{ms(statistics.median(values))} "
            f"(max {ms(max(values))}, n={len(values)})")


def cpu_ns(pid):
    return int(pathlib.Path(f"/proc/{pid}/schedstat").read_text().split()[0])


def rss_kb(pid):
    text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return {key: int(re.search(rf"^{key}: +(\d+)", text, re.M).group(1))
            for key in ("Rss", "Pss", "Private_Dirty")}


def rss_row(what, pid):
    kb = rss_kb(pid)
    row(f"resident set, {what}",
        f"{kb['Rss']} kB", "2048 kB", "2.1 MB")
    row(f"  of which its own (Private_Dirty), {what}",
        f"{kb['Private_Dirty']} kB", "-", "176 kB")


def system_calls(pid, seconds):
    """Of one process, while it goes about its work."""
    with tempfile.NamedTemporaryFile() as out:
        tracer = subprocess.Popen(
            ["strace", "-f", "-c", "-U", "calls,name", "-p", str(pid),
             "-o", out.name], stderr=subprocess.PIPE)
        tracer.stderr.readline()  # attached
        time.sleep(seconds)
        tracer.send_signal(signal.SIGINT)
        tracer.wait()
        calls = {}
        for line in pathlib.Path(out.name).read_text().splitlines():
            fields = line.split()
            if len(fields) == 2 and fields[0].isdigit():
                calls[fields[1]] = int(fields[0])
        total = calls.pop("total", None)
        return total if total is not None else sum(calls.values())


def harness_us(name, *argv):
    return float(subprocess.run([BUILD / name, *argv], check=True, text=True,
                                capture_output=True).stdout)


def host_figures(folder):
    lab = Lab(folder)
    lab.folder.chmod(0o755)
    try:
        host = Host(lab)
        host.write_conf(polling=1)
        collector = lab.collector(host.far)
        process = host.start()
        collector.wait_for(lambda d: d["sequence"] == 3, "three rounds")
        agent = agent_pid(process)
        before, first = cpu_ns(agent), collector.next()["sequence"]
        collector.wait_for(lambda d: d["sequence"] == first + ROUNDS, "rounds")
        spent = (cpu_ns(agent) - before) / 1e6 / ROUNDS
        row("CPU of a polling round, one a second", f"{spent:.3f} ms",
            "0.15 ms", "0.61 ms")
        calls = system_calls(agent, ROUNDS)
        row("system calls of a polling round", f"{calls / ROUNDS:.1f}", "24",
            "63")
        rss_row("hsflowd's monitor", process.pid)
        rss_row("hsflowd's agent", agent)
        process.stop()
        host.write_conf(polling=3600)
        process = host.start()
        collector.next(host_sample)
        agent = agent_pid(process)
        idle = system_calls(agent, 10)
        row("system calls a second between rounds", f"{idle / 10:.1f}", "0",
            "4.8")
        process.stop()
        row("start to first datagram", spread(
            [first_datagram(host, collector) for _ in range(10)]), "1000 ms",
            "18 s")
        reload_figures(host)
    finally:
        lab.close()


def reload_figures(host):
    """From the end of what is done to the settings' being published."""
    host.write_conf(polling=30)
    process = host.start()
    host.wait_setting("polling", "30")

    def write(text):
        host.conf.write_text(text)

    def rename(text):
        new = host.conf.with_suffix(".new")
        new.write_text(text)
        new.rename(host.conf)

    def hang_up(text):
        """Comes before the file would be read by itself."""
        host.conf.write_text(text)
        process.popen.send_signal(signal.SIGHUP)

    header = 100
    for what, act in (("hsflowd.conf written to settings published", write),
                      ("  renamed into place", rename),
                      ("  SIGHUP", hang_up)):
        took = []
        for _ in range(10):
            header += 1
            took.append(reload_took(host, header, act))
        row(what, spread(took), "100 ms")
    process.stop()


def reload_took(host, header, act):
    act(CONF.format(polling=30, more=f"headerBytes = {header}"))
    began = time.monotonic()
    while host.setting("header") != [str(header)]:
        assert time.monotonic() - began < LIMIT, "settings"
        time.sleep(0.0005)
    return time.monotonic() - began


def first_datagram(host, collector):
    began = time.monotonic()
    process = host.start()
    collector.next(host_sample, "host counters")
    took = time.monotonic() - began
    process.stop()
    return took


def round_figures():
    """Beside each other: with warm caches, and as cold as in service."""
    def value(name, *argv):
        return f"{harness_us(name, *argv) / 1000:.3f} ms"

    row("CPU of rounds back to back", value("bench_round", "5000"),
        "0.15 ms")
    row("  floor: the kernel making the same files, back to back",
        value("bench_floor", "5000", "0"), "-")
    row("  floor: the same, once a second",
        value("bench_floor", str(ROUNDS), "1000"), "-")


class Monitor:
    """Sees the database change as the server says so (RFC 7047)."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.text = ""
        self.decoder = json.JSONDecoder()
        self.bridges = {}
        self.rows = {}
        self.send("monitor", ["Open_vSwitch", None, {
            "Bridge": [{"columns": ["name", "sflow"]}],
            "sFlow": [{"columns": ["sampling"]}]}])
        self.take(self.receive()["result"])

    def send(self, method, params):
        self.socket.sendall(json.dumps(
            {"method": method, "params": params, "id": 0}).encode())

    def receive(self):
        while True:
            try:
                # A large update comes in many pieces; only the last one
                # ends in a brace more often than not.
                if self.text[-1:] == "}":
                    value, end = self.decoder.raw_decode(self.text)
                    self.text = self.text[end:].lstrip()
                    return value
                raise ValueError
            except ValueError:
                more = self.socket.recv(1 << 20).decode()
                assert more, "the server is gone"
                self.text += more

    def take(self, update):
        for table, known in (("Bridge", self.bridges), ("sFlow", self.rows)):
            for uuid, change in update.get(table, {}).items():
                if "new" in change:
                    known[uuid] = change["new"]
                else:
                    known.pop(uuid, None)

    def wait(self, condition, limit=120):
        self.socket.settimeout(limit)
        while not condition():
            message = self.receive()
            if message.get("method") == "update":
                self.take(message["params"][1])
        return time.monotonic()

    def all_set(self, sampling, n):
        """Do n bridges point to a row with this sampling?"""
        good = {u for u, r in self.rows.items() if r["sampling"] == sampling}
        return sum(b["sflow"][0] == "uuid" and b["sflow"][1] in good
                   for b in self.bridges.values()) >= n


def processes(daemon):
    return len(daemon.calls())


def passes(daemon):
    return daemon.log().count(" sFlow rows: ")


def settle(daemon, count=3, of=processes):
    """Until it has been still for a while: the last calls are over."""
    while True:
        before = of(daemon)
        time.sleep(0.3)
        if of(daemon) == before and before >= count:
            return


def change_settings(daemon, monitor, n, times):
    took = []
    for i in range(times):
        settle(daemon, 0)
        sampling = 1000 + i
        began = time.monotonic()
        daemon.write(revision=i + 10, sampling=sampling)
        took.append(monitor.wait(lambda s=sampling: monitor.all_set(s, n)) -
                    began)
    return took


def add_bridges(switch, daemon, monitor, times):
    """One after the other; each goes again, where it would be many."""
    took = []
    sampling = next(iter(monitor.rows.values()))["sampling"]
    n = len(monitor.bridges)
    for i in range(times):
        settle(daemon, 0)
        began = time.monotonic()
        switch.add_bridge(f"new{i}")
        took.append(monitor.wait(lambda n=n: monitor.all_set(
            sampling, n + 1)) - began)
        if times < MANY:
            n += 1
            continue
        settle(daemon, 0)
        switch.vsctl("--no-wait", "del-br", f"new{i}")
        monitor.wait(lambda n=n: len(monitor.bridges) == n)
    return took


def cpu_s(pid, children):
    """Of a process; and of those children that it has waited for."""
    text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    fields = [int(f) for f in text.rpartition(")")[2].split()[11:15]]
    return sum(fields[2:] if children else fields[:2]) / os.sysconf(
        "SC_CLK_TCK")


def cpu_shares(pid):
    """Of sflowovsd itself; of its ovs-vsctl, and its monitors."""
    path = pathlib.Path(f"/proc/{pid}/task/{pid}/children")
    running = [int(child) for child in path.read_text().split()]
    calls = cpu_s(pid, True)
    for child in running:
        try:
            calls += cpu_s(child, False)
        except FileNotFoundError:
            pass  # waited for next time
    return cpu_s(pid, False), calls


class AloneOvs(Ovs):
    """In a folder whose parent is nobody else's either, as that is watched:
    others' files in /tmp would be events."""

    def __init__(self):
        self.parent = tempfile.TemporaryDirectory(prefix="hsflowd-bench-")
        tempfile.tempdir = self.parent.name
        try:
            super().__init__()
        finally:
            tempfile.tempdir = None

    def stop(self):
        super().stop()
        self.parent.cleanup()


def storm_figures():
    """As fast as ovs-vsctl goes, and nobody but the database to wait for."""
    with AloneOvs() as switch:
        switch.stop_vswitchd()
        switch.add_bridge("br0")
        daemon = Daemon(switch)
        daemon.wrapper = VSCTL  # nothing but its own cost
        monitor = Monitor(switch.sock)
        daemon.write(sampling=999)
        daemon.start()
        try:
            monitor.wait(lambda: monitor.all_set(999, 1))
            settle(daemon, 2, passes)
            time.sleep(6)  # 5 s after its start a monitor counts as steady
            idle = system_calls(daemon.process.pid, 10)
            row("system calls a second of sflowovsd, idle",
                f"{idle / 10:.1f}", "0")
            before = passes(daemon)
            own, calls = cpu_shares(daemon.process.pid)
            began = time.monotonic()
            for i in range(STORM):
                switch.vsctl("--no-wait", "add-br", f"storm{i}")
            last = time.monotonic()
            own_then, calls_then = cpu_shares(daemon.process.pid)
            made = passes(daemon) - before
            at = monitor.wait(lambda: monitor.all_set(999, STORM + 1))
            settle(daemon, 2, passes)
            tell_storm(last - began, made, own_then - own,
                       calls_then - calls)
            row("  passes in all", str(passes(daemon) - before), "-")
            row("  from the last one added to all set", ms(at - last), "-")
        finally:
            daemon.stop()


def tell_storm(took, made, own, calls):
    row(f"{STORM} bridges added one by one, seconds it took",
        f"{took:.1f} s", "-")
    row("  passes meanwhile", str(made), "-")
    row("  share of a core: sflowovsd with its ovs-vsctl",
        f"{100 * (own + calls) / took:.1f} %", "10 %")
    row("  share of a core: sflowovsd itself", f"{100 * own / took:.1f} %",
        "-")


def bridges_figures(n):
    """The database alone beyond 10: nothing here depends on packets."""
    with Ovs() as switch:
        if n > 10:
            switch.stop_vswitchd()
        names = [f"br{i}" for i in range(n)]
        for at in range(0, n, 100):
            switch.add_bridge(*names[at:at + 100])
        daemon = Daemon(switch)
        monitor = Monitor(switch.sock)
        daemon.write(sampling=999)
        daemon.start()
        try:
            monitor.wait(lambda: monitor.all_set(999, n))
            settle(daemon)
            before = len(daemon.calls())
            took = change_settings(daemon, monitor, n, 1)
            settle(daemon)
            row(f"ovs-vsctl processes for a change, {n} bridges",
                str(len(daemon.calls()) - before), "3", f"N+4 = {n + 4}")
            took = change_settings(daemon, monitor, n, 10)
            row(f"settings changed to all set, {n} bridges", spread(took),
                "100 ms", "4 s")
            times = MANY if n in (1, 100) else 20
            took = add_bridges(switch, daemon, monitor, times)
            row(f"ovs-vsctl add-br started to sFlow set, {n} bridges",
                ms(statistics.median(took)), "30 ms", "54 s")
            share = 0.99 if times == MANY else 0.95
            row(f"  {share * 100:.0f} of 100 within",
                f"{ms(percentile(took, share))} (n={times})", "100 ms")
            if n == 10:
                rss_row("sflowovsd", daemon.process.pid)
            if n == 1000:
                rss_row("sflowovsd with 1000 bridges", daemon.process.pid)
        finally:
            daemon.stop()


class TimedZone(Zone):
    """Knows when it has last answered for TXT."""

    told = 0

    def right(self, question):
        if question.type == TXT:
            self.told = time.monotonic()
        return super().right(question)


def dns_figures(folder, n):
    """From the answer that is new to all bridges: the TTL is not in it."""
    lab = Lab(folder)
    lab.folder.chmod(0o755)
    host = Host(lab)
    zone = TimedZone()
    Script(lab, host.far, zone)
    with Ovs(host.ns.name) as switch:
        if n > 10:
            switch.stop_vswitchd()
        names = [f"br{i}" for i in range(n)]
        for at in range(0, n, 100):
            switch.add_bridge(*names[at:at + 100])
        monitor = Monitor(switch.sock)
        agent = Machine(host, "agent").search("s.test").start()
        lab.process(host.ns.argv(
            BUILD / "sflowovsd", "-d", "-f", agent.state, "-s",
            agent.folder / "sflowovsd.sock", "-p",
            agent.folder / "sflowovsd.pid", "--db", switch.db), "sflowovsd")
        took = []
        try:
            monitor.wait(lambda: monitor.all_set(111, n))
            for sampling in range(1000, 1010):
                time.sleep(1)  # let what follows from the last one end
                zone.put(strings=("txtvers=1", f"sampling={sampling}"))
                agent.search("s.test")  # asks again, within 2 s
                at = monitor.wait(lambda s=sampling: monitor.all_set(s, n))
                took.append(at - zone.told)
            row(f"DNS answers otherwise to all set, {n} bridges", spread(took),
                "500 ms")
            if n == 1:
                pid = agent_pid(agent.process)
                rss_row("hsflowd's agent, with DNS-SD", pid)
                zone.put(ttl=3600, strings=("txtvers=1", "polling=3600"))
                agent.search("s.test").wait_values(polling="3600")
                time.sleep(2)
                idle = system_calls(pid, 10)
                row("system calls a second between questions and rounds",
                    f"{idle / 10:.1f}", "0")
        finally:
            lab.close()


def machine():
    cpu = re.search(r"model name\s*: (.*)",
                    pathlib.Path("/proc/cpuinfo").read_text())
    return (f"{cpu.group(1) if cpu else platform.machine()}, "
            f"{os.cpu_count()} CPUs, Linux {platform.release()}, "
            f"{time.strftime('%Y-%m-%d')}")


def main():
    print(f"{machine()}\n")
    print(f"{'figure':58} {'measured':>22} {'aim':>14} {'incumbent':>12}")
    with tempfile.TemporaryDirectory(prefix="hsflowd-bench-") as folder:
        host_figures(folder)
    round_figures()
    decode_figures(BUILD, row)
    for n in (1, 10, 100, 1000):
        bridges_figures(n)
    storm_figures()
    for n in (1, 1000):
        with tempfile.TemporaryDirectory(prefix="hsflowd-bench-") as folder:
            dns_figures(folder, n)


if __name__ == "__main__":
    main()
