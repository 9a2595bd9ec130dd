# SPDX-License-Identifier: Apache-2.0
"""What Open vSwitch never recovers from by itself: a collector without a
route, a source address that has gone, an agent interface with another address.
sflowovsd sees it by netlink and makes Open vSwitch try again, once, and not
for changes that matter to nobody."""

import os
import signal

import pytest

from lab import address, veth
from ovs import Ovs, wait_until
from ovsd import Daemon
from test_ovs_follow import wait_carry

COLLECTOR = "192.0.2.1"
AWAY, BACK = " header=127", " header=128"


class Host:
    """A switch with one bridge, a cable to a collector, sflowovsd."""

    def __init__(self, lab):
        self.ns = lab.namespace("host")
        far = lab.namespace("far")
        veth(self.ns, "up0", far, "eth0")
        address(far, "eth0", COLLECTOR + "/24")
        address(far, "eth0", "198.51.100.1/24")
        self.switch = Ovs(self.ns.name)
        self.switch.close = self.switch.stop
        lab.own(self.switch)
        self.switch.start()
        self.switch.add_bridge("br0")
        wait_until(lambda: self.ns.ip("link", "show", "br0", check=False)
                   .returncode == 0, "br0")
        self.daemon = Daemon(self.switch)
        self.daemon.close = lambda: self.daemon.stop(signal.SIGKILL)
        lab.own(self.daemon)
        self.collector = lab.collector(far)

    def write(self, revision=1, **more):
        self.daemon.write(revision=revision, collectors=(COLLECTOR,),
                          sampling=1, polling=1, **more)

    def start(self):
        self.daemon.start()
        self.wait_told("sFlow is set on 1 bridge")

    def wait_told(self, text, times=1):
        self.daemon.wait_log(text, times)

    def calls_at_rest(self):
        """How many, once no look of the start is under way any more."""
        seen = -1
        while seen != len(self.daemon.calls()):
            seen = len(self.daemon.calls())
            for _ in range(2):  # of the switch, one each second
                self.samples_arrive()
        return seen

    def cures(self):
        """The calls that were first halves of a cure."""
        return [c for c in self.daemon.calls() if AWAY in c]

    def wait_cure(self, reason, times=1):
        self.wait_told(reason + ": Open vSwitch is made to try again", times)

    def samples_arrive(self, agent=None):
        self.collector.next(lambda d: agent in (None, d["agent"]),
                            f"samples from {agent}")

    def remove(self, cidr, dev="up0"):
        self.ns.ip("addr", "del", cidr, "dev", dev)


@pytest.fixture(name="host")
def _host(lab):
    return Host(lab)


def halves(host):
    """The calls of cures, in their order; other calls in between are not."""
    return ["away" if AWAY in c else "back" for c in host.daemon.calls()
            if "set sflow" in c]


def test_a_route_that_comes_later_is_taken(host):
    host.write()
    host.start()
    with open(host.switch.path("ovs-vswitchd.log"), encoding="utf-8") as f:
        wait_until(lambda: "no collectors could be initialized" in f.read(),
                   "Open vSwitch to give up")
    address(host.ns, "up0", "192.0.2.10/24")
    host.wait_cure(f"the route to {COLLECTOR} has come up")
    host.samples_arrive(agent="10.0.0.5")
    assert halves(host) == ["away", "back"]
    assert "--no-wait" not in host.cures()[0]
    wait_carry(host.switch, ["br0"], header=128)


def test_a_source_address_that_was_replaced_is_not_used_any_more(host):
    address(host.ns, "up0", "192.0.2.10/24")
    host.write()
    host.start()
    host.samples_arrive()
    host.remove("192.0.2.10/24")
    address(host.ns, "up0", "192.0.2.11/24")
    host.wait_cure(f"the source address towards {COLLECTOR} is 192.0.2.11, "
                   "no longer 192.0.2.10")
    host.samples_arrive()
    assert halves(host) == ["away", "back"]


