# SPDX-License-Identifier: Apache-2.0
"""The two-step form, against a stand-in for the ovs-vsctl of 1.0.1, where
rows stay, have no external_ids, and nothing prints JSON."""

import os

import pytest

from old_switch import OldSwitch, old_daemon
from ovs import wait_until


@pytest.fixture(name="switch")
def _switch():
    with OldSwitch() as switch:
        yield switch


@pytest.fixture(name="daemon")
def _daemon(switch):
    with old_daemon(switch) as daemon:
        yield daemon


def carried(switch, names, **values):
    """The one row that all of the bridges refer to and mark, or None."""
    data = switch.data()
    refs = {data["bridges"][n]["sflow"] for n in names}
    row = data["sflow"].get(refs.pop()) if len(refs) == 1 else None
    if row is None or any(row[k] != v for k, v in values.items()):
        return None
    for n in names:
        b = data["bridges"][n]
        if b["external_ids"].get("sflowovsd") != b["sflow"]:
            return None
    return data["bridges"][names[0]]["sflow"]


def wait_carried(switch, names, **values):
    return wait_until(lambda: carried(switch, names, **values),
                      f"{names} to carry {values}")


def test_two_steps_set_bridges_and_not_fake_ones(switch, daemon):
    switch.add_old_bridge("br0")
    switch.add_old_bridge("br 1")
    switch.change(lambda data: data["fakes"].update(fake0="br0"))
    daemon.write(collectors=("10.0.0.9", "2001:db8::9"))
    daemon.start()
    wait_carried(switch, ["br0", "br 1"], agent="v0", sampling=400,
                 targets=["10.0.0.9:6343", "[2001:db8::9]:6343"])
    daemon.wait_log("sFlow is set on 2 bridges")
    assert len(switch.data()["sflow"]) == 1
    assert all("--id" not in c and "--format" not in c
               for c in daemon.calls())


def test_changed_settings_change_the_row_in_place(switch, daemon):
    switch.add_old_bridge("br0")
    daemon.write()
    daemon.start()
    row = wait_carried(switch, ["br0"], sampling=400)
    daemon.write(revision=2, sampling=9)
    assert wait_carried(switch, ["br0"], sampling=9) == row
    assert len(switch.data()["sflow"]) == 1
    switch.add_old_bridge("br1")
    switch.nudge()
    assert wait_carried(switch, ["br0", "br1"]) == row


def test_a_clean_stop_leaves_neither_row_nor_mark(switch, daemon):
    switch.add_old_bridge("br0")
    before = switch.data()
    daemon.write()
    daemon.start()
    wait_carried(switch, ["br0"])
    assert daemon.stop() == 0
    assert switch.data() == before


def test_what_a_crash_left_between_the_steps_is_used(switch, daemon):
    orphan = "11111111-2222-4333-8444-555555555555"
    switch.add_old_bridge("br0")
    switch.change(lambda data: data["sflow"].update({orphan: {
        "agent": "v0", "header": 128, "polling": 30, "sampling": 400,
        "targets": ["10.0.0.9:6343"]}}))
    daemon.write()
    daemon.start()
    assert wait_carried(switch, ["br0"]) == orphan
    assert len(switch.data()["sflow"]) == 1


def test_a_mark_that_was_taken_is_set_again(switch, daemon):
    switch.add_old_bridge("br0")
    daemon.write()
    daemon.start()
    row = wait_carried(switch, ["br0"])
    daemon.wait_log("sFlow is set on 1 bridge")
    switch.change(lambda data: data["bridges"]["br0"]["external_ids"].pop(
        "sflowovsd"))
    switch.nudge()
    assert wait_carried(switch, ["br0"]) == row
    assert "left alone" not in daemon.log()


def test_rows_of_others_stay(switch, daemon):
    theirs = "11111111-2222-4333-8444-555555555555"
    row = {"agent": "v0", "header": 128, "polling": 30, "sampling": 5,
           "targets": ["192.0.2.1:6343"]}
    switch.change(lambda data: data["sflow"].update({theirs: row}))
    switch.add_old_bridge("br0", sflow=theirs)
    switch.add_old_bridge("br1")
    before = switch.data()
    daemon.write()
    daemon.start()
    wait_carried(switch, ["br1"])
    assert switch.data()["sflow"][theirs] == row
    daemon.wait_log("bridge br0 is left alone")
    assert daemon.stop() == 0
    assert switch.data() == before


