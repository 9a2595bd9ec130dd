# SPDX-License-Identifier: Apache-2.0
"""Every version of Open vSwitch that differs, as a stand-in: the same things
are promised on each."""

import os

import pytest

from fake_ovs_db import VERSIONS, features_of
from old_switch import OldSwitch, old_daemon
from ovs import wait_until

KEEPS_ROWS = [v for v in VERSIONS if "collects" not in features_of(v)]
FAILS_ON_MISSING = [v for v in VERSIONS if "if-exists" not in features_of(v)]
THEIRS = "11111111-2222-4333-8444-555555555555"
TARGET = ["10.0.0.9:6343"]


@pytest.fixture(name="switch", params=VERSIONS)
def _switch(request):
    with OldSwitch() as switch:
        switch.become(request.param)
        switch.version = request.param
        yield switch


@pytest.fixture(name="daemon")
def _daemon(switch):
    with old_daemon(switch) as daemon:
        yield daemon


def only(*versions):
    return pytest.mark.parametrize("switch", versions, indirect=True)


def their_row(switch, **changes):
    row = {"agent": "v0", "header": 128, "polling": 30, "sampling": 5,
           "targets": ["192.0.2.1:6343"]}
    if "row-ids" in features_of(switch.version):
        row["external_ids"] = {"owner": "me"}
    return dict(row, **changes)


def ours(row, data):
    """Marked in itself, or where it cannot be, by a bridge."""
    return data["sflow"][row].get("external_ids", {}).get(
        "sflowovsd") == "1" or any(
            b["external_ids"].get("sflowovsd") == row
            for b in data["bridges"].values())


def carried(switch, names, **values):
    """The one row, ours, that all of the bridges refer to, or None."""
    data = switch.data()
    refs = {data["bridges"][n]["sflow"] for n in names}
    row = refs.pop() if len(refs) == 1 else None
    if not row or not ours(row, data) or any(
            data["sflow"][row][k] != v for k, v in values.items()):
        return None
    return row


def wait_carried(switch, daemon, names, **values):
    """Then the proof was read, so that no write is under way."""
    row = wait_until(lambda: carried(switch, names, **values),
                     f"{names} to carry {values}")
    daemon.wait_log("sFlow is set on")
    return row


def on_first(switch, daemon, pattern, action, after=":"):
    """Once, before a call whose arguments match: shell commands."""
    script = switch.path("first")
    marker = switch.path("first.done")
    with open(script, "w", encoding="utf-8") as f:
        f.write(f"""#!/bin/sh
case "$*" in {pattern}) if [ ! -e '{marker}' ]; then : >'{marker}'
    {action}
fi;; esac
'{switch.path("fake-ovs-vsctl")}' "$@"
status=$?
case "$*" in {pattern}) if [ ! -e '{marker}.after' ]; then
    : >'{marker}.after'
    {after}
fi;; esac
exit $status
""")
    os.chmod(script, 0o755)
    daemon.wrap(script)


def test_bridges_are_set_and_fake_ones_not(switch, daemon):
    switch.add_old_bridge("br0")
    switch.add_old_bridge("br1")
    switch.change(lambda data: data["fakes"].update(fake0="br0"))
    daemon.write(collectors=("10.0.0.9", "2001:db8::9")).start()
    row = wait_carried(switch, daemon, ["br0", "br1"], sampling=400,
                       header=128, polling=30,
                       targets=["10.0.0.9:6343", "[2001:db8::9]:6343"])
    literal = switch.version in ("2.17.12", "3.7.1")
    assert switch.data()["sflow"][row]["agent"] == \
        ("10.0.0.5" if literal else "v0")
    assert list(switch.data()["sflow"]) == [row]
    assert "fake0" not in str(daemon.writes())


def test_changed_settings_are_followed_without_a_leak(switch, daemon):
    switch.add_old_bridge("br0")
    daemon.write().start()
    for n in range(1, 4):
        daemon.write(revision=n + 1, sampling=n)
        row = wait_carried(switch, daemon, ["br0"], sampling=n)
        daemon.wait_log("sFlow is set on 1 bridge: agent", times=n)
        wait_until(lambda row=row: list(switch.data()["sflow"]) == [row],
                   "one row, and no other")
    switch.add_old_bridge("br1")
    switch.nudge()
    wait_carried(switch, daemon, ["br0", "br1"], sampling=3)
    assert len(switch.data()["sflow"]) == 1


def test_what_is_not_ours_stays(switch, daemon):
    theirs = {THEIRS: their_row(switch)}
    if switch.version in KEEPS_ROWS:  # there, also what nothing refers to
        theirs[THEIRS.replace("1", "2")] = their_row(switch, sampling=6)
    switch.change(lambda data: data["sflow"].update(theirs))
    switch.add_old_bridge("br0", sflow=THEIRS)
    switch.add_old_bridge("br1")
    before = switch.data()
    daemon.write().start()
    wait_carried(switch, daemon, ["br1"])
    daemon.wait_log("bridge br0 is left alone")
    for uuid, row in theirs.items():
        assert switch.data()["sflow"][uuid] == row
    assert switch.data()["bridges"]["br0"] == before["bridges"]["br0"]
    assert daemon.stop() == 0
    assert switch.data() == before