def test_a_route_that_goes_and_comes_is_taken_again(host):
    """The switch daemon was restarted in the meantime: off for good."""
    address(host.ns, "up0", "192.0.2.10/24")
    host.write()
    host.start()
    host.samples_arrive()
    host.remove("192.0.2.10/24")
    host.wait_told(f"source address towards {COLLECTOR}: none")
    host.switch.stop_vswitchd()
    host.switch.start_vswitchd()
    with open(host.switch.path("ovs-vswitchd.log"), encoding="utf-8") as f:
        wait_until(lambda: "no collectors could be initialized" in f.read(),
                   "Open vSwitch to give up")
    address(host.ns, "up0", "192.0.2.10/24")
    host.wait_cure(f"the route to {COLLECTOR} is back")
    host.samples_arrive()


def test_a_route_that_moves_to_another_address_is_followed(host):
    address(host.ns, "up0", "192.0.2.10/24")
    address(host.ns, "up0", "192.0.2.11/24")
    host.write()
    host.start()
    host.ns.ip("route", "add", COLLECTOR, "dev", "up0", "src", "192.0.2.11")
    host.wait_cure(f"the source address towards {COLLECTOR} is 192.0.2.11, "
                   "no longer 192.0.2.10")
    host.samples_arrive()


def old_version(host):
    """One that takes no address: v0 carries the agent address."""
    host.daemon.wrap("/usr/bin/ovs-vsctl", version="2.5.12")
    host.ns.ip("link", "add", "v0", "type", "veth", "peer", "name", "v1")
    address(host.ns, "v0", "10.0.0.5/24")
    address(host.ns, "up0", "192.0.2.10/24")
    host.write(agent="v0")


def test_the_agent_interfaces_new_address_is_reported(host):
    old_version(host)
    host.start()
    host.samples_arrive(agent="10.0.0.5")
    host.write(revision=2, agent_ip="10.0.0.6", agent="v0")
    host.remove("10.0.0.5/24", "v0")
    address(host.ns, "v0", "10.0.0.6/24")
    host.samples_arrive(agent="10.0.0.6")
    wait_carry(host.switch, ["br0"], agent="v0", header=128)


def test_an_agent_interface_named_alone_is_followed(host):
    """Without agentIP in the state file the column stays as it is."""
    address(host.ns, "up0", "192.0.2.10/24")
    host.ns.ip("link", "add", "v0", "type", "veth", "peer", "name", "v1")
    address(host.ns, "v0", "10.0.0.5/24")
    host.write(agent_ip=None, agent="v0")
    host.start()
    host.samples_arrive(agent="10.0.0.5")
    host.remove("10.0.0.5/24", "v0")
    address(host.ns, "v0", "10.0.0.6/24")
    host.wait_cure("the address of v0 is 10.0.0.6, no longer 10.0.0.5")
    host.samples_arrive(agent="10.0.0.6")
    assert halves(host) == ["away", "back"]


def test_the_agent_address_is_followed_from_interface_to_interface(host):
    old_version(host)
    host.start()
    wait_carry(host.switch, ["br0"], agent="v0")
    address(host.ns, "v1", "10.0.0.5/24")
    host.ns.ip("addr", "del", "10.0.0.5/24", "dev", "v0")
    wait_carry(host.switch, ["br0"], agent="v1")
    host.samples_arrive(agent="10.0.0.5")
    assert "no interface carries" not in host.daemon.log()


def test_an_agent_interface_that_vanishes_is_said_loudly(host):
    old_version(host)
    host.start()
    wait_carry(host.switch, ["br0"], agent="v0")
    host.ns.ip("link", "del", "v0")
    host.wait_told("no interface carries the agent address 10.0.0.5 as its "
                   "first IPv4 address, and Open vSwitch 2.5.12 takes none")
    wait_carry(host.switch, ["br0"], agent=[])
    host.samples_arrive(agent="192.0.2.10")
    address(host.ns, "lo", "10.0.0.5/32")  # not its first
    address(host.ns, "br0", "10.0.0.5/24")
    host.wait_told("Open vSwitch reports the agent address 10.0.0.5 again")
    wait_carry(host.switch, ["br0"], agent="br0")


