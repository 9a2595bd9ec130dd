# SPDX-License-Identifier: Apache-2.0
"""sflowovsd beside others on one Open vSwitch: bridges that are not for it,
and bridges that it takes over. Rows of others are made by hand."""

import signal

import pytest

from ovs import wait_until


def give_row(switch, *bridges, **values):
    """A row, made by hand, for these bridges; its UUID and values."""
    row = switch.give_row(*bridges, **values)
    # By now it may have gone: sflowovsd works while this test does.
    return row, switch.rows().get(row)


def ours(switch):
    """The names of the bridges that carry a row of ours."""
    bridges, rows = switch.bridges(), switch.rows()
    return {name for name, row in bridges.items()
            if row in rows and
            rows[row]["external_ids"].get("sflowovsd") == "1"}


def wait_ours(switch, *names):
    wait_until(lambda: ours(switch) == set(names), f"{names} to be ours")


def test_bridges_of_others_are_taken_over_when_told(switch, daemon):
    switch.add_bridge("br0", "br1", "br2", "br9")
    row, values = give_row(switch, "br0", "br9")
    give_row(switch, "br2", target="192.0.2.2:6343", ids="owner=x")
    daemon.write(ovs=("exclude=br9",))
    daemon.start()
    wait_ours(switch, "br1")
    daemon.wait_log("bridge br0 is left alone")
    daemon.write(revision=2, ovs=("takeover=yes", "exclude=br9"))
    wait_ours(switch, "br0", "br1", "br2")
    daemon.wait_log("sFlow is set on 3 bridges")
    assert f"bridge br0 is taken over from someone else: it had row {row} " \
        "to collector 192.0.2.1:6343" in daemon.log()
    assert "bridge br2 is taken over" in daemon.log()
    assert "no bridge has to be left alone any more" in daemon.log()
    # Their row is what it was, as long as one bridge keeps it.
    assert switch.rows()[row] == values
    assert switch.bridges()["br9"] == row
    assert len(switch.rows()) == 2
    # What is ours by now stays so; what comes later does not.
    daemon.write(revision=3, ovs=("exclude=br9",))
    switch.add_bridge("br3")
    other, _ = give_row(switch, "br3")
    wait_until(lambda: switch.bridges()["br3"] == other or
               "br3" in ours(switch), "a decision on br3")
    wait_until(lambda: {"br0", "br1", "br2"} <= ours(switch), "the rest")
    assert daemon.stop() == 0
    assert switch.rows()[row] == values
    assert ours(switch) == set()


def test_a_row_that_equals_ours_is_taken_over_too(switch, daemon):
    switch.add_bridge("br0", "br9")
    row, values = give_row(switch, "br0", "br9", target="10.0.0.9:6343",
                           sampling=400)
    switch.vsctl("--no-wait", "set", "sflow", row, 'agent="10.0.0.5"')
    values["agent"] = "10.0.0.5"
    daemon.write(ovs=("takeover=yes", "exclude=br9"))
    daemon.start()
    wait_ours(switch, "br0")
    daemon.wait_log("sFlow is set on 1 bridge")
    assert daemon.stop() == 0
    assert switch.rows() == {row: values}


def test_only_some_bridges_are_for_us(switch, daemon):
    odd = ["br 1", 'b"r\'2', "--help", "brücke", "b" * 255, "br*"]
    switch.add_bridge("xenbr0", "xenbr1", "xapi0")
    for name in odd:
        switch.vsctl("--no-wait", "--", "add-br", name)
    daemon.write(ovs=("bridge=xenbr*",))
    daemon.start()
    wait_ours(switch, "xenbr0", "xenbr1")
    daemon.wait_log("sFlow is set on 2 bridges")
    daemon.wait_log("7 bridges are excluded by the configuration: ")
    patterns = ["br 1", "b?r'2", "--help", "br??cke", "b" * 255, "br\\*"]
    for number, (name, pattern) in enumerate(zip(odd, patterns)):
        daemon.write(revision=number + 2, ovs=("bridge=" + pattern,))
        wait_ours(switch, name)
    daemon.write(revision=20)
    wait_ours(switch, "xenbr0", "xenbr1", "xapi0", *odd)
    daemon.wait_log("no bridge is excluded any more")


def test_excluded_bridges_are_cleared_while_it_runs(switch, daemon):
    switch.add_bridge("br0", "br1", "br2")
    daemon.write()
    daemon.start()
    wait_ours(switch, "br0", "br1", "br2")
    daemon.wait_log("sFlow is set on 3 bridges")
    rows = switch.rows()
    daemon.write(revision=2, ovs=("bridge=br[01]", "exclude=br1"))
    wait_ours(switch, "br0")
    daemon.wait_log("2 bridges are excluded by the configuration: br1, br2")
    daemon.wait_log("sFlow is set on 1 bridge:")
    assert switch.rows() == rows
    # What others do with them is nothing to us.
    row, values = give_row(switch, "br1")
    switch.add_bridge("br3", "br4")
    daemon.wait_log("4 bridges are excluded by the configuration: br1, br2, "
                    "br3, br4")
    daemon.write(revision=3, ovs=("exclude=*",))
    wait_ours(switch)
    daemon.wait_log("sFlow is set on no bridge: all are excluded")
    assert "left alone" not in daemon.log()
    assert switch.rows() == {row: values}
    writes = len(daemon.writes())
    daemon.write(revision=4, ovs=("exclude=*", "takeover=yes"))
    daemon.wait_log("takeover: no -> yes")
    assert daemon.stop() == 0
    assert len(daemon.writes()) == writes
    assert switch.rows() == {row: values}


