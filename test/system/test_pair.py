# SPDX-License-Identifier: Apache-2.0
"""The main job: host and switch arrive at a collector as one agent."""

import re
import subprocess

import pytest

from agent import HOST_IP, Host
from lab import BUILD, address, host_sample, records, veth, wait_until
from ovs import Ovs

SAMPLING = 10


class Pair(Host):
    """The host gets Open vSwitch, VMs and sflowovsd too."""

    def __init__(self, lab):
        super().__init__(lab)
        self.ovs = Ovs(self.ns.name)
        self.ovs.close = self.ovs.stop
        lab.own(self.ovs)
        self.ovs.start()
        self.vms = [lab.namespace("vm1"), lab.namespace("vm2")]
        self.ports = {}  # bridge -> its two ports

    def add_bridge(self, name):
        number = len(self.ports)
        self.ovs.add_bridge(name)
        self.ports[name] = []
        for i, vm in enumerate(self.vms):
            port = f"vif{i + 1}.{number}"
            veth(self.ns, port, vm, f"eth{number}")
            address(vm, f"eth{number}", f"10.{number}.0.{i + 1}/24")
            self.ovs.vsctl("--no-wait", "add-port", name, port)
            self.ports[name].append(port)
        wait_until(lambda: self.ns.ip("link", "show", name, check=False)
                   .returncode == 0, f"bridge {name}")
        return number

    def ping(self, number, count=400):
        self.vms[0].run("ping", "-q", "-i", "0.002", "-c", str(count),
                        f"10.{number}.0.2")

    def keep_pinging(self, number):
        self.lab.process(self.vms[0].argv(
            "ping", "-q", "-i", "0.005", f"10.{number}.0.2"), "ping")

    def write_pair_conf(self, sampling=SAMPLING, polling=1):
        self.write_conf("sflow { DNSSD = off polling = %d sampling = %d\n"
                        "collector { ip = 192.0.2.1 } }"
                        % (polling, sampling))

    def sflowovsd_argv(self):
        return self.ns.argv(
            BUILD / "sflowovsd", "-dd", "-f", self.state,
            "-s", self.lab.folder / "sflowovsd.sock",
            "-p", self.lab.folder / "sflowovsd.pid", "--db", self.ovs.db)

    def start_sflowovsd(self):
        return self.lab.process(self.sflowovsd_argv(), "sflowovsd")

    def ifindex(self, port):
        text = self.ns.ip("-o", "link", "show", port).stdout
        return int(text.split(":")[0])

    def wait_sampling(self, sampling):
        def there():
            rows = self.ovs.rows()
            # Two reads: a row may be newer than the list of rows.
            return all(rows.get(row, {}).get("sampling") == sampling
                       for row in self.ovs.bridges().values())
        wait_until(there, f"sampling {sampling} on every bridge")


@pytest.fixture
def pair(lab):
    return Pair(lab)


def flow_from(pair, bridge):
    """A predicate: a packet that came in through a port of the bridge."""
    wanted = {pair.ifindex(p) for p in pair.ports[bridge]}

    def fits(datagram):
        return any(s["type"] == "flow" and s["input"] in wanted
                   for s in datagram["samples"])
    return fits


def test_host_ports_and_packets_arrive_as_one_agent(pair, lab):
    capture = lab.folder / "capture"
    for name in ("br0", "br1"):
        pair.keep_pinging(pair.add_bridge(name))
    dump = lab.process(pair.far.argv(
        "tcpdump", "-i", "eth0", "--immediate-mode", "-U", "-w", capture,
        "-Z", "root", "udp", "port", "6343"), "tcpdump")
    dump.wait_output("listening on")
    collector = lab.collector(pair.far)
    pair.write_pair_conf()
    pair.start()
    pair.start_sflowovsd()
    collector.wait_for(host_sample, "host counters")
    for name in ("br0", "br1"):
        collector.wait_for(flow_from(pair, name), f"a packet of {name}")
        for port in pair.ports[name]:
            collector.wait_for(
                lambda d, p=port: any(
                    records(s).get("port_name", {}).get("name") == p
                    for s in d["samples"]), f"counters of {port}")

    # A third bridge, with nobody's help.
    pair.keep_pinging(pair.add_bridge("br2"))
    collector.wait_for(flow_from(pair, "br2"), "a packet of br2")

    wait_until(lambda: len(collector.datagrams) >= 12, "a dozen datagrams")

    # One agent; sub-agents of host and switch differ.
    datagrams = list(collector.datagrams)
    assert {d["agent"] for d in datagrams} == {HOST_IP}
    host = {d["subAgent"] for d in datagrams if host_sample(d)}
    switch = {d["subAgent"] for d in datagrams if not host_sample(d)}
    assert host == {100000}
    assert switch and not host & switch
    assert all(d["problems"] == [] for d in datagrams)
    rates = {s["rate"] for _, s in collector.samples("flow")}
    assert rates == {SAMPLING}
    # hsflowd counts no interface that Open vSwitch counts.
    for datagram in datagrams:
        if host_sample(datagram):
            assert [s["source"] for s in datagram["samples"]] == ["2:1"]

    # A decoder that is not ours reads every one of them to its end.
    dump.stop()
    text = subprocess.run(
        ["tcpdump", "-n", "-vvv", "-r", capture, "udp", "port", "6343"],
        text=True, check=True, capture_output=True).stdout
    captured = len(re.findall(r"sFlowv5, IPv4 agent 192\.0\.2\.10", text))
    assert captured >= 10
    assert captured == text.count("> 192.0.2.1.6343")
    assert "[|sflow]" not in text