def test_takeover_leaks_nothing_and_destroys_nothing_of_others(switch,
                                                               daemon):
    theirs = "11111111-2222-4333-8444-555555555555"
    row = {"agent": "v0", "header": 128, "polling": 30, "sampling": 5,
           "targets": ["192.0.2.1:6343"]}
    switch.change(lambda data: data["sflow"].update({theirs: row}))
    switch.add_old_bridge("br0", sflow=theirs)
    switch.add_old_bridge("br1")
    switch.add_old_bridge("br9", sflow=theirs)
    daemon.write(ovs=("takeover=yes", "exclude=br9"))
    daemon.start()
    ours = wait_carried(switch, ["br0", "br1"], sampling=400)
    daemon.wait_log("sFlow is set on 2 bridges")
    # They do it again, and we do.
    switch.change(lambda data: data["bridges"]["br0"].update(sflow=theirs))
    switch.nudge()
    assert wait_carried(switch, ["br0", "br1"]) == ours
    daemon.wait_log("sFlow is set on 2 bridges", times=2)
    assert set(switch.data()["sflow"]) == {theirs, ours}
    # Their values are those that we are told next; still not ours.
    daemon.write(revision=2, sampling=5, collectors=("192.0.2.1",),
                 ovs=("takeover=yes", "exclude=br9"))
    assert wait_carried(switch, ["br0", "br1"], sampling=5) == ours
    # Excluded, a bridge loses what is ours, its mark too.
    daemon.write(revision=3, ovs=("exclude=br[19]",))
    wait_carried(switch, ["br0"], sampling=400)
    wait_until(lambda: not switch.data()["bridges"]["br1"]["sflow"],
               "br1 to be cleared")
    assert switch.data()["bridges"]["br1"]["external_ids"] == \
        {"bridge-id": "a b"}
    daemon.write(revision=4, ovs=("exclude=*",))
    wait_until(lambda: set(switch.data()["sflow"]) == {theirs},
               "our row to go")
    assert daemon.stop() == 0
    assert switch.data()["sflow"] == {theirs: row}
    assert switch.data()["bridges"]["br9"] == {
        "sflow": theirs, "external_ids": {"bridge-id": "a b"}}
    assert "keeps undoing" not in daemon.log()


@pytest.mark.parametrize("label", ["1.0.3", "1.1.0pre2", "3.1.0"])
def test_the_refusal_has_the_last_word_not_the_number(switch, daemon, label):
    """In the same pass, and remembered."""
    switch.become(f"1.0.1 label={label}")
    switch.add_old_bridge("br0")
    daemon.write(agent_ip="10.0.0.5", agent="v0")
    if label == "3.1.0":
        return refused_by_a_modern_label(switch, daemon)
    daemon.start()
    wait_carried(switch, ["br0"], sampling=400)
    daemon.write(revision=2, sampling=9)
    wait_carried(switch, ["br0"], sampling=9)
    assert sum("--id=" in c for c in daemon.calls()) == 1
    return None


def refused_by_a_modern_label(switch, daemon):
    """Not even the questions are understood: said, and nothing written."""
    daemon.start()
    daemon.wait_log("unrecognized option '--format=json'; trying again")
    assert switch.data()["sflow"] == {}


def test_a_set_that_fails_takes_its_row_back(switch, daemon):
    switch.add_old_bridge("br0")
    marker = switch.path("failed")
    script = switch.path("failing")
    with open(script, "w", encoding="utf-8") as f:
        f.write(f"""#!/bin/sh
case "$*" in *'set bridge'*) if [ ! -e '{marker}' ]; then
    : >'{marker}'; echo 'ovs-vsctl: made up' >&2; exit 1; fi;; esac
exec '{switch.path("fake-ovs-vsctl")}' "$@"
""")
    os.chmod(script, 0o755)
    daemon.wrap(script)
    daemon.write()
    daemon.start()
    wait_carried(switch, ["br0"])
    daemon.wait_log("sFlow is set on 1 bridge")
    assert sum(" destroy " in c for c in daemon.calls()) == 1
    assert len(switch.data()["sflow"]) == 1


def test_a_cure_changes_the_row_in_place_and_back(switch, daemon):
    """Once there is a route to the collector: the interface goes up."""
    switch.add_old_bridge("br0")
    daemon.write()
    daemon.start()
    row = wait_carried(switch, ["br0"], header=128)
    daemon.wait_log("sFlow is set on 1 bridge")
    switch.run("ip", "link", "set", "v0", "up")
    daemon.wait_log("the route to 10.0.0.9 has come up: Open vSwitch is made "
                    "to try again")
    assert wait_carried(switch, ["br0"], header=128) == row
    assert [c.rsplit("-- ", 1)[1] for c in daemon.writes()[-2:]] == [
        f"set sflow {row} header=127", f"set sflow {row} header=128"]
    assert "--no-wait" not in daemon.writes()[-2]