def test_a_secondary_address_is_no_agent_interfaces(host):
    old_version(host)
    host.remove("10.0.0.5/24", "v0")
    address(host.ns, "v0", "10.0.0.4/24")
    address(host.ns, "v0", "10.0.0.5/24")
    host.start()
    host.wait_told("no interface carries the agent address 10.0.0.5")
    wait_carry(host.switch, ["br0"], agent=[])
    host.ns.ip("addr", "del", "10.0.0.4/24", "dev", "v0")
    address(host.ns, "v0", "10.0.0.5/32")
    wait_carry(host.switch, ["br0"], agent="v0")


def test_an_alias_is_no_interface(host):
    old_version(host)
    host.remove("10.0.0.5/24", "v0")
    host.ns.ip("addr", "add", "10.0.0.5/24", "dev", "v0", "label", "v0:1")
    host.start()
    wait_carry(host.switch, ["br0"], agent=[])
    host.wait_told("no interface carries the agent address 10.0.0.5")


def test_changes_that_matter_to_nobody_cost_no_call(host):
    address(host.ns, "up0", "192.0.2.10/24")
    host.write()
    host.start()
    host.wait_told("watching table Bridge")
    host.wait_told("watching table sFlow")
    before = host.calls_at_rest()
    seen = host.daemon.log().count("interfaces have changed")
    for i in range(20):
        host.ns.ip("link", "add", f"vif{i}", "type", "veth", "peer", "name",
                   f"eth{i}")
        host.ns.ip("link", "set", f"vif{i}", "up")
        address(host.ns, f"vif{i}", f"10.{i}.0.1/24")
    address(host.ns, "up0", "192.0.2.11/32")
    host.ns.ip("route", "add", "203.0.113.0/24", "via", COLLECTOR)
    host.wait_told("addresses, routes or interfaces have changed", seen + 1)
    assert len(host.daemon.calls()) == before
    host.ns.ip("route", "add", COLLECTOR, "dev", "up0", "src", "192.0.2.11")
    host.wait_cure(f"the source address towards {COLLECTOR} is 192.0.2.11, "
                   "no longer 192.0.2.10")
    new = host.daemon.calls()[before:]
    assert new[:1] and "list bridge" in new[0], new
    assert AWAY in new[1] and BACK in new[2], new


def test_nothing_is_cured_while_hsflowd_waits_for_its_settings(host):
    address(host.ns, "up0", "192.0.2.10/24")
    host.write()
    host.start()
    host.daemon.write(revision=2, collectors=(), phase="waiting")
    host.wait_told("hsflowd waits for its settings")
    host.remove("192.0.2.10/24")
    address(host.ns, "up0", "192.0.2.11/24")
    host.switch.add_bridge("br1")
    host.wait_told("sFlow is set on 2 bridges")
    assert host.cures() == []
    host.write(revision=3)
    host.wait_cure(f"the source address towards {COLLECTOR} is 192.0.2.11, "
                   "no longer 192.0.2.10")
    host.samples_arrive()


def test_after_a_withdrawal_there_is_nothing_to_cure(host):
    host.write()
    host.start()
    host.daemon.write(revision=2, collectors=(), phase="withdrawn")
    host.wait_told("withdrawn: no bridge has sFlow")
    address(host.ns, "up0", "192.0.2.10/24")
    host.write(revision=3)
    host.wait_told("sFlow is set on 1 bridge", times=2)
    host.samples_arrive()
    assert host.cures() == []


def script(host, text):
    path = host.switch.path("script")
    with open(path, "w", encoding="utf-8") as f:
        f.write("#!/bin/sh\n" + text + 'exec /usr/bin/ovs-vsctl "$@"\n')
    os.chmod(path, 0o755)
    host.daemon.wrap(path)


def test_a_death_between_the_halves_leaves_a_difference(host):
    """sflowovsd is killed by its own child's doing: nothing is waited for."""
    host.write()
    script(host, f"""
case "$*" in *'{BACK} '*|*'{BACK}') if [ -e '{host.switch.path("kill")}' ]; then
    rm '{host.switch.path("kill")}'; kill -KILL $PPID; exit 1; fi;; esac
""")
    host.start()
    with open(host.switch.path("kill"), "w", encoding="ascii"):
        pass
    address(host.ns, "up0", "192.0.2.10/24")
    wait_until(host.daemon.died, "the death")
    wait_carry(host.switch, ["br0"], header=127)
    host.daemon.stop(signal.SIGKILL)
    host.daemon.start()
    wait_carry(host.switch, ["br0"], header=128)
    host.samples_arrive()
    assert len(host.switch.rows()) == 1


