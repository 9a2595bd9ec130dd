# SPDX-License-Identifier: Apache-2.0
"""sflowovsd and its ovs-vsctl killed at any point of their work, again and
again, while someone else changes the switch."""

import os
import random
import signal
import threading
import time

import ovs as ovs_module
from ovs import wait_until
from test_ovs_follow import wait_carry

KILLS = 220
CHILD_KILLS = 40
STEPS = 6  # of a start: version, read, write, read, and a cure's two
STEP_S = 0.012  # about what one takes
STILL_S = 0.3  # a start that has nothing more to do
# What a call of each kind has in it: killed while it certainly runs, however
# fast the machine is.
HELD = {"version": "--version", "read": "list", "write": "set"}


class Writer:
    """Adds and deletes bridges, some with sFlow of its own, until ended.

    A name that was once a bridge with sFlow of its own is not used again.
    """

    def __init__(self, switch, seed):
        self.switch = switch
        self.random = random.Random(seed)
        self.plain = set()
        self.own = {}  # bridge to its row
        self.done = 0
        self.failure = None
        self.ending = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ending.set()
        self.thread.join()

    def run(self):
        try:
            while not self.ending.is_set():
                self.step()
                self.done += 1
        except BaseException as e:  # told by the test's own thread
            self.failure = e

    def step(self):
        name = f"w{self.random.randrange(8)}"
        if self.random.random() < 0.2:
            self.step_own()
        elif name in self.plain:
            self.switch.vsctl("--no-wait", "del-br", name)
            self.plain.remove(name)
        else:
            self.switch.add_bridge(name)
            self.plain.add(name)

    def step_own(self):
        if len(self.own) > 4:
            name = self.random.choice(sorted(self.own))
            self.switch.vsctl("--no-wait", "del-br", name)
            del self.own[name]
            return
        name = f"own{self.done}"
        self.own[name] = add_foreign(self.switch, name)


def add_foreign(switch, name, more=()):
    """A bridge that had someone's sFlow from its first moment."""
    return switch.vsctl(
        "--no-wait", "--", "--id=@x", "create", "sflow",
        'targets="192.0.2.1:6343"', "sampling=9", *more, "--", "add-br",
        name, "--", "set", "bridge", name, "sflow=@x").strip()


def of_others(switch, names):
    """All that is in the database and not for sflowovsd to change."""
    bridges = {
        b["name"]: b for b in switch.table(
            "bridge", "_uuid", "name", "ports", "netflow", "mirrors",
            "other_config", "external_ids", "fail_mode", "stp_enable",
            "datapath_type", "controller") if b["name"] in names}
    assert set(bridges) == set(names)
    ports = {p for b in bridges.values() for p in (
        b["ports"] if isinstance(b["ports"], list) else [b["ports"]])}
    return (bridges, switch.table("netflow", "_uuid", "targets"),
            {p["_uuid"]: p for p in switch.table(
                "port", "_uuid", "name", "tag", "external_ids")
             if p["_uuid"] in ports})


def make_others(switch):
    """Bridges of someone else, and the names of those that are for us."""
    switch.add_bridge("br0", "br1")
    switch.vsctl(
        "--no-wait", "--", "--id=@n", "create", "netflow",
        'targets="192.0.2.2:2055"', "--", "set", "bridge", "br0",
        "netflow=@n", "external_ids:net=pool", "other_config:mac-aging=77",
        "--", "add-br", "fake", "br0", "10")
    add_foreign(switch, "theirs")
    add_foreign(switch, "marked", ["external_ids:owner=someone"])
    return ["br0", "br1"]


def foreign_rows(switch, bridges):
    rows, refs = switch.rows(), switch.bridges()
    return {name: rows[refs[name]] for name in bridges}


def check_end(switch, writer, ours):
    """Nothing leaked, nothing orphaned, each as its owner left it."""
    rows, bridges = switch.rows(), switch.bridges()
    assert set(bridges) == set(ours) | set(writer.own) | {"theirs", "marked"}
    marked = [u for u, r in rows.items() if "sflowovsd" in r["external_ids"]]
    assert len(marked) == 1
    assert set(rows) == set(bridges.values()), "an orphan"
    for name, uuid in writer.own.items():
        assert bridges[name] == uuid
        assert (rows[uuid]["sampling"], rows[uuid]["targets"]) == \
            (9, "192.0.2.1:6343")


