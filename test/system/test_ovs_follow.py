# SPDX-License-Identifier: Apache-2.0
"""sflowovsd on a real Open vSwitch: what it sets, follows, leaves alone and
takes away. What is in the database is read with an ovs-vsctl of the test's
own."""

import os
import re
import signal
import subprocess

import pytest

from ovs import agent_of, first_datagram, wait_until
from ovsd import SFLOWOVSD


def all_carry(switch, names, **values):
    """True when each bridge refers to a row of ours with these values."""
    bridges, rows = switch.bridges(), switch.rows()
    for name in names:
        row = rows.get(bridges.get(name))
        if row is None or row["external_ids"] != {"sflowovsd": "1"}:
            return False
        if any(row[k] != v for k, v in values.items()):
            return False
    return True


def wait_carry(switch, names, **values):
    wait_until(lambda: all_carry(switch, names, **values),
               f"{names} to carry {values}")


def test_every_bridge_gets_what_the_state_file_says(switch, daemon):
    names = ["br0", "br 1", 'b"r\'2', "--help", "-x", "brücke", "b" * 255]
    switch.add_bridge("br0")
    for name in names[1:]:
        switch.vsctl("--no-wait", "--", "add-br", name)
    daemon.write(collectors=("10.0.0.9", "2001:db8::9 7000"), sampling=100,
                 polling=20, header=96)
    daemon.start()
    wait_carry(switch, names, agent="10.0.0.5", sampling=100, polling=20,
               header=96, targets=["10.0.0.9:6343", "[2001:db8::9]:7000"])
    assert len(switch.rows()) == 1


def test_changed_settings_are_followed(switch, daemon):
    switch.add_bridge("br0", "br1")
    daemon.write()
    daemon.start()
    wait_carry(switch, ["br0", "br1"], sampling=400)
    daemon.write(revision=2, sampling=50, collectors=("10.0.0.8",))
    wait_carry(switch, ["br0", "br1"], sampling=50, targets="10.0.0.8:6343")
    assert len(switch.rows()) == 1


def test_a_state_file_written_in_place_is_followed(switch, daemon):
    switch.add_bridge("br0")
    daemon.write()
    daemon.start()
    wait_carry(switch, ["br0"], sampling=400)
    with open(daemon.state, "w", encoding="utf-8") as f:
        f.write("rev_start=2\nsampling=7\ncollector=10.0.0.9\n")
        f.flush()
        # Seen half by who looks now; the end of writing is an event.
        daemon.process.send_signal(signal.SIGHUP)
        daemon.wait_log("what was in force stays")
        f.write("rev_end=2\n")
    wait_carry(switch, ["br0"], sampling=7)


def test_a_new_bridge_is_followed(switch, daemon):
    daemon.write()
    daemon.start()
    daemon.wait_log("watching table Bridge")
    switch.add_bridge("br0")
    wait_carry(switch, ["br0"])
    switch.add_bridge("br1")
    wait_carry(switch, ["br0", "br1"])
    switch.vsctl("--no-wait", "del-br", "br0")
    switch.add_bridge("br0")
    wait_carry(switch, ["br0", "br1"])


def test_edits_by_hand_are_corrected(switch, daemon):
    switch.add_bridge("br0", "br1")
    daemon.write()
    daemon.start()
    wait_carry(switch, ["br0", "br1"], sampling=400)
    daemon.wait_log("watching table sFlow")
    switch.vsctl("--no-wait", "set", "sflow", "br0", "sampling=5")
    wait_carry(switch, ["br0", "br1"], sampling=400)
    switch.vsctl("--no-wait", "clear", "bridge", "br1", "sflow")
    wait_carry(switch, ["br0", "br1"], sampling=400)
    assert "keeps undoing" not in daemon.log()


def test_a_row_whose_mark_was_taken_is_still_ours(switch, daemon):
    switch.add_bridge("br0", "br1")
    daemon.write()
    daemon.start()
    wait_carry(switch, ["br0", "br1"])
    daemon.wait_log("watching table sFlow")
    daemon.wait_log("sFlow is set on 2 bridges")
    switch.vsctl("--no-wait", "clear", "sflow", "br0", "external_ids")
    wait_carry(switch, ["br0", "br1"])
    daemon.wait_log("sFlow is set on 2 bridges", times=2)
    assert len(switch.rows()) == 1
    assert "left alone" not in daemon.log()
    switch.vsctl("--no-wait", "clear", "sflow", "br1", "external_ids")
    assert daemon.stop() == 0
    assert switch.rows() == {}


