# SPDX-License-Identifier: Apache-2.0
"""Hard cases on the real Open vSwitch: it hangs in the middle of a pass, its
database is another one, events are lost, names are odd, and nothing restarts
that need not."""

import json
import os
import shutil
import signal
import subprocess

import pytest

from lab import Collector
from ovs import SCHEMA, first_datagram, wait_until
from test_ovs_follow import wait_carry


@pytest.fixture(name="daemon")
def _daemon(daemon):
    """With settings to set from the start."""
    daemon.write()
    return daemon


def wait_watching(daemon, bridges):
    daemon.wait_log("watching table Bridge")
    daemon.wait_log("watching table sFlow")
    daemon.wait_log(f"sFlow is set on {bridges} bridge")


def kinds(calls):
    return ["write" if "create" in c or " set " in c else "read"
            for c in calls if c != "--version"]


def look(daemon):
    """Makes it look at everything once more, until it has."""
    before = daemon.log().count(" sFlow rows: ")
    daemon.process.send_signal(signal.SIGHUP)
    daemon.wait_log(" sFlow rows: ", times=before + 1)


# Open vSwitch hangs or dies.

@pytest.mark.parametrize("when", ["before", "after"])
def test_a_write_into_a_hung_server_is_read_back(switch, daemon, when):
    """Hung before the write has reached it, or with it in the database."""
    switch.add_bridge("br0")
    marker, script = switch.path("hung"), switch.path("hanging")
    done = "" if when == "before" else '/usr/bin/ovs-vsctl "$@"; '
    with open(script, "w", encoding="utf-8") as f:
        f.write(f"""#!/bin/sh
case "$*" in *create*) if [ ! -e '{marker}' ]; then
    : >'{marker}'; {done}kill -STOP {switch.server.pid}; fi;; esac
exec /usr/bin/ovs-vsctl "$@"
""")
    os.chmod(script, 0o755)
    daemon.wrap(script)
    daemon.start()
    try:
        daemon.wait_log("plan: set bridge br0 to it")
        daemon.wait_log("killed by signal 14")
        assert kinds(daemon.calls())[:2] == ["read", "write"]
    finally:
        switch.server.send_signal(signal.SIGCONT)
    wait_carry(switch, ["br0"])
    daemon.wait_log("sFlow is set on 1 bridge")
    # Reads until one is answered, then what that one says.
    after = kinds(daemon.calls())[2:]
    assert after[0] == "read"
    assert after.count("write") == (1 if when == "before" else 0)
    assert len(switch.rows()) == 1


def test_the_switch_daemon_may_die_and_hang(switch, daemon):
    switch.add_bridge("br0")
    daemon.write(collectors=("127.0.0.1 16343",), polling=1)
    daemon.start()
    wait_carry(switch, ["br0"])
    switch.stop_vswitchd(signal.SIGKILL)
    os.unlink(switch.path("ovs-vswitchd.ctl"))
    switch.add_bridge("br1")
    wait_carry(switch, ["br0", "br1"])
    switch.start_vswitchd()
    switch.vswitchd.send_signal(signal.SIGSTOP)
    try:
        switch.add_bridge("br2")
        daemon.write(revision=2, collectors=("127.0.0.1 16343",), polling=1,
                     sampling=9)
        wait_carry(switch, ["br0", "br1", "br2"], sampling=9)
    finally:
        switch.vswitchd.send_signal(signal.SIGCONT)
    assert len(first_datagram(switch, 16343).communicate()[0]) > 28
    assert len(switch.rows()) == 1


# The socket and the database.

def test_a_socket_in_a_folder_that_comes_later_is_found(switch, daemon):
    switch.add_bridge("br0")
    folder = switch.path("run/openvswitch")
    daemon.start("--db", f"unix:{folder}/db.sock")
    daemon.wait_log("(No such file or directory); trying again")
    os.makedirs(folder)
    switch.run("ovs-appctl", "-t", switch.path("ovsdb-server.ctl"),
               "ovsdb-server/add-remote", f"punix:{folder}/db.sock")
    wait_carry(switch, ["br0"])
    daemon.wait_log("configuring Open vSwitch works again")
    daemon.wait_log("watching table Bridge")
    switch.add_bridge("br1")
    wait_carry(switch, ["br0", "br1"])


def test_a_stale_socket_at_the_start_is_no_server(switch, daemon):
    switch.add_bridge("br0")
    switch.stop_server(signal.SIGKILL)
    assert os.path.exists(switch.sock)
    daemon.start()
    daemon.wait_log("(Connection refused); trying again")
    switch.start_server()
    wait_carry(switch, ["br0"])


