# SPDX-License-Identifier: Apache-2.0
"""What the daemons log: each change once, with before and after; priorities."""

import os
import re

import pytest

from agent import COLLECTOR_IP, HOST_IP, Host
from lab import Process, wait_until
from test_pair import Pair

OTHER_IP = "192.0.2.2"


@pytest.fixture
def host(lab):
    return Host(lab)


def conf(more="", polling=1, ip=COLLECTOR_IP):
    return ("sflow { DNSSD = off polling = %d sampling = 400 %s\n"
            "collector { ip = %s } }" % (polling, more, ip))


def lines(process, text):
    return [line.split(": ", 1)[1] for line in process.output().splitlines()
            if text in line]


def test_a_change_is_one_line_with_before_and_after(host):
    host.write_conf(conf())
    process = host.start()
    process.wait_output("settings: sampling 1 in 400, polling 1 s, ")
    host.write_conf(conf(polling=2, ip=OTHER_IP, more="headerBytes = 64"))
    process.wait_output("settings changed")
    host.write_conf(conf(polling=3, ip=OTHER_IP, more="headerBytes = 64"))
    wait_until(lambda: len(lines(process, "settings changed")) == 2, "both")
    assert lines(process, "settings changed") == [
        "settings changed: polling: 1 s -> 2 s; headers: 128 bytes -> 64 "
        f"bytes; collectors: {COLLECTOR_IP}:6343 -> {OTHER_IP}:6343",
        "settings changed: polling: 2 s -> 3 s"]
    assert len(lines(process, " settings: ")) == 1
    # An address that is gone is a change like any other.
    host.ns.ip("addr", "add", "198.51.100.7/24", "dev", "eth0")
    host.ns.ip("addr", "del", f"{HOST_IP}/24", "dev", "eth0")
    process.wait_output(
        f"settings changed: agent: {HOST_IP} (eth0) -> 198.51.100.7 (eth0)")
    process.stop()


def test_what_was_in_force_is_told_when_nothing_is_any_more(host, lab):
    host.write_conf(conf())
    process = host.start()
    process.wait_output("settings: ")
    for cidr in (f"{HOST_IP}/24", "127.0.0.1/8", "::1/128"):
        host.ns.ip("addr", "del", cidr, "dev",
                   "eth0" if cidr[0:3] == "192" else "lo")
    host.ns.ip("link", "set", "eth0", "down")
    process.wait_output("no settings in force, sending nothing; before: "
                        "sampling 1 in 400, polling 1 s")
    process.stop()


def test_both_daemons_tell_the_same_change(lab):
    pair = Pair(lab)
    pair.write_pair_conf(sampling=10)
    pair.start()
    daemon = pair.start_sflowovsd()
    daemon.wait_output("settings from ")
    pair.write_pair_conf(sampling=20)
    for process in (pair.process, daemon):
        process.wait_output(": sampling: 1 in 10 -> 1 in 20")
    assert len(lines(daemon, "new settings from")) == 1
    # The file is written anew, but says the same.
    pair.state.write_text(pair.state.read_text())
    pair.write_pair_conf(sampling=30)
    daemon.wait_output(": sampling: 1 in 20 -> 1 in 30")
    assert len(lines(daemon, "new settings from")) == 2


def test_a_fault_is_one_line_and_its_end_another(host, lab):
    host.write_conf(conf())
    process = host.start()
    process.wait_output("refused: nothing listens there")
    known = "host measured and sent"
    seen = process.output().count(known)
    wait_until(lambda: process.output().count(known) >= seen + 4, "rounds")
    assert len(lines(process, "nothing listens there")) == 1
    lab.collector(host.far)
    process.wait_output("datagrams go out again")
    seen = process.output().count(known)
    wait_until(lambda: process.output().count(known) >= seen + 3, "rounds")
    assert len(lines(process, "datagrams go out again")) == 1
    assert len(lines(process, "nothing listens there")) == 1


def journal(lab, argv, name):
    """A process whose standard error is what systemd says the journal is."""
    log = lab.folder / name
    log.touch()
    st = os.stat(log)
    env = dict(os.environ, JOURNAL_STREAM=f"{st.st_dev}:{st.st_ino}")
    return lab.own(Process(argv, log, env=env))


def priority(process, text):
    found = {re.match(r"<([0-7])>", line).group(1)
             for line in process.output().splitlines() if text in line}
    assert len(found) == 1, process.output()
    return int(found.pop())


def test_the_journal_is_given_priorities(host, lab):
    host.write_conf(conf())
    process = journal(lab, host.argv(), "journal")
    process.wait_output("nothing listens there")
    second = journal(lab, host.argv(), "journal-2")
    assert second.wait() == 1
    assert priority(second, "already running") == 3
    assert priority(process, "nothing listens there") == 4
    assert priority(process, "settings: ") == 6
    assert priority(process, "host measured") == 7
    process.stop()
    for line in process.output().splitlines():
        # No time and no name, which the journal has itself.
        assert re.match(r"<[0-7]>(?!\d\d:|hsflowd: )", line), line


def test_a_terminal_under_the_journal_is_no_journal(host, lab):
    """JOURNAL_STREAM is inherited by what writes elsewhere, too."""
    host.write_conf(conf())
    process = host.start(env=dict(os.environ, JOURNAL_STREAM="1:2"))
    process.wait_output("settings: ")
    for line in process.output().splitlines():
        assert re.match(r"\d\d:\d\d:\d\d\.\d{3} hsflowd: ", line), line


def test_sflowovsd_gives_the_journal_priorities(lab):
    pair = Pair(lab)
    pair.write_pair_conf()
    pair.start()
    argv = pair.sflowovsd_argv()
    process = journal(lab, argv, "journal")
    process.wait_output("there is no bridge to set sFlow on")
    assert priority(process, "settings from ") == 6
    assert priority(process, "Open vSwitch 3") == 7
    second = journal(lab, argv, "journal-2")
    assert second.wait() == 1
    assert priority(second, "already running") == 3