class Pick:
    """Where to kill: a step of a start, and a time into it."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.hit = {}  # what ran -> how often

    def wait(self, daemon, before):
        steps = self.random.randint(1, STEPS)
        into = self.random.choice((0, 0, self.random.random())) * STEP_S
        end = time.monotonic() + ovs_module.PATIENCE
        wait_until(lambda: len(daemon.calls()) > before, "a first step")
        still = time.monotonic() + STILL_S
        while len(daemon.calls()) < before + steps:
            if time.monotonic() > min(still, end):
                break
            time.sleep(0.001)
        time.sleep(into)

    def note(self, daemon):
        kind = kind_of(daemon)
        self.hit[kind] = self.hit.get(kind, 0) + 1


def kind_of(daemon):
    """Of the last call."""
    last = daemon.calls()[-1]
    return "version" if last == "--version" else \
        "write" if last in daemon.writes()[-1:] else "read"


def kill_held(daemon, before, kind):
    """Killed while a call of this kind runs, which ends after it."""
    daemon.hold(HELD[kind])
    daemon.start()
    wait_until(lambda: len(daemon.calls()) > before and
               kind_of(daemon) == kind,
               f"a call to {kind}")
    assert not daemon.died(), daemon.log()[-4000:]
    daemon.stop(signal.SIGKILL)
    daemon.let_go()


def kill_at(daemon, pick, number):
    before = len(daemon.calls())
    daemon.write(revision=number + 1, sampling=100 + number)
    if number < len(HELD):
        kill_held(daemon, before, list(HELD)[number])
    else:
        daemon.start()
        pick.wait(daemon, before)
        assert not daemon.died(), daemon.log()[-4000:]
        daemon.stop(signal.SIGKILL)
    pick.note(daemon)


def test_killed_anywhere_it_loses_and_leaks_nothing(switch, daemon):
    ours = make_others(switch)
    theirs = ["theirs", "marked"]
    before = of_others(switch, ours + theirs)
    rows = foreign_rows(switch, theirs)
    pick = Pick(4711)
    with Writer(switch, 4712) as writer:
        for number in range(KILLS):
            kill_at(daemon, pick, number)
            assert writer.failure is None, writer.failure
            leftovers = [r for r in switch.rows().values()
                         if "sflowovsd" in r["external_ids"]]
            assert len(leftovers) <= 2, "rows pile up"
        daemon.write(revision=KILLS + 1, sampling=7)
        daemon.start()
    assert writer.failure is None, writer.failure
    ours += sorted(writer.plain)
    wait_carry(switch, ours, sampling=7)
    check_end(switch, writer, ours)
    assert foreign_rows(switch, theirs) == rows
    assert of_others(switch, before[0]) == before
    assert sum(pick.hit.values()) == KILLS
    assert set(pick.hit) == {"version", "read", "write"}
    assert writer.done >= KILLS // 4
    assert daemon.stop() == 0
    assert set(switch.rows()) == {r["_uuid"] for r in rows.values()} | \
        set(writer.own.values())


def kill_a_command(daemon):
    """One ovs-vsctl that our sflowovsd runs at this moment; if any."""
    parent = daemon.process.pid
    with open(f"/proc/{parent}/task/{parent}/children",
              encoding="ascii") as f:
        children = [int(pid) for pid in f.read().split()]
    for pid in children:
        try:
            handle = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        try:
            if is_command(pid, parent):
                signal.pidfd_send_signal(handle, signal.SIGKILL)
                return True
        except (ProcessLookupError, FileNotFoundError):
            pass
        finally:
            os.close(handle)
    return False


def is_command(pid, parent):
    with open(f"/proc/{pid}/cmdline", "rb") as f:
        line = f.read()
    with open(f"/proc/{pid}/stat", encoding="utf-8") as f:
        after_name = f.read().rpartition(")")[2].split()
    return b"ovs-vsctl" in line and int(after_name[1]) == parent


def test_its_commands_killed_cost_another_try(switch, daemon):
    ours = make_others(switch)
    theirs = ["theirs", "marked"]
    before = of_others(switch, ours + theirs)
    rows = foreign_rows(switch, theirs)
    dice = random.Random(4713)
    daemon.write()
    daemon.start()
    wait_carry(switch, ours)
    with Writer(switch, 4714) as writer:
        for number in range(CHILD_KILLS):
            daemon.write(revision=number + 2, sampling=100 + number)
            wait_until(lambda: kill_a_command(daemon), "a command to kill")
            time.sleep(dice.random() * STEP_S)
            assert not daemon.died()
    assert writer.failure is None, writer.failure
    assert "killed by signal 9" in daemon.log()
    daemon.write(revision=CHILD_KILLS + 2, sampling=7)
    ours += sorted(writer.plain)
    wait_carry(switch, ours, sampling=7)
    check_end(switch, writer, ours)
    assert foreign_rows(switch, theirs) == rows
    assert of_others(switch, before[0]) == before
