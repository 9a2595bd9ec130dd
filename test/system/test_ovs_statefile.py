# SPDX-License-Identifier: Apache-2.0
"""What sflowovsd does when the state file is gone, bad, or says that there
is nothing to do."""

import os
import shutil
import signal

import pytest

from ovs import wait_until
from ovsd import state_text
from test_ovs_follow import wait_carry


@pytest.fixture(name="switch")
def _switch(switch):
    """With one bridge from the start."""
    switch.add_bridge("br0")
    return switch


def wait_withdrawn(switch):
    wait_until(lambda: not switch.rows(), "our row to go")


def binary(path):
    with open(path, "wb") as f:
        f.write(bytes(range(256)) * 8)


def truncated(path):
    with open(path, "w", encoding="utf-8") as f:
        f.write(state_text(sampling=3)[:-12])


def empty(path):
    with open(path, "w", encoding="utf-8"):
        pass


def huge(path):
    with open(path, "w", encoding="utf-8") as f:
        f.write("x=y\n" * 1000000 + state_text(sampling=3))


def no_end(path):
    with open(path, "w", encoding="utf-8") as f:
        f.write("rev_start=9\nsampling=3\ncollector=10.0.0.9\n")


def out_of_range(path):
    with open(path, "w", encoding="utf-8") as f:
        f.write(state_text(sampling=-7))


def of_another_user(path):
    with open(path, "w", encoding="utf-8") as f:
        f.write(state_text(sampling=3))
    os.chown(path, 1, 1)


def writable_by_all(path):
    with open(path, "w", encoding="utf-8") as f:
        f.write(state_text(sampling=3))
    os.chmod(path, 0o666)


@pytest.mark.parametrize("bad", [
    binary, truncated, empty, huge, no_end, out_of_range, of_another_user,
    writable_by_all, os.mkdir, os.mkfifo])
def test_a_bad_file_is_reported_once_and_changes_nothing(switch, daemon,
                                                         bad):
    daemon.write()
    daemon.start()
    wait_carry(switch, ["br0"], sampling=400)
    daemon.wait_log("watching table Bridge")
    new = daemon.state + ".bad"
    bad(new)
    if os.path.isdir(new):
        os.unlink(daemon.state)
    os.rename(new, daemon.state)
    daemon.wait_log("what was in force stays")
    # The last good settings are in force for a new bridge too.
    os.utime(daemon.state)
    switch.add_bridge("br1")
    wait_carry(switch, ["br0", "br1"], sampling=400)
    daemon.write(revision=2, sampling=50)
    wait_carry(switch, ["br0", "br1"], sampling=50)
    assert daemon.log().count("what was in force stays") == 1
    assert daemon.stop() == 0


def test_bad_from_the_start_touches_nothing_until_it_is_good(switch,
                                                             daemon):
    no_end(daemon.state)
    daemon.start()
    daemon.wait_log("nothing is changed meanwhile")
    assert daemon.calls() == []
    daemon.write()
    wait_carry(switch, ["br0"])
    assert "what was in force stays" not in daemon.log()


def test_a_file_that_changes_unnoticed_is_read_at_the_next_look(switch,
                                                                daemon):
    """A link to a link: where it ends nothing is watched."""
    real, middle = switch.path("real/auto"), switch.path("middle/auto")
    for path in (real, middle):
        os.mkdir(os.path.dirname(path))
    link = daemon.state
    os.symlink(real, middle)
    os.symlink(middle, link)
    daemon.state = real
    daemon.write()
    daemon.state = link
    daemon.start()
    wait_carry(switch, ["br0"], sampling=400)
    daemon.wait_log("watching table Bridge")
    daemon.wait_log("sFlow is set on 1 bridge")
    daemon.state = real
    daemon.write(revision=2, sampling=9)
    switch.add_bridge("br1")
    wait_carry(switch, ["br0", "br1"], sampling=9)


def test_a_missing_file_withdraws_after_the_grace_time(switch, daemon):
    daemon.write()
    daemon.start("--grace", "1")
    wait_carry(switch, ["br0"])
    os.unlink(daemon.state)
    daemon.wait_log("withdrawing in 1 s")
    wait_withdrawn(switch)
    daemon.write(revision=2)
    wait_carry(switch, ["br0"])


def test_a_file_that_comes_back_in_time_flaps_nothing(switch, daemon):
    daemon.write()
    daemon.start()
    wait_carry(switch, ["br0"])
    rows = switch.rows()
    os.unlink(daemon.state)
    daemon.wait_log("withdrawing in 30 s")
    assert switch.rows() == rows
    daemon.write(revision=2, sampling=9)
    wait_carry(switch, ["br0"], sampling=9)
    assert len(daemon.writes()) == 2


def test_a_folder_made_anew_is_followed(switch, daemon):
    daemon.write()
    daemon.start()
    wait_carry(switch, ["br0"], sampling=400)
    shutil.rmtree(os.path.dirname(daemon.state))
    daemon.wait_log("withdrawing in 30 s")
    os.mkdir(os.path.dirname(daemon.state))
    daemon.write(revision=2, sampling=9)
    wait_carry(switch, ["br0"], sampling=9)


def test_leftovers_of_an_earlier_run_go_without_a_state_file(switch,
                                                             daemon):
    daemon.write()
    daemon.start()
    wait_carry(switch, ["br0"])
    daemon.stop(signal.SIGKILL)
    os.unlink(daemon.state)
    daemon.start("--grace", "0")
    wait_withdrawn(switch)


def test_waiting_keeps_what_is_in_force(switch, daemon):
    daemon.write()
    daemon.start()
    wait_carry(switch, ["br0"])
    rows = switch.rows()
    daemon.write(revision=2, collectors=(), phase="waiting")
    daemon.wait_log("hsflowd waits for its settings")
    switch.add_bridge("br1")
    wait_carry(switch, ["br0", "br1"])
    assert switch.rows() == rows


@pytest.mark.parametrize("settings", [
    {"collectors": (), "phase": "withdrawn"},
    {"sampling": 0, "polling": 0}], ids=["withdrawn", "all off"])
def test_nothing_to_sample_withdraws(switch, daemon, settings):
    daemon.write()
    daemon.start()
    wait_carry(switch, ["br0"])
    daemon.write(revision=2, **settings)
    wait_withdrawn(switch)
    daemon.write(revision=3)
    wait_carry(switch, ["br0"])
