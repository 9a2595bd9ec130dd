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

from dns import Nsd  # noqa: E402
from lab import BUILD, Lab, address, host_sample, records, veth  # noqa: E402
from ovs import Ovs  # noqa: E402

HOST_IP = "192.0.2.10"
COLLECTOR_IP = "192.0.2.1"
DOMAIN = "example.com"
SAMPLING = 20
SAMPLING_THEN = 50
POLLING = 2
TTL = 10

ZONE = f"""_sflow._udp   {TTL} SRV 0 0 6343 analyzer
_sflow._udp   {TTL} TXT ( "txtvers=1" "polling={POLLING}" "sampling=%d" )
analyzer         A   {COLLECTOR_IP}
"""
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
        self.bridges_sampled = {}  # bridge -> rates that were seen
        self.waiting = {}  # bridge -> when it was added
        self.rate = SAMPLING  # that packets should be sampled at
        self.changed = None  # when the rate was changed

    def complete(self, bridges):
        return (self.host_seen and len(self.agents) == 1 and
                all(self.rate in self.bridges_sampled.get(b, ())
                    for b in bridges) and
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
            if self.rate not in self.bridges_sampled.get(bridge, ()):
                what.append(f"packets of {bridge} sampled 1 in {self.rate}")
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
        rates = self.bridges_sampled.setdefault(bridge, set())
        if not header or bridge is None or sample["rate"] in rates:
            return
        rates.add(sample["rate"])
        after = ""
        if self.changed:
            after = (f", {time.monotonic() - self.changed:.1f} s after the "
                     "change in DNS")
        elif bridge in self.waiting:
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
    def __init__(self, lab, seconds, by_file):
        self.lab = lab
        self.end = time.monotonic() + seconds if seconds else None
        self.by_file = by_file
        self.dns = None

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

    def configure_by_file(self):
        say("hsflowd.conf, all that is configured by hand:")
        self.show(CONF)
        return CONF

    def configure_by_dns(self, host, far):
        """The host itself is told nothing but where its DNS server is."""
        zone = ZONE % SAMPLING
        self.dns = Nsd(self.lab, far, {DOMAIN: zone})
        host.etc_file("resolv.conf",
                      f"nameserver {COLLECTOR_IP}\nsearch {DOMAIN}\n")
        say(f"DNS, all that is configured by hand, in the zone {DOMAIN} "
            "(served by NSD):")
        self.show(zone)
        return "sflow {\n}\n"

    @staticmethod
    def show(text):
        for line in text.splitlines():
            say(f"    {line}")

    def start_pair(self, host, far, switch):
        folder = self.lab.folder
        conf, state = folder / "hsflowd.conf", folder / "run/hsflowd.auto"
        if self.by_file:
            conf.write_text(self.configure_by_file())
            say("hsflowd reads it and publishes the settings; sflowovsd "
                "follows them and sets up Open vSwitch.")
        else:
            conf.write_text(self.configure_by_dns(host, far))
            say("hsflowd finds it and publishes the settings; sflowovsd "
                "follows them and sets up Open vSwitch.")
        say()
        self.daemons = [
            self.lab.process(host.argv(
                BUILD / "hsflowd", "-d", "-f", conf, "-o", state,
                "-l", folder / "run/dns.last",
                "-s", folder / "run/hsflowd.sock",
                "-p", folder / "hsflowd.pid"), "hsflowd"),
            self.lab.process(host.argv(
                BUILD / "sflowovsd", "-d", "-f", state,
                "-s", folder / "sflowovsd.sock",
                "-p", folder / "sflowovsd.pid", "--db", switch.ovs.db),
                "sflowovsd")]

    def change_dns(self, story):
        say()
        say(f"Now `sampling` is changed in the zone, from {SAMPLING} to "
            f"{SAMPLING_THEN}. Nobody logs in anywhere; the records live for "
            f"{TTL} s.")
        story.rate = SAMPLING_THEN
        self.dns.change(DOMAIN, ZONE % SAMPLING_THEN)
        story.changed = time.monotonic()

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
            self.start_pair(host, far, switch)
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
            if self.dns:
                self.change_dns(story)
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
        if self.dns and not story.changed:
            missing.append("a change in DNS")
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
    parser.add_argument("--file", action="store_true",
                        help="configure by hsflowd.conf instead of DNS")
    args = parser.parse_args()

    def stop(*_):
        raise Stop

    for signo in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(signo, stop)
    status = 1
    with tempfile.TemporaryDirectory(prefix="hsflowd-demo-") as folder:
        lab = Lab(folder)
        lab.folder.chmod(0o755)
        try:
            status = Demo(lab, args.seconds, args.file).run()
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