def test_rows_of_others_are_left_alone_and_reported(switch, daemon):
    switch.add_bridge("br0", "br1")
    switch.vsctl("--no-wait", "--", "--id=@s", "create", "sflow",
                 'targets="192.0.2.1:6343"', "sampling=9", "--", "set",
                 "bridge", "br0", "sflow=@s")
    before = switch.rows()
    theirs = switch.bridges()["br0"]
    daemon.write()
    daemon.start()
    wait_carry(switch, ["br1"])
    daemon.wait_log("sFlow is set on 1 bridge:")
    assert switch.bridges()["br0"] == theirs
    assert switch.rows()[theirs] == before[theirs]
    assert daemon.log().count("bridge br0 is left alone") == 1
    assert daemon.stop() == 0
    assert switch.rows() == before


def test_withdrawing_does_not_say_what_it_leaves_alone(switch, daemon):
    switch.add_bridge("br0", "br1")
    switch.vsctl("--no-wait", "--", "--id=@s", "create", "sflow",
                 'targets="192.0.2.1:6343"', "--", "set", "bridge", "br0",
                 "sflow=@s")
    daemon.write()
    daemon.start()
    daemon.wait_log("sFlow is set on 1 bridge:")
    daemon.write(revision=2, collectors=(), phase="withdrawn")
    daemon.wait_log("withdrawn: no bridge has sFlow of ours; 1 has that of "
                    "someone else")
    assert daemon.log().count("left alone") == 1


def test_without_bridges_nothing_is_said_to_be_set(switch, daemon):
    switch.add_bridge("br0")
    daemon.write()
    daemon.start()
    daemon.wait_log("watching table Bridge")
    daemon.wait_log("sFlow is set on 1 bridge")
    switch.vsctl("--no-wait", "del-br", "br0")
    daemon.wait_log("there is no bridge to set sFlow on")


def test_everything_is_shown_at_level_three(switch, daemon):
    names = [f"br{i}-{'x' * 100}" for i in range(30)]
    for name in names:
        switch.vsctl("--no-wait", "--", "add-br", name)
    daemon.write()
    daemon.start("-d")
    daemon.wait_log("sFlow is set on 30 bridges")
    assert daemon.stop() == 0
    lines = [line.split("sflowovsd: ", 1)[1]
             for line in daemon.log().splitlines()]
    outs = "".join(line.split(": ", 1)[1] for line in lines
                   if line.startswith(("out: ", "out+: ")))
    assert all(f'"{name}"' in outs for name in names)
    for table in ("Bridge", "sFlow"):
        assert any(line.startswith("run: /usr/bin/ovsdb-client monitor")
                   and f" {table} " in line for line in lines)
        assert any(line.startswith(f"monitor {table}: end: ")
                   for line in lines)


def test_no_agent_address_in_the_state_file_is_said_so(switch, daemon):
    switch.add_bridge("br0")
    daemon.write(agent_ip=None, agent=None)
    daemon.start()
    wait_carry(switch, ["br0"], agent=[])
    daemon.wait_log("the state file names no agent address")
    assert "no interface carries" not in daemon.log()


def test_in_sync_nothing_is_written(switch, daemon):
    switch.add_bridge("br0", "br1")
    daemon.write()
    daemon.start()
    daemon.wait_log("sFlow is set on 2 bridges")
    rows = switch.rows()
    daemon.stop(signal.SIGKILL)
    os.unlink(daemon.calls_path)
    reads = daemon.log().count("read 2 bridges")
    daemon.start()
    daemon.wait_log("sFlow is set on 2 bridges", times=2)
    daemon.write(revision=2)
    os.utime(switch.sock)
    daemon.wait_log("read 2 bridges", times=reads + 2)
    assert daemon.stop(signal.SIGKILL) is not None
    assert daemon.writes() == []
    assert switch.rows() == rows


def changed(daemon, sampling, bridges):
    """How many processes a change of the settings takes."""
    before = len(daemon.calls())
    daemon.write(revision=sampling, sampling=sampling)
    proof = re.compile(f"sFlow is set on {bridges} bridge.*"
                       f" sampling {sampling},")
    wait_until(lambda: proof.search(daemon.log()), "the change's proof")
    return len(daemon.calls()) - before