def test_an_older_copy_of_the_database_is_brought_up_to_date(switch, daemon):
    switch.add_bridge("br0", "br1")
    daemon.start()
    wait_carry(switch, ["br0", "br1"], sampling=400)
    shutil.copy(switch.conf_db, switch.path("copy"))
    old = set(switch.rows())
    switch.vsctl("--no-wait", "del-br", "br1")
    switch.add_bridge("br2")
    daemon.write(revision=2, sampling=50)
    wait_carry(switch, ["br0", "br2"], sampling=50)
    switch.stop_server()
    os.rename(switch.path("copy"), switch.conf_db)
    switch.start_server()
    assert set(switch.bridges()) == {"br0", "br1"}
    wait_carry(switch, ["br0", "br1"], sampling=50)
    assert len(switch.rows()) == 1 and old


def test_a_database_with_rows_of_others_in_its_place(switch, daemon):
    switch.add_bridge("br0")
    daemon.start()
    wait_carry(switch, ["br0"])
    new = switch.path("new.db")

    def insert(table, label, **row):
        return {"op": "insert", "table": table, "uuid-name": label,
                "row": row}

    def ref(*names):
        return ["set", [["named-uuid", name] for name in names]]
    subprocess.run(["ovsdb-tool", "create", new, SCHEMA], check=True)
    subprocess.run(["ovsdb-tool", "transact", new, json.dumps([
        "Open_vSwitch",
        insert("Open_vSwitch", "o", bridges=ref("a", "b")),
        insert("Bridge", "a", name="br0", sflow=ref("s")),
        insert("Bridge", "b", name="new"),
        insert("sFlow", "s", targets="192.0.2.1:6343", sampling=9)])],
        check=True, stdout=subprocess.DEVNULL)
    switch.stop_server()
    os.rename(new, switch.conf_db)
    switch.start_server()
    wait_carry(switch, ["new"])
    theirs = switch.rows()[switch.bridges()["br0"]]
    assert (theirs["targets"], theirs["sampling"], theirs["external_ids"]) \
        == ("192.0.2.1:6343", 9, {})
    assert len(switch.rows()) == 2
    daemon.wait_log("bridge br0 is left alone")


# Events are lost.

def monitor_pid(daemon, table):
    parent = daemon.process.pid
    with open(f"/proc/{parent}/task/{parent}/children",
              encoding="ascii") as f:
        for pid in f.read().split():
            with open(f"/proc/{pid}/cmdline", "rb") as line:
                words = line.read().split(b"\0")
            if b"monitor" in words and table.encode() in words:
                return int(pid)
    return None


@pytest.mark.parametrize("table", ["Bridge", "sFlow"])
def test_a_monitor_that_is_killed_comes_again(switch, daemon, table):
    switch.add_bridge("br0")
    daemon.start()
    wait_watching(daemon, 1)
    pid = monitor_pid(daemon, table)
    os.kill(pid, signal.SIGKILL)
    # While nobody watches: found by the look that its return is.
    switch.add_bridge("br1")
    switch.vsctl("--no-wait", "set", "sflow", "br0", "sampling=5")
    wait_carry(switch, ["br0", "br1"], sampling=400)
    wait_until(lambda: monitor_pid(daemon, table) not in (None, pid),
               "another monitor")
    daemon.wait_log(f"watching table {table}", times=2)
    switch.add_bridge("br2")
    switch.vsctl("--no-wait", "set", "sflow", "br0", "sampling=5")
    wait_carry(switch, ["br0", "br1", "br2"], sampling=400)


def test_an_overflow_of_the_event_queue_is_a_look(switch, daemon):
    with open("/proc/sys/fs/inotify/max_queued_events",
              encoding="ascii") as f:
        events = int(f.read())
    if events > 100000:
        pytest.skip(f"a queue of {events} events")
    switch.add_bridge("br0")
    daemon.start()
    wait_watching(daemon, 1)
    daemon.process.send_signal(signal.SIGSTOP)
    try:
        folder = os.path.dirname(daemon.state)
        for i in range(events + 1):
            os.mknod(f"{folder}/{i}")
        daemon.write(revision=2, sampling=50)
    finally:
        daemon.process.send_signal(signal.SIGCONT)
    wait_carry(switch, ["br0"], sampling=50)
    daemon.write(revision=3, sampling=51)
    wait_carry(switch, ["br0"], sampling=51)


# Nothing is done that need not be.

@pytest.mark.parametrize("bridges", [1, 20])
def test_echoes_of_our_own_writes_are_no_loop(switch, daemon, bridges):
    switch.add_bridge(*(f"br{i}" for i in range(bridges)))
    daemon.start()
    wait_watching(daemon, bridges)
    look(daemon)
    before = len(daemon.calls())
    daemon.write(revision=2, sampling=50)
    daemon.wait_log(f"sFlow is set on {bridges} bridge", times=2)
    # As many looks as are asked for; one more where an echo was late.
    for _ in range(8):
        look(daemon)
    calls = kinds(daemon.calls()[before:])
    assert calls.count("write") == 1, calls
    assert 10 <= len(calls) <= 12, calls