def test_a_new_bridge_is_judged_by_its_name(switch, daemon):
    daemon.write(ovs=("bridge=br*", "exclude=br9*"))
    daemon.start()
    daemon.wait_log("watching table Bridge")
    switch.add_bridge("br90")
    daemon.wait_log("1 bridge is excluded by the configuration: br90")
    switch.add_bridge("br1")
    wait_ours(switch, "br1")
    daemon.wait_log("sFlow is set on 1 bridge")


def test_leftovers_of_several_runs_become_one(switch, daemon):
    names = [f"br{i}" for i in range(10)]
    switch.add_bridge(*names, "br10", "br11")
    for i, name in enumerate(names):
        give_row(switch, name, sampling=90 + i, ids="sflowovsd=1")
    theirs = [give_row(switch, name) for name in ("br10", "br11")]
    daemon.write()
    daemon.start()
    wait_until(lambda: len(switch.rows()) == 3, "one row of ours")
    daemon.wait_log("sFlow is set on 10 bridges")
    assert len(daemon.writes()) == 1
    assert ours(switch) == set(names)
    assert daemon.stop() == 0
    assert switch.rows() == dict(theirs)


def test_killed_while_excluding_the_next_start_clears(switch, daemon):
    switch.add_bridge("br0", "br1")
    daemon.write()
    daemon.start()
    wait_ours(switch, "br0", "br1")
    daemon.stop(signal.SIGKILL)
    daemon.write(revision=2, ovs=("exclude=br1",))
    daemon.start()
    wait_ours(switch, "br0")
    assert daemon.stop() == 0
    assert switch.rows() == {}


def test_who_fights_over_a_bridge_is_named(switch, daemon):
    """Each of our writes is followed by one of theirs."""
    switch.add_bridge("br0", "br1")
    row, values = give_row(switch, "br0", "br1")
    path = switch.path("rival")
    with open(path, "w", encoding="utf-8") as f:
        f.write(f"""#!/bin/sh
case "$*" in *create*|*'set bridge'*) /usr/bin/ovs-vsctl "$@"
    exec /usr/bin/ovs-vsctl --no-wait --db={switch.db} \\
        set bridge br0 sflow={row};;
esac
exec /usr/bin/ovs-vsctl "$@"
""")
    switch.run("chmod", "755", path)
    daemon.wrap(path)
    daemon.write(ovs=("takeover=yes", "exclude=br1"))
    daemon.start()
    wait_until(lambda: len(daemon.writes()) > 12, "a fight")
    assert daemon.log().count("someone keeps undoing what is set") == 1
    assert f"now: bridge br0 has row {row} to collector 192.0.2.1:6343 " \
        "again; setting it again, less often" in daemon.log()
    assert daemon.log().count("bridge br0 is taken over") < 6
    daemon.wrap("/usr/bin/ovs-vsctl")
    wait_ours(switch, "br0")
    assert daemon.stop() == 0
    assert switch.rows() == {row: values}


def test_the_preview_says_what_is_excluded_and_taken_over(switch, daemon):
    switch.add_bridge("br0", "br1", "br2")
    row, values = give_row(switch, "br0", "br2")
    daemon.write(ovs=("takeover=yes", "exclude=br2"))
    status, text = daemon.preview()
    assert status == 1
    assert text.splitlines()[1:] == [
        f"take bridge br0 over to it: row {row} is not ours",
        "set bridge br1 to it", "bridge br2 is excluded",
        "0 bridges in sync"]
    daemon.write(revision=2, ovs=("bridge=br2",))
    status, text = daemon.preview()
    assert (status, text.splitlines()) == (0, [
        f"leave bridge br2 alone: row {row} is not ours",
        "bridge br0 is excluded", "bridge br1 is excluded",
        "0 bridges in sync"])
    assert switch.rows() == {row: values}


@pytest.mark.parametrize("setting, reason", [
    ("takeover=maybe", "ovs.takeover wants yes or no"),
    ("bridge=[", "ovs.bridge: the pattern has a '[' without its ']'"),
])
def test_a_scope_that_is_not_understood_changes_nothing(switch, daemon,
                                                        setting, reason):
    switch.add_bridge("br0")
    daemon.write()
    daemon.start()
    wait_ours(switch, "br0")
    daemon.write(revision=2, sampling=7, ovs=(setting,))
    daemon.wait_log(f"{reason}; what was in force stays")
    assert ours(switch) == {"br0"}