def test_withdrawal_leaves_nothing_of_ours(switch, daemon):
    switch.add_old_bridge("br0")
    switch.add_old_bridge("br1")
    before = switch.data()
    daemon.write().start()
    wait_carried(switch, daemon, ["br0", "br1"])
    daemon.write(revision=2, collectors=(), phase="withdrawn")
    daemon.wait_log("withdrawn: no bridge has sFlow")
    assert switch.data() == before


@pytest.mark.parametrize("whom", ["$$", "$PPID"])
@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("then", ["same", "other"])
def test_a_crash_in_a_write_leaves_nothing_for_good(switch, daemon, whom,
                                                    side, then):
    """The tool or the daemon is killed, before or after it writes; then the
    settings are the same, or others."""
    kill = f"kill -9 {whom}; exit 1"
    on_first(switch, daemon, "*'set bridge'*",
             kill if side == "before" else ":",
             kill if side == "after" else ":")
    switch.add_old_bridge("br0")
    before = switch.data()
    daemon.write().start()
    if whom == "$PPID":
        wait_until(daemon.died, "sflowovsd to be killed")
    else:
        wait_until(lambda: os.path.exists(switch.path("first.done")),
                   "the first write")
    sampling = 400 if then == "same" else 7
    daemon.write(revision=2, sampling=sampling)
    if whom == "$PPID":
        daemon.start()
    row = wait_carried(switch, daemon, ["br0"], sampling=sampling)
    wait_until(lambda: list(switch.data()["sflow"]) == [row], "one row")
    assert daemon.stop() == 0
    assert switch.data() == before


@only(*KEEPS_ROWS[:1])
def test_a_crash_in_the_first_step_leaves_nothing_for_good(switch, daemon):
    """The row is made, but nobody hears of it."""
    on_first(switch, daemon, "*' create '*", ":", "kill -9 $PPID")
    switch.add_old_bridge("br0")
    daemon.write().start()
    wait_until(daemon.died, "sflowovsd to be killed")
    assert len(switch.data()["sflow"]) == 1
    daemon.write(revision=2, sampling=7)
    daemon.start()
    row = wait_carried(switch, daemon, ["br0"], sampling=7)
    assert list(switch.data()["sflow"]) == [row]


VANISH = """/usr/bin/python3 -c 'import json, os, sys
data = json.load(open(sys.argv[1]))
data["bridges"].pop("br1")
json.dump(data, open(sys.argv[1] + ".v", "w"))
os.rename(sys.argv[1] + ".v", sys.argv[1])' """


def test_a_vanished_bridge_costs_one_more_read(switch, daemon):
    """Between read and write: no pass fails, and no bridge waits."""
    on_first(switch, daemon, "*'set bridge'*",
             VANISH + f"'{switch.sock}.json'")
    switch.add_old_bridge("br0")
    switch.add_old_bridge("br1")
    daemon.write().start()
    row = wait_carried(switch, daemon, ["br0"])
    assert list(switch.data()["sflow"]) == [row]
    assert sum("--version" in c for c in daemon.calls()) == 1
    # Names, parents and values below 1.1.0; then one table after the other.
    reads = [c for c in daemon.calls()
             if c.endswith("list-br") or c.endswith("list sflow")
             and "--format" in c]
    writes = sum(" set bridge " in c for c in daemon.calls())
    assert writes == (2 if switch.version in FAILS_ON_MISSING else 1)
    assert len(reads) == writes + 1


@only(*KEEPS_ROWS)
@pytest.mark.parametrize("question", ["br-to-parent", "get bridge"])
def test_a_bridge_may_vanish_between_the_questions(switch, daemon, question):
    on_first(switch, daemon, f"*'{question}'*",
             VANISH + f"'{switch.sock}.json'")
    switch.add_old_bridge("br0")
    switch.add_old_bridge("br1")
    daemon.write().start()
    wait_carried(switch, daemon, ["br0"])
    assert sum("--version" in c for c in daemon.calls()) == 1


@only(*FAILS_ON_MISSING)
def test_bridges_that_keep_vanishing_end_the_pass(switch, daemon):
    """No endless loop: said, and tried again later."""
    script = switch.path("never")
    with open(script, "w", encoding="utf-8") as f:
        f.write(f"""#!/bin/sh
case "$*" in *'set bridge'*)
    echo "ovs-vsctl: no row \\"br0\\" in table Bridge" >&2; exit 1;; esac
exec '{switch.path("fake-ovs-vsctl")}' "$@"
""")
    os.chmod(script, 0o755)
    daemon.wrap(script)
    switch.add_old_bridge("br0")
    daemon.write().start()
    daemon.wait_log("in table Bridge; trying again")
    wait_until(lambda: len(switch.data()["sflow"]) <= 1, "no row leaks")


