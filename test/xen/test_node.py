# SPDX-License-Identifier: Apache-2.0
"""The host's own sample: the machine behind dom0, and dom0's part of it."""

import pytest

from observed import adapters

BRACKETS = ("empty", "running", "changed", "unplugged", "migrated in",
            "by DNS")
MIB = 1 << 20
# What dom0 may take and give back between a reading and the sample.
DOM0_SLACK = 64 * MIB

bracket = pytest.mark.parametrize("name", BRACKETS)


def node(scene):
    return scene.host("virt_node")


def ends(scene, value):
    """A value of both readings, the smaller one first."""
    return sorted((value(scene.before), value(scene.after)))


@bracket
def test_cpus_of_the_machine(life, name):
    """As xl info has them; both round the MHz that Xen has measured."""
    scene = life.scene(name)
    info = scene.after.info
    assert node(scene)["cpus"] == int(info["nr_cpus"])
    assert abs(node(scene)["mhz"] - float(info["cpu_mhz"])) <= 1


@bracket
def test_memory_of_the_machine(life, name):
    """xl info has MiB, rounded down."""
    scene = life.scene(name)
    assert node(scene)["memory"] // MIB == \
        int(scene.after.info["total_memory"])


@bracket
def test_memory_that_no_domain_has(life, name):
    scene = life.scene(name)
    low, high = ends(scene, lambda r: int(r.info["free_memory"]))
    assert low <= node(scene)["memory_free"] // MIB <= high


@bracket
def test_domains_are_counted_with_dom0(life, name):
    scene = life.scene(name)
    low, high = ends(scene, lambda r: r.n_domains)
    assert low == high, "a guest came or went, the scenario is to blame"
    assert node(scene)["num_domains"] == low


def test_memory_is_taken_and_given_back(life):
    """The brackets above are not all alike."""
    empty, running = node(life.scene("empty")), node(life.scene("running"))
    assert empty["num_domains"] == 1
    assert running["num_domains"] == 5
    assert empty["memory_free"] - running["memory_free"] >= 4 * 128 * MIB


@bracket
def test_host_memory_is_dom0s(life, name):
    scene = life.scene(name)
    memory = scene.host("host_memory")
    after = scene.after
    assert memory["mem_total"] == after.meminfo["MemTotal"] * 1024
    assert memory["mem_total"] == after.free["total"]
    assert memory["mem_total"] < node(scene)["memory"] // 2
    low, high = ends(scene, lambda r: r.free["free"])
    assert low - DOM0_SLACK <= memory["mem_free"] <= high + DOM0_SLACK


@bracket
def test_host_cpu_is_dom0s(life, name):
    scene = life.scene(name)
    cpu = scene.host("host_cpu")
    assert cpu["cpu_num"] == scene.before.dom0["vcpus"]
    assert cpu["cpu_num"] < node(scene)["cpus"]


@bracket
def test_host_network_is_the_machines_cards(life, name):
    """eth0 alone: what crosses a vif is the guest's."""
    scene = life.scene(name)
    net = scene.host("host_net_io")
    for field, side, counter in (
            ("bytes_in", "rx", "bytes"), ("pkts_in", "rx", "packets"),
            ("bytes_out", "tx", "bytes"), ("pkts_out", "tx", "packets")):
        low, high = ends(scene, lambda r, s=side, c=counter:
                         r.links["eth0"]["stats64"][s][c])
        assert low <= net[field] <= high, field


@bracket
def test_the_hosts_adapters_are_its_own(life, name):
    """No vif is among them: it belongs to exactly one VM."""
    scene = life.scene(name)
    indices = {index for index, _ in
               adapters(scene.host("host_adapters"))}
    assert scene.after.links["eth0"]["ifindex"] in indices
    for guest in scene.after.guests.values():
        vifs = {index for index, _ in scene.after.adapters(guest["domid"])}
        assert not vifs & indices


def test_dom0_is_no_vm(life):
    zeros = "00000000-0000-0000-0000-000000000000"
    assert zeros not in life.uuids()
    assert not any(s.records["host_descr"]["hostname"] == "Domain-0"
                   for s in life.samples if s.uuid)


def test_a_host_without_guests_sends_no_vm(life):
    assert not [s for s in life.scene("empty").samples() if s.uuid]