def test_sampled_packets_times_rate_match_the_ports_counters(pair, lab):
    number = pair.add_bridge("br0")
    collector = lab.collector(pair.far)
    pair.write_pair_conf()
    pair.start()
    pair.start_sflowovsd()
    pair.wait_sampling(SAMPLING)
    collector.wait_for(
        lambda d: any(records(s).get("port_name", {}).get("name") ==
                      "vif1.0" for s in d["samples"]), "counters of vif1.0")
    index = pair.ifindex("vif1.0")

    def packets():
        """Of vif1.0 from the VM, as its counters were last sent."""
        found = [records(s)["if_counters"]["ifInUcastPkts"]
                 for _, s in collector.samples("counters")
                 if s["source"] == f"0:{index}"]
        return found[-1] if found else 0

    def sampled():
        return sum(1 for _, s in collector.samples("flow")
                   if s["input"] == index)

    before = sampled()
    count = 4000
    pair.ping(number, count)
    wait_until(lambda: packets() >= count, "the counters of the packets")
    estimate = (sampled() - before) * SAMPLING
    # 400 samples expected; six standard deviations either way.
    assert abs(estimate - count) < 6 * SAMPLING * (count / SAMPLING) ** 0.5


def test_hsflowd_conf_says_which_bridges(pair, lab):
    for name in ("br0", "br1"):
        pair.add_bridge(name)
    pair.ovs.add_bridge("br 2")
    pair.ovs.vsctl("--no-wait", "--", "--id=@x", "create", "sflow",
                   'targets="192.0.2.7:6343"', "--", "set", "bridge", "br1",
                   "sflow=@x")
    theirs = pair.ovs.bridges()["br1"]

    def write(ovs):
        pair.write_conf("sflow { DNSSD = off collector { ip = 192.0.2.1 }\n"
                        "ovs { %s } }" % ovs)

    def ours():
        bridges = pair.ovs.bridges()
        return {name for name, row in bridges.items()
                if row and row != theirs}

    write("bridge = br? exclude = br0")
    pair.start()
    pair.wait_setting("ovs.bridge", "br?")
    assert pair.setting("ovs.takeover") == []
    pair.start_sflowovsd().wait_output("bridge br1 is left alone")
    assert ours() == set()
    write('bridge = br0 "br 2"')
    wait_until(lambda: ours() == {"br0", "br 2"}, "two bridges")
    write("takeover = yes")
    wait_until(lambda: ours() == {"br0", "br1", "br 2"}, "all bridges")
    pair.wait_setting("ovs.takeover", "yes")
    write("exclude = br[01]")
    wait_until(lambda: ours() == {"br 2"}, "one bridge")
    write("")
    wait_until(lambda: ours() == {"br0", "br1", "br 2"}, "all bridges")
    assert not any(k.startswith("ovs.") for k, _ in pair.settings())


def test_changed_and_withdrawn_settings_reach_every_bridge(pair, lab):
    pair.add_bridge("br0")
    pair.add_bridge("br1")
    pair.write_pair_conf()
    hsflowd = pair.start()
    sflowovsd = pair.start_sflowovsd()
    pair.wait_sampling(SAMPLING)
    pair.write_pair_conf(sampling=77)
    pair.wait_sampling(77)
    rows = pair.ovs.rows()
    assert {tuple([r["targets"]] if isinstance(r["targets"], str)
                  else r["targets"]) for r in rows.values()} == \
        {("192.0.2.1:6343",)}
    assert hsflowd.stop() == 0
    # hsflowd is gone for a moment: nothing flaps.
    pair.start()
    pair.wait_setting("sampling", "77")
    assert pair.ovs.rows() == rows
    assert sflowovsd.stop() == 0
    assert set(pair.ovs.bridges().values()) == {None}
    assert pair.ovs.rows() == {}