def test_status_0_proves_nothing(switch, daemon):
    """A write that says it worked and did nothing: only reading tells."""
    marker = switch.path("works")
    script = switch.path("liar")
    with open(script, "w", encoding="utf-8") as f:
        f.write(f"""#!/bin/sh
case "$*" in *'set bridge'*) [ -e '{marker}' ] || exit 0;; esac
exec '{switch.path("fake-ovs-vsctl")}' "$@"
""")
    os.chmod(script, 0o755)
    daemon.wrap(script)
    switch.add_old_bridge("br0")
    daemon.write().start()
    wait_until(lambda: sum("set bridge" in c for c in daemon.calls()) >= 3,
               "it to be written again and again")
    assert "sFlow is set on" not in daemon.log()
    with open(marker, "w", encoding="ascii"):
        pass
    row = wait_carried(switch, daemon, ["br0"])
    assert list(switch.data()["sflow"]) == [row]


def test_a_socket_that_comes_later_is_found(switch, daemon):
    """Old ones try until they are killed by SIGALRM, new ones once."""
    switch.stop_server()
    switch.add_old_bridge("br0")
    daemon.write().start()
    if "connects-once" in features_of(switch.version):
        daemon.wait_log("(No such file or directory); trying again")
    else:
        daemon.wait_log("signal 14")
    switch.start_server()
    wait_carried(switch, daemon, ["br0"])


NAMES = ["br 0", 'q"uote', "back\\slash", "-x", "--if-exists", "a=b",
         "{curly}", "[square]", "comma,", "brücke", "@newsflow", "x" * 255,
         "'single'", "$HOME", "*", ".", "list-br"]


def test_names_of_any_kind(switch, daemon):
    for name in NAMES:
        switch.add_old_bridge(name)
    before = switch.data()
    daemon.write().start()
    wait_carried(switch, daemon, NAMES)
    assert daemon.stop() == 0
    assert switch.data() == before


@only("1.0.1", "1.0.3", "1.1.0pre2")
def test_a_bridge_called_dashes_does_not_stop_the_others(switch, daemon):
    """Where bridges go by name, this one cannot be named."""
    switch.add_old_bridge("--")
    switch.add_old_bridge("br0")
    daemon.write().start()
    wait_carried(switch, daemon, ["br0"])
    assert switch.data()["bridges"]["--"]["sflow"] == ""


# What is not what it says.

LIES = [
    "1.0.3 label=1.0.1",                # knows --id
    "1.0.1 label=1.0.3",                # does not
    "1.0.1 label=1.1.0pre2",
    "1.1.0pre2 +collects",              # collects garbage already
    "1.1.0 label=1.1.0pre2",
    "1.4.6 label=1.4.90",
    "1.0.1 label=1.0.1+build123",
    "1.4.6 label=1.4.6+build123",
    "3.7.1 label=3.4.0-62.el9fdp",
    "1.4.6 label=of unknown age",       # unreadable
    "2.17.12 label=of unknown age",
    "1.1.0pre2 label=1.1.0pre2 (snapshot)",
]


@pytest.mark.parametrize("lie", LIES)
@only("1.0.1")
def test_a_label_that_lies(switch, daemon, lie):
    switch.become(lie)
    switch.add_old_bridge("br0")
    before = switch.data()
    daemon.write().start()
    wait_carried(switch, daemon, ["br0"])
    daemon.write(revision=2, sampling=9)
    row = wait_carried(switch, daemon, ["br0"], sampling=9)
    daemon.wait_log("sFlow is set on 1 bridge", times=2)
    assert list(switch.data()["sflow"]) == [row]
    assert daemon.stop() == 0
    assert switch.data() == before


@only("1.0.1")
def test_a_refusal_is_remembered_until_the_version_changes(switch, daemon):
    switch.become("1.0.1 label=1.0.3")
    switch.add_old_bridge("br0")
    daemon.write().start()
    wait_carried(switch, daemon, ["br0"])
    for n in range(1, 4):
        daemon.write(revision=n + 1, sampling=n)
        wait_carried(switch, daemon, ["br0"], sampling=n)
    assert sum("--id=" in c for c in daemon.calls()) == 1
    # Upgraded behind the wrapper, which stays the same file; a failure makes
    # it look at the version again. The bridge is a new one, too.
    switch.change(lambda data: (data["bridges"].clear(),
                                data["sflow"].clear()))
    switch.become("1.4.6")
    switch.stop_server()
    switch.nudge_missing()
    daemon.wait_log("signal 14")
    switch.add_old_bridge("br9")
    switch.start_server()
    wait_carried(switch, daemon, ["br9"], sampling=3)
    assert sum("--id=" in c for c in daemon.calls()) == 2


@only("1.0.3", "1.1.0pre2")
def test_replaced_rows_are_destroyed_by_us(switch, daemon):
    """They would stay for ever there; several were left by someone killed."""
    marked = their_row(switch, external_ids={"sflowovsd": "1"})
    switch.change(lambda data: data["sflow"].update(
        {THEIRS.replace("1", n): marked for n in "2345"}))
    switch.add_old_bridge("br0", sflow=THEIRS.replace("1", "2"))
    switch.add_old_bridge("br1", sflow=THEIRS.replace("1", "3"))
    daemon.write().start()
    row = wait_carried(switch, daemon, ["br0", "br1"])
    assert list(switch.data()["sflow"]) == [row]
