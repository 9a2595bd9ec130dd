#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The main job, shown: one host, its virtual switch, one collector.

Run by scripts/demo, which installs and builds. Exit status 0 only if
everything that is promised was seen to arrive.
"""

import argparse
import pathlib
import signal
import sys
import tempfile
import textwrap
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent /
                       "test/system"))

from lab import BUILD, Lab, address, host_sample, records, veth  # noqa: E402
from ovs import Ovs  # noqa: E402

HOST_IP = "192.0.2.10"
COLLECTOR_IP = "192.0.2.1"
SAMPLING = 20
POLLING = 2

CONF = f"""sflow {{
  DNSSD = off
  polling = {POLLING}
  sampling = {SAMPLING}
  collector {{ ip = {COLLECTOR_IP} udpport = 6343 }}
}}
"""


def say(text=""):
    print(textwrap.fill(text, 78, subsequent_indent="  ")
          if len(text) > 78 else text, flush=True)


class Stop(Exception):
    """Ctrl-C, SIGTERM or the end of the time."""


def human(n, unit):
    for prefix in ("", "k", "M", "G", "T"):
        if n < 10000 or prefix == "T":
            return f"{n:.0f} {prefix}{unit}"
        n /= 1000
    return ""


class Switch:
    """Open vSwitch with bridges, and two VMs on each."""

    def __init__(self, lab, host):
        self.lab = lab
        self.host = host
        self.vms = [lab.namespace("vm1"), lab.namespace("vm2")]
        self.ovs = Ovs(host.name)
        self.ovs.close = self.ovs.stop
        lab.own(self.ovs)
        self.ovs.start()
        self.bridge_of = {}  # port name -> bridge
        self.bridges = []

    def add_bridge(self):
        number = len(self.bridges)
        bridge = f"br{number}"
        self.ovs.add_bridge(bridge)
        self.bridges.append(bridge)
        for index, vm in enumerate(self.vms):
            vif = f"vif{index + 1}.{number}"
            veth(self.host, vif, vm, f"eth{number}")
            address(vm, f"eth{number}", f"10.{number}.0.{index + 1}/24")
            self.ovs.vsctl("--no-wait", "add-port", bridge, vif)
            self.bridge_of[vif] = bridge
        self.lab.process(self.vms[0].argv(
            "ping", "-q", "-i", "0.004", f"10.{number}.0.2"), f"ping{number}")
        return bridge


class Story:
    """Tells a newcomer what the collector sees, and remembers it."""

    def __init__(self, switch):
        self.switch = switch
        self.agents = set()
        self.names = {}  # ifIndex -> port name
        self.host_seen = False
        self.ports_seen = set()
        self.bridges_sampled = {}
        self.waiting = {}  # bridge -> when it was added

    def complete(self, bridges):
        return (self.host_seen and len(self.agents) == 1 and
                all(b in self.bridges_sampled for b in bridges) and
                all(v in self.ports_seen for v, b in
                    self.switch.bridge_of.items() if b in bridges))

    def missing(self):
        what = []
        if not self.host_seen:
            what.append("the host's counters")
        for vif, bridge in self.switch.bridge_of.items():
            if vif not in self.ports_seen:
                what.append(f"counters of port {vif}")
        for bridge in self.switch.bridges:
            if bridge not in self.bridges_sampled:
                what.append(f"sampled packets of {bridge}")
        if len(self.agents) > 1:
            what.append(f"one agent address, there were {self.agents}")
        return what

    def tell(self, datagram):
        self.agents.add(datagram["agent"])
        host = host_sample(datagram)
        if host and not self.host_seen:
            self.tell_host(datagram, host)
        for sample in datagram["samples"]:
            if sample["type"] == "counters" and sample["class"] == 0:
                self.tell_port(sample)
            elif sample["type"] == "flow":
                self.tell_packet(datagram, sample)

    def tell_host(self, datagram, r):
        self.host_seen = True
        cpu, memory = r["host_cpu"], r["host_memory"]
        say(f"* The host's counters arrived. Agent {datagram['agent']}, "
            f"sub-agent {datagram['subAgent']}:")
        say(f"    host name  {r['host_descr']['hostname']}, Linux "
            f"{r['host_descr']['os_release']}")
        say(f"    CPU        {cpu['cpu_num']} cores, load "
            f"{cpu['load_one']:.2f}, up {cpu['uptime']} s")
        say(f"    memory     {human(memory['mem_free'], 'B')} free of "
            f"{human(memory['mem_total'], 'B')}")
        disk = r["host_disk_io"]
        say(f"    disk       {human(disk['bytes_read'] or 0, 'B')} read, "
            f"{human(disk['bytes_written'] or 0, 'B')} written")
        tcp = r["mib2_tcp_group"]
        say(f"    TCP        {tcp['tcpCurrEstab']} connections, "
            f"{tcp['tcpInSegs']} segments in")

    def tell_port(self, sample):
        r = records(sample)
        name = r.get("port_name", {}).get("name")
        counters = r.get("if_counters")
        if not name or not counters:
            return
        self.names[counters["ifIndex"]] = name
        bridge = self.switch.bridge_of.get(name)
        if bridge is None or name in self.ports_seen:
            return
        if not counters["ifInUcastPkts"]:
            return  # nothing has passed yet
        self.ports_seen.add(name)
        say(f"* Port {name} of {bridge} (ifIndex {counters['ifIndex']}): "
            f"{counters['ifInUcastPkts']} packets, "
            f"{human(counters['ifInOctets'], 'B')} in from the VM")

    def tell_packet(self, datagram, sample):
        header = records(sample).get("sampled_header")
        port = self.names.get(sample["input"])
        bridge = self.switch.bridge_of.get(port)
        if not header or bridge is None or bridge in self.bridges_sampled:
            return
        self.bridges_sampled[bridge] = sample
        after = ""
        if bridge in self.waiting:
            after = (f", {time.monotonic() - self.waiting[bridge]:.1f} s "
                     "after the bridge was made")
        say(f"* A packet sampled on {bridge}, 1 in {sample['rate']}{after}. "
            f"Agent {datagram['agent']}, sub-agent {datagram['subAgent']}:")
        say(f"    {header['ipSrc']} to {header['ipDst']}, "
            f"{header['frame_length']} bytes, came in through {port}"
            if header.get("ipSrc") else
            f"    {header['ethSrc']} to {header['ethDst']}, came in "
            f"through {port}")


class Demo:
    def __init__(self, lab, seconds):
        self.lab = lab
        self.end = time.monotonic() + seconds if seconds else None

    def build_host(self):
        say("A host with Open vSwitch, two VMs and a collector, each in a "
            "network namespace:")
        host = self.lab.namespace("host")
        far = self.lab.namespace("collector")
        veth(host, "eth0", far, "eth0")
        address(host, "eth0", f"{HOST_IP}/24")
        address(far, "eth0", f"{COLLECTOR_IP}/24")
        switch = Switch(self.lab, host)
        first, second = switch.add_bridge(), switch.add_bridge()
        say(f"  host {HOST_IP}, bridges {first} and {second}; vm1 pings vm2 "
            "over both")
        say(f"  collector {COLLECTOR_IP}, UDP port 6343 (hsflowctl listen)")
        say()
        return host, far, switch

    def start_pair(self, host, switch):
        folder = self.lab.folder
        (folder / "hsflowd.conf").write_text(CONF)
        state = folder / "run/hsflowd.auto"
        say("hsflowd.conf, all that is configured by hand:")
        for line in CONF.splitlines():
            say(f"    {line}")
        say("hsflowd reads it and publishes the settings; sflowovsd follows "
            "them and sets up Open vSwitch.")
        say()
        self.daemons = [
            self.lab.process(host.argv(
                BUILD / "hsflowd", "-d", "-f", folder / "hsflowd.conf",
                "-o", state, "-p", folder / "hsflowd.pid"), "hsflowd"),
            self.lab.process(host.argv(
                BUILD / "sflowovsd", "-d", "-f", state,
                "-p", folder / "sflowovsd.pid", "--db", switch.ovs.db),
                "sflowovsd")]

    def listen(self, collector, story, until):
        """Tells what comes until it is complete or the time is over."""
        at = getattr(self, "told", 0)
        while not until():
            if self.end and time.monotonic() > self.end:
                raise Stop
            for daemon in self.daemons:
                if not daemon.alive():
                    say(f"{daemon.argv[4]} ended:\n{daemon.output()}")
                    raise Stop
            new = collector.datagrams[at:]
            for datagram in new:
                story.tell(datagram)
            at += len(new)
            self.told = at
            time.sleep(0.05)

    def run(self):
        host, far, switch = self.build_host()
        collector = self.lab.collector(far)
        story = Story(switch)
        try:
            self.start_pair(host, switch)
            say("What arrives at the collector:")
            self.listen(collector, story,
                        lambda: story.complete(switch.bridges))
            say()
            bridge = switch.add_bridge()
            story.waiting[bridge] = time.monotonic()
            say(f"Now a third bridge, {bridge}, is made. Nobody configures "
                "anything.")
            self.listen(collector, story,
                        lambda: story.complete(switch.bridges))
            say()
            say("All of it came from one agent, "
                f"{', '.join(story.agents)}. Still listening"
                + (" until the time is over." if self.end
                   else ", Ctrl-C ends.") if not self.finished() else
                f"All of it came from one agent, {', '.join(story.agents)}.")
            self.listen(collector, story, lambda: False)
        except (Stop, KeyboardInterrupt):
            pass
        return self.sum_up(collector, story)

    def finished(self):
        return self.end is not None and time.monotonic() > self.end

    def sum_up(self, collector, story):
        say()
        host = [s for d, s in collector.samples("counters")
                if s["source"] == "2:1"]
        say(f"In all: {len(collector.datagrams)} datagrams, "
            f"{len(host)} samples of the host, "
            f"{len(collector.samples('counters')) - len(host)} of ports, "
            f"{len(collector.samples('flow'))} sampled packets.")
        bad = [p for d in collector.datagrams for p in d["problems"]]
        missing = story.missing()
        if bad:
            say(f"Datagrams that could not be decoded: {bad[0]}")
        if len(story.switch.bridges) < 3:
            missing.append("the third bridge")
        for what in missing:
            say(f"NOT SEEN: {what}")
        if missing:
            for daemon in self.daemons:
                say(f"--- {daemon.log.name}")
                print(daemon.output(), flush=True)
            return 1
        return 1 if bad else 0


def main():
    parser = argparse.ArgumentParser(prog="scripts/demo")
    parser.add_argument("--seconds", type=int, metavar="N",
                        help="end after N seconds (without: Ctrl-C)")
    seconds = parser.parse_args().seconds

    def stop(*_):
        raise Stop

    for signo in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(signo, stop)
    status = 1
    with tempfile.TemporaryDirectory(prefix="hsflowd-demo-") as folder:
        lab = Lab(folder)
        lab.folder.chmod(0o755)
        try:
            status = Demo(lab, seconds).run()
        except (Stop, KeyboardInterrupt):
            say("Stopped before anything could be shown.")
        finally:
            for signo in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(signo, signal.SIG_IGN)
            lab.close()
            say("Cleaned up.")
    return status


if __name__ == "__main__":
    sys.exit(main())
