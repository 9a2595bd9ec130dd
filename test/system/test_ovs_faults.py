# SPDX-License-Identifier: Apache-2.0
"""Open vSwitch absent, restarted, emptied, hung; ovs-vsctl that fails, hangs
or is not there."""

import os
import signal

import pytest

from ovs import wait_until
from test_ovs_follow import wait_carry


@pytest.fixture(name="daemon")
def _daemon(daemon):
    """With settings to set from the start."""
    daemon.write()
    return daemon


def script(daemon, text):
    """In the place of ovs-vsctl."""
    path = daemon.wrapper + ".script"
    with open(path, "w", encoding="utf-8") as f:
        f.write("#!/bin/sh\n" + text)
    os.chmod(path, 0o755)
    return path


def test_a_server_that_comes_later_is_found(switch, daemon):
    switch.add_bridge("br0")
    switch.stop_server()
    daemon.start()
    daemon.wait_log("(No such file or directory); trying again")
    switch.start_server()
    wait_carry(switch, ["br0"])
    daemon.wait_log("configuring Open vSwitch works again")


@pytest.mark.parametrize("signo", [signal.SIGTERM, signal.SIGKILL])
def test_a_restarted_server_is_followed(switch, daemon, signo):
    switch.add_bridge("br0")
    daemon.start()
    wait_carry(switch, ["br0"])
    daemon.wait_log("watching table Bridge")
    switch.stop_server(signo)
    daemon.wait_log("cannot watch table Bridge")
    switch.start_server()
    switch.add_bridge("br1")
    wait_carry(switch, ["br0", "br1"])


def test_an_emptied_database_is_filled_again(switch, daemon):
    switch.add_bridge("br0")
    daemon.start()
    wait_carry(switch, ["br0"])
    switch.stop_server()
    switch.create_db()
    switch.start_server()
    switch.add_bridge("br1")
    wait_carry(switch, ["br1"])


def test_it_works_without_the_switch_daemon(switch, daemon):
    switch.stop_vswitchd()
    daemon.start()
    switch.add_bridge("br0")
    wait_carry(switch, ["br0"])


def test_it_stops_while_the_server_hangs(switch, daemon):
    switch.add_bridge("br0")
    daemon.start()
    wait_carry(switch, ["br0"])
    daemon.wait_log("sFlow is set on 1 bridge")
    switch.server.send_signal(signal.SIGSTOP)
    try:
        assert daemon.stop() == 0
    finally:
        switch.server.send_signal(signal.SIGCONT)
    assert "does not answer" in daemon.log()
    assert not os.path.exists(daemon.pidfile)


def test_without_ovs_vsctl_it_says_so_and_waits(switch, daemon):
    switch.add_bridge("br0")
    os.rename(daemon.wrapper, daemon.wrapper + ".away")
    daemon.start()
    daemon.wait_log("No such file or directory; trying again")
    os.rename(daemon.wrapper + ".away", daemon.wrapper)
    wait_carry(switch, ["br0"])


def test_without_ovsdb_client_looking_has_to_do(switch, daemon):
    daemon.client = "/nonexistent/ovsdb-client"
    daemon.start()
    daemon.wait_log("cannot watch table Bridge (No such file or directory)")
    switch.add_bridge("br0")
    wait_carry(switch, ["br0"])


def test_a_write_that_fails_is_repeated_after_a_read(switch, daemon):
    switch.add_bridge("br0")
    marker = switch.path("failed")
    daemon.wrap(script(daemon, f"""
case "$*" in *create*) if [ ! -e '{marker}' ]; then
    : >'{marker}'; echo 'ovs-vsctl: made up' >&2; exit 1; fi;; esac
exec /usr/bin/ovs-vsctl "$@"
"""))
    daemon.start()
    wait_carry(switch, ["br0"])
    kinds = ["write" if "create" in c else "read"
             for c in daemon.calls() if c != "--version"]
    assert kinds[:4] == ["read", "write", "read", "write"]


def test_a_write_that_ends_by_a_signal_is_read_back(switch, daemon):
    """As by --timeout: the change is in the database all the same."""
    switch.add_bridge("br0")
    daemon.wrap(script(daemon, """
case "$*" in *create*) /usr/bin/ovs-vsctl "$@"; kill -ALRM $$;; esac
exec /usr/bin/ovs-vsctl "$@"
"""))
    daemon.start()
    daemon.wait_log("sFlow is set on 1 bridge")
    assert len(daemon.writes()) == 1
    assert "killed by signal 14" in daemon.log()


@pytest.mark.parametrize("text", [
    "head -c 100000 /dev/urandom", "yes", "echo '{}'", "echo '[]'; echo '[]'",
    "true", "exit 3", "kill -SEGV $$"])