def test_an_edit_by_hand_takes_one_correction(switch, daemon):
    switch.add_bridge("br0", "br1")
    daemon.start()
    wait_watching(daemon, 2)
    for edit in (("set", "sflow", "br0", "sampling=5"),
                 ("set", "sflow", "br0", 'targets="192.0.2.9:1"'),
                 ("clear", "bridge", "br1", "sflow")):
        before = len(daemon.writes())
        switch.vsctl("--no-wait", *edit)
        wait_carry(switch, ["br0", "br1"], sampling=400,
                   targets="10.0.0.9:6343")
        look(daemon)
        look(daemon)
        assert len(daemon.writes()) == before + 1
    assert len(switch.rows()) == 1


class Here:
    """The switch's namespace, for a collector."""

    def __init__(self, switch):
        self.switch = switch

    def argv(self, *argv):
        return ("ip", "netns", "exec", self.switch.netns) + argv


def test_passes_that_change_nothing_restart_no_agent(switch, daemon):
    switch.add_bridge("br0")
    collector = Collector(Here(switch), switch.dir, port=16343)
    try:
        settings = {"collectors": ("127.0.0.1 16343",), "polling": 1}
        daemon.write(**settings)
        daemon.start()
        wait_watching(daemon, 1)
        first = collector.wait_for(lambda d: d["sequence"] >= 3,
                                   "three of one agent")
        rows = switch.rows()
        for i in range(5):
            daemon.write(revision=i + 2, **settings)
            os.utime(switch.sock)
            look(daemon)
        # The same row written again, by another hand, is no change.
        switch.vsctl("--no-wait", "set", "sflow", "br0", "sampling=400")
        later = collector.next()
        assert later["sequence"] > first["sequence"]
        sequences = [d["sequence"] for d in collector.datagrams]
        assert sequences == sorted(set(sequences))
        assert switch.rows() == rows
        # A change does restart it: that is how one would see it.
        daemon.write(revision=9, sampling=50, **settings)
        collector.next(lambda d: d["sequence"] == 1, "a restart")
    finally:
        collector.close()


# Names.

ODD = ["a=b", "x,y", "back\\slash", "[]", "{}", "*", "@newsflow",
       "-- destroy sflow br0", "a\tb", "line\nbreak", "'", '"', '""', "%s%n",
       "$(false)", "ünï-\U0001f980", "é" * 127, "12345678", "sflow=@newsflow",
       "01234567-89ab-cdef-0123-456789abcdef"]


def insert_bridge(switch, name):
    subprocess.run(["ovsdb-client", "transact", switch.db, json.dumps([
        "Open_vSwitch",
        {"op": "insert", "table": "Bridge", "uuid-name": "b",
         "row": {"name": name}},
        {"op": "mutate", "table": "Open_vSwitch", "where": [],
         "mutations": [["bridges", "insert", ["set", [["named-uuid", "b"]]]]]},
    ])], check=True, stdout=subprocess.DEVNULL)
    assert name in switch.bridges()


def test_names_that_look_like_something_else(switch, daemon):
    switch.stop_vswitchd()
    switch.add_bridge("br0")
    daemon.start()
    wait_watching(daemon, 1)
    names = ["br0"]
    for name in ODD:  # one after the other, each a plan of its own
        switch.vsctl("--no-wait", "--", "add-br", name)
        assert name in switch.bridges(), name
        names.append(name)
        wait_carry(switch, names)
    # A name that only looks like the other's UUID, and one that ovs-vsctl
    # cannot be told at all.
    for name in (switch.table("bridge", "_uuid")[0]["_uuid"], "--"):
        insert_bridge(switch, name)
        names.append(name)
        wait_carry(switch, names)
    daemon.write(revision=2, sampling=50)
    wait_carry(switch, names, sampling=50)
    assert len(switch.rows()) == 1
    assert daemon.stop() == 0
    assert switch.rows() == {}
    assert "trying again" not in daemon.log()


def test_fake_bridges_never_break_a_transaction(switch, daemon):
    switch.add_bridge("br0")
    daemon.start()
    wait_watching(daemon, 1)
    switch.vsctl("--no-wait", "add-br", "fake", "br0", "10")
    switch.vsctl("--no-wait", "add-br", "fake2", "br0", "11", "--", "add-br",
                 "br1")
    wait_carry(switch, ["br0", "br1"])
    daemon.write(revision=2, sampling=50)
    wait_carry(switch, ["br0", "br1"], sampling=50)
    switch.vsctl("--no-wait", "del-br", "fake")
    switch.vsctl("--no-wait", "add-br", "fake", "br1", "12")
    look(daemon)
    assert daemon.stop() == 0
    assert switch.rows() == {}
    assert sorted(switch.vsctl("list-br").split()) == \
        ["br0", "br1", "fake", "fake2"]
    assert "trying again" not in daemon.log()
    assert "exit status" not in daemon.log()
