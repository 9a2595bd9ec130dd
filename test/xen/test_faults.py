# SPDX-License-Identifier: Apache-2.0
"""What happens to hsflowd-xen and xenstored costs numbers of VMs for a while,
never the host's."""

import pytest

from observed import HOST
from test_churn import after_a_round

COLLECTOR = pytest.mark.parametrize("name", ("killed", "hung"))


def host_goes_on(samples):
    """No sample of the host is missing and none restarts."""
    numbers = [s.sequence for s in samples if s.source == HOST]
    assert len(numbers) >= 2
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def vms(samples):
    return [s for s in samples if s.uuid]


@COLLECTOR
def test_another_collector_takes_its_place(life, name):
    scene = life.scene(name)
    assert len(scene["old"]) == 1 and len(scene["new"]) == 1
    assert scene["old"] != scene["new"]
    assert "hsflowd-xen" in scene["log"]


@COLLECTOR
def test_the_host_does_not_notice(life, name):
    host_goes_on(life.scene(name).samples())


@COLLECTOR
def test_vms_come_back(life, name):
    scene = life.scene(name)
    back = {s.uuid for s in scene.samples("again")}
    assert set(scene["uuids"]) <= back


def test_the_host_goes_on_while_xenstored_hangs(life):
    scene = life.scene("frozen")
    host_goes_on(scene.samples())
    assert sum(s.begins_round for s in scene.samples()) >= 12


def test_nothing_stale_is_sent_while_xenstored_hangs(life):
    scene = life.scene("frozen")
    late = after_a_round(scene.samples())
    assert not vms(late)


def test_a_hanging_xenstored_is_reported(life):
    assert "hsflowd-xen" in life.scene("frozen")["log"]


def test_vms_come_back_when_xenstored_does(life):
    scene = life.scene("frozen")
    back = {s.uuid for s in vms(scene.samples("again", "end"))}
    assert back == set(scene["uuids"])


def test_the_host_goes_on_without_xenstored(life):
    scene = life.scene("dead")
    host_goes_on(life.between(scene["killed"], scene["last"]))


def test_no_vm_is_sent_without_xenstored(life):
    """No domain at all is no "there are no VMs" either."""
    scene = life.scene("dead")
    assert not vms(scene.samples())


def test_the_log_says_that_xenstore_is_gone(life):
    assert "xenstore" in life.scene("dead")["log"]


def test_the_machine_is_known_without_xenstored(life):
    """Xen itself has not changed; domains it cannot count are unknown, 0."""
    before = life.scene("by DNS").host("virt_node")
    for sample in life.scene("dead").samples():
        if sample.source == HOST and "virt_node" in sample.records:
            node = sample.records["virt_node"]
            assert node["cpus"] == before["cpus"]
            assert node["memory"] == before["memory"]
            assert node["num_domains"] in (0, before["num_domains"])