@pytest.mark.parametrize("bridges", [1, 30])
def test_a_change_takes_three_processes(switch, daemon, bridges):
    switch.add_bridge(*(f"br{i}" for i in range(bridges)))
    daemon.write()
    daemon.start()
    daemon.wait_log("watching table Bridge")
    daemon.wait_log("watching table sFlow")
    daemon.wait_log(f"sFlow is set on {bridges} bridge")
    writes = len(daemon.writes())
    # An echo that a busy machine delivers late costs another look.
    counts = [changed(daemon, 100 + i, bridges) for i in range(3)]
    assert min(counts) == 3, counts
    assert len(daemon.writes()) == writes + 3


@pytest.mark.parametrize("signo", [signal.SIGTERM, signal.SIGINT])
def test_a_clean_stop_withdraws(switch, daemon, signo):
    switch.add_bridge("br0", "br1")
    daemon.write()
    daemon.start()
    wait_carry(switch, ["br0", "br1"])
    assert os.path.exists(daemon.pidfile)
    assert daemon.stop(signo) == 0
    assert switch.rows() == {}
    assert switch.bridges() == {"br0": None, "br1": None}
    assert not os.path.exists(daemon.pidfile)


def test_more_signals_do_not_cut_a_stop_short(switch, daemon):
    switch.add_bridge("br0")
    script = switch.path("impatient")
    with open(script, "w", encoding="utf-8") as f:
        f.write('#!/bin/sh\ncase "$*" in *sflow=\\[]*)\n'
                '    kill -TERM $PPID; kill -INT $PPID\n'
                '    sleep 0.2;; esac\nexec /usr/bin/ovs-vsctl "$@"\n')
    os.chmod(script, 0o755)
    daemon.wrap(script)
    daemon.write()
    daemon.start()
    wait_carry(switch, ["br0"])
    assert daemon.stop() == 0
    assert "stopping already" in daemon.log()
    assert switch.rows() == {}
    assert switch.bridges() == {"br0": None}


def test_killed_it_leaves_all_and_the_next_start_adopts(switch, daemon):
    switch.add_bridge("br0")
    daemon.write()
    daemon.start()
    wait_carry(switch, ["br0"])
    daemon.wait_log("sFlow is set on 1 bridge")
    rows = switch.rows()
    daemon.stop(signal.SIGKILL)
    assert switch.rows() == rows
    os.unlink(daemon.calls_path)
    daemon.start()
    daemon.wait_log("sFlow is set on 1 bridge", times=2)
    assert daemon.writes() == []
    assert daemon.stop() == 0
    assert switch.rows() == {}


def test_only_one_runs(switch, daemon):
    switch.add_bridge("br0")
    daemon.write()
    daemon.start()
    wait_carry(switch, ["br0"])
    second = subprocess.run(
        daemon.argv("-d", "-p", daemon.pidfile), capture_output=True,
        text=True, check=False)
    assert second.returncode == 1
    assert f"already running as process {daemon.process.pid}" \
        in second.stderr


def test_in_the_background_the_start_waits_for_readiness(switch, daemon):
    switch.add_bridge("br0")
    daemon.write()
    switch.run(*daemon.argv("-p", daemon.pidfile))
    with open(daemon.pidfile, encoding="utf-8") as f:
        pid = int(f.read())
    try:
        wait_carry(switch, ["br0"])
    finally:
        os.kill(pid, signal.SIGTERM)
    wait_until(lambda: not os.path.exists(daemon.pidfile), "the stop")
    assert switch.rows() == {}


def test_it_and_its_commands_have_no_capabilities(switch, daemon):
    switch.add_bridge("br0")
    daemon.write()
    daemon.start()
    daemon.wait_log("watching table Bridge")
    tasks = [daemon.process.pid]
    with open(f"/proc/{tasks[0]}/task/{tasks[0]}/children",
              encoding="ascii") as f:
        tasks += [int(pid) for pid in f.read().split()]
    assert len(tasks) >= 3
    for pid in tasks:
        with open(f"/proc/{pid}/status", encoding="ascii") as f:
            status = dict(line.split(":\t", 1) for line in f)
        for name in ("CapPrm", "CapEff", "CapBnd"):
            assert int(status[name], 16) == 0, (pid, name)
        assert status["NoNewPrivs"].strip() == "1"


def test_without_root_it_works_where_the_socket_lets_it(switch, daemon):
    switch.add_bridge("br0")
    daemon.write()
    os.chmod(switch.dir, 0o755)
    argv = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
            ) + daemon.argv("-d", "-p", "/nonexistent/pid")
    daemon.wrap("/usr/bin/ovs-vsctl")
    with open(daemon.calls_path, "w", encoding="ascii"):
        os.chmod(daemon.calls_path, 0o666)
    with open(daemon.log_path, "ab") as log:
        daemon.process = switch.popen(*argv, stdout=log, stderr=log)
    daemon.wait_log("Permission denied) (run sflowovsd as the socket's "
                    "owner; on RHEL that is user openvswitch); trying again")
    os.chown(switch.sock, 65534, 65534)
    wait_carry(switch, ["br0"])
    daemon.wait_log("sFlow is set on 1 bridge")
    assert "no pid file /nonexistent/pid" in daemon.log()
    assert daemon.stop() == 0
    assert switch.rows() == {}