def test_a_first_half_that_fails_is_tried_again(host):
    host.write()
    marker = host.switch.path("failed")
    script(host, f"""
case "$*" in *'{AWAY}'*) if [ ! -e '{marker}' ]; then
    : >'{marker}'; echo 'ovs-vsctl: made up' >&2; exit 1; fi;; esac
""")
    host.start()
    address(host.ns, "up0", "192.0.2.10/24")
    host.wait_told(f"the route to {COLLECTOR} has come up, but ovs-vswitchd "
                   "does not answer")
    host.wait_cure(f"the route to {COLLECTOR} has come up")
    host.samples_arrive()
    wait_carry(host.switch, ["br0"], header=128)


def test_without_the_switch_daemon_the_values_are_right(host):
    """The first half waits for it in vain; its write is undone."""
    host.write()
    host.start()
    row = host.switch.bridges()["br0"]
    host.switch.stop_vswitchd()
    address(host.ns, "up0", "192.0.2.10/24")
    host.wait_told("but ovs-vswitchd does not answer")
    wait_carry(host.switch, ["br0"], header=128)
    assert host.switch.bridges()["br0"] == row
    host.switch.start_vswitchd()
    host.samples_arrive()


def test_the_smallest_header_stays_in_its_range(host):
    host.write(header=14)
    host.start()
    address(host.ns, "up0", "192.0.2.10/24")
    host.wait_cure(f"the route to {COLLECTOR} has come up")
    host.samples_arrive()
    wait_carry(host.switch, ["br0"], header=14)
    assert [c for c in host.daemon.calls() if " header=15" in c]
    assert not [c for c in host.daemon.calls() if " header=13" in c]


@pytest.mark.parametrize("boot", [True, False])
def test_rows_that_outlived_a_boot_are_cured(host, boot):
    """The pid file goes with a boot; what the database holds does not."""
    address(host.ns, "up0", "192.0.2.10/24")
    host.write()
    host.start()
    host.daemon.stop(signal.SIGKILL)
    rows = host.switch.rows()
    os.unlink(host.daemon.calls_path)
    if boot:
        os.unlink(host.daemon.pidfile)
        host.switch.stop_vswitchd()
        host.remove("192.0.2.10/24")
        host.switch.start_vswitchd()
        with open(host.switch.path("ovs-vswitchd.log"),
                  encoding="utf-8") as f:
            wait_until(lambda: "no collectors could be init" in f.read(),
                       "Open vSwitch to give up")
        address(host.ns, "up0", "192.0.2.10/24")
    host.daemon.start()
    host.wait_told("sFlow is set on 1 bridge", times=2)
    if boot:
        host.wait_cure("sFlow was set before, when the route to "
                       f"{COLLECTOR} may have been missing")
    host.samples_arrive()
    assert halves(host) == (["away", "back"] if boot else [])
    assert host.switch.rows() == rows


def test_an_ipv6_collector_is_watched_too(host):
    host.daemon.write(collectors=("2001:db8::1",), sampling=1, polling=1)
    host.start()
    address(host.ns, "up0", "2001:db8::10/64")
    host.wait_cure("the route to 2001:db8::1 has come up")
    host.ns.ip("link", "set", "up0", "down")
    address(host.ns, "up0", "192.0.2.10/24")
    host.write(revision=2)
    host.ns.ip("link", "set", "up0", "up")
    host.samples_arrive()


def test_other_peoples_rows_take_no_part_in_a_cure(host):
    host.switch.add_bridge("br1")
    host.switch.vsctl("--no-wait", "--", "--id=@s", "create", "sflow",
                      'targets="192.0.2.1:6343"', "header=100", "--", "set",
                      "bridge", "br1", "sflow=@s")
    theirs = host.switch.bridges()["br1"]
    before = host.switch.rows()[theirs]
    host.write()
    host.start()
    address(host.ns, "up0", "192.0.2.10/24")
    host.wait_cure(f"the route to {COLLECTOR} has come up")
    assert host.switch.rows()[theirs] == before
    assert all(theirs not in c for c in host.daemon.calls())