def test_nonsense_from_ovs_vsctl_writes_nothing(switch, daemon, text):
    switch.add_bridge("br0")
    daemon.wrap(script(daemon, text), version="3.1.0")
    daemon.start()
    daemon.wait_log("trying again")
    assert daemon.writes() == []
    daemon.wrap("/usr/bin/ovs-vsctl")
    os.utime(switch.sock)
    wait_carry(switch, ["br0"])


def test_a_bridge_that_vanishes_in_between_costs_one_more_read(switch,
                                                               daemon):
    switch.add_bridge("br0", "br1")
    marker = switch.path("deleted")
    daemon.wrap(script(daemon, f"""
case "$*" in *create*) if [ ! -e '{marker}' ]; then
    : >'{marker}'
    /usr/bin/ovs-vsctl --no-wait --db={switch.db} del-br br1; fi;; esac
exec /usr/bin/ovs-vsctl "$@"
"""), version="1.9.3")
    switch.run("ip", "addr", "add", "10.0.0.5/32", "dev", "lo")
    daemon.write(agent_ip="127.0.0.1")
    daemon.start()
    wait_carry(switch, ["br0"], agent="lo")
    daemon.wait_log("sFlow is set on 1 bridge")
    assert len(daemon.writes()) == 2
    assert "trying again" not in daemon.log()


def test_nobody_fights_for_ever(switch, daemon):
    """Each of our writes is undone at once: said once, and its end."""
    switch.add_bridge("br0")
    daemon.wrap(script(daemon, f"""
case "$*" in *create*) /usr/bin/ovs-vsctl "$@"
    exec /usr/bin/ovs-vsctl --no-wait --db={switch.db} clear bridge br0 sflow;;
esac
exec /usr/bin/ovs-vsctl "$@"
"""))
    daemon.start()
    wait_until(lambda: len(daemon.writes()) > 12, "a fight")
    assert daemon.log().count("someone keeps undoing what is set") == 1
    daemon.wrap("/usr/bin/ovs-vsctl")
    daemon.wait_log("sFlow is set on 1 bridge")

    def over():
        os.utime(switch.sock)  # each makes it look
        return "nobody undoes what is set any more" in daemon.log()
    wait_until(over, "the end of the fight to be told")
    assert daemon.log().count("someone keeps undoing what is set") == 1
    assert daemon.stop() == 0


def test_many_bridges_one_after_the_other_are_no_fight(switch, daemon):
    daemon.start()
    daemon.wait_log("watching table Bridge")
    names = [f"br{i}" for i in range(20)]
    for name in names:
        switch.add_bridge(name)
    wait_carry(switch, names)
    daemon.wait_log("sFlow is set on 20 bridges")
    assert "keeps undoing" not in daemon.log()


def test_a_monitor_that_takes_its_time_to_fail_is_told_of_once(switch,
                                                               daemon):
    tries = switch.path("tries")
    daemon.client = script(daemon, f"""
echo "$4" >>'{tries}'
sleep 0.15
echo 'ovsdb-client: made up' >&2
exit 1
""")
    switch.add_bridge("br0")
    daemon.start()

    def tried():
        with open(tries, encoding="ascii") as f:
            return f.read().split().count("Bridge")
    wait_carry(switch, ["br0"])
    wait_until(lambda: os.path.exists(tries), "a monitor")
    wait_until(lambda: tried() >= 4, "a monitor to be tried again")
    assert daemon.log().count("cannot watch table Bridge") == 1
    assert "watching table Bridge again" not in daemon.log()


def test_the_same_fault_is_told_once_whatever_time_it_shows(switch, daemon):
    daemon.wrap(script(daemon, """
echo "2026-11-24T04:31:30Z|00001|fatal_signal|WARN|ended $0" >&2
echo "$(date +%FT%H:%M:%S.%NZ)|00002|fatal_signal|WARN|made up" >&2
exit 1
"""))
    switch.add_bridge("br0")
    daemon.start()
    wait_until(lambda: len(daemon.calls()) >= 4, "tries")
    assert daemon.log().count("exit status 1: made up; trying again") == 1
    assert daemon.log().count("; trying again") == 1


def test_what_a_program_left_running_is_not_waited_for(switch, daemon):
    """In a session of its own it keeps our pipes open."""
    daemon.wrap(script(daemon, f"""
setsid sh -c 'echo $$ >>"{switch.path("sleepers")}"; exec sleep 40' &
exec /usr/bin/ovs-vsctl "$@"
"""))
    switch.add_bridge("br0")
    daemon.start()
    try:
        wait_carry(switch, ["br0"])
        daemon.wait_log("sFlow is set on 1 bridge")
        assert daemon.stop() == 0
        assert switch.rows() == {}
    finally:
        with open(switch.path("sleepers"), encoding="ascii") as f:
            for pid in f.read().split():
                os.kill(int(pid), signal.SIGTERM)