def test_hangup_looks_again(switch, daemon):
    switch.add_bridge("br0")
    daemon.write()
    daemon.start()
    daemon.wait_log("watching table Bridge")
    daemon.wait_log("sFlow is set on 1 bridge")
    before = daemon.log().count("read 1 bridges")
    daemon.process.send_signal(signal.SIGHUP)
    daemon.wait_log("read 1 bridges", times=before + 1)
    assert len(daemon.writes()) == 1


def test_preview_prints_the_plan_and_changes_nothing(switch, daemon):
    switch.add_bridge("br0", "br1")
    daemon.write()
    status, text = daemon.preview()
    assert status == 1
    assert text.splitlines() == [
        "create a row: agent 10.0.0.5, header 128, polling 30, "
        "sampling 400, targets 10.0.0.9:6343",
        "set bridge br0 to it", "set bridge br1 to it", "0 bridges in sync"]
    assert switch.rows() == {}
    daemon.start()
    wait_carry(switch, ["br0", "br1"])
    assert daemon.preview() == (0, "2 bridges in sync\n")
    daemon.write("nonsense")
    assert daemon.preview()[0] == 2
    os.unlink(daemon.state)
    status, text = daemon.preview()
    assert status == 1
    assert "clear sFlow of bridge br0\nclear sFlow of bridge br1\n" in text
    daemon.write(collectors=(), phase="waiting")
    status, text = daemon.preview()
    assert (status, "waits" in text) == (0, True)
    switch.stop_server()
    daemon.write()
    assert daemon.preview()[0] == 2


def test_ports_are_counted_where_packets_are_not_sampled(switch, daemon):
    switch.add_bridge("br0")
    listener = first_datagram(switch, 16343)
    daemon.write(collectors=("127.0.0.1 16343",), sampling=0, polling=1,
                 agent_ip="192.0.2.77", agent="lo")
    daemon.start()
    wait_carry(switch, ["br0"], sampling=2147483647, polling=1)
    datagram = listener.communicate()[0]
    assert agent_of(datagram) == "192.0.2.77"
    assert datagram[28:32] == b"\0\0\0\2"  # a counters sample


def test_old_versions_get_the_interface_that_has_the_address(switch, daemon):
    daemon.wrap("/usr/bin/ovs-vsctl", version="2.5.3")
    switch.run("ip", "link", "add", "v0", "type", "veth", "peer", "v1")
    switch.run("ip", "addr", "add", "10.0.0.5/24", "dev", "v0")
    switch.add_bridge("br0")
    daemon.write(agent="v1")
    daemon.start()
    wait_carry(switch, ["br0"], agent="v0")
    switch.run("ip", "addr", "del", "10.0.0.5/24", "dev", "v0")
    daemon.write(revision=2, sampling=9)
    wait_carry(switch, ["br0"], agent=[], sampling=9)
    daemon.wait_log("no interface carries the agent address")


def test_a_replaced_program_is_asked_for_its_version(switch, daemon):
    switch.add_bridge("br0")
    daemon.write()
    daemon.start()
    wait_carry(switch, ["br0"])
    assert daemon.calls().count("--version") == 1
    daemon.wrap("/usr/bin/ovs-vsctl", version="3.9.0-1.vendor")
    daemon.write(revision=2, sampling=9)
    wait_carry(switch, ["br0"], sampling=9)
    assert "Open vSwitch 3.9.0-1.vendor" in daemon.log()


def test_options_are_explained():
    def run(*argv):
        done = subprocess.run((SFLOWOVSD,) + argv, capture_output=True,
                              text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    status, out, _ = run("-h")
    assert status == 0 and "--ovs-vsctl PATH" in out
    status, out, _ = run("-v")
    assert status == 0 and out.startswith("sflowovsd ")
    for bad in (["-Z"], ["extra"], ["--db", "tcp:1.2.3.4"], ["--db", "unix:"],
                ["--grace", "-1"], ["--grace", "1x"], ["-f"]):
        status, out, err = run(*bad)
        assert status == 2 and out == "" and "usage:" in err, bad
