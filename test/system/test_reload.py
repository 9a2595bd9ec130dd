# SPDX-License-Identifier: Apache-2.0
"""hsflowd.conf is changed while hsflowd runs: what changes, and what does not.
"""

import signal
import time

import pytest

from agent import COLLECTOR_IP, Host, agent_pid
from dns import Machine, Script, Zone
from lab import wait_until

OTHER_PORT = 6344


@pytest.fixture
def host(lab):
    return Host(lab)


def conf(header=128, ports=(6343,), more=""):
    collectors = "".join(f"collector {{ ip = {COLLECTOR_IP} udpport = {p} }}\n"
                         for p in ports)
    return (f"sflow {{ DNSSD = off polling = 1 headerBytes = {header} {more}\n"
            f"{collectors}}}")


def test_what_has_not_changed_goes_on(host, lab):
    host.write_conf(conf(ports=(6343, OTHER_PORT)))
    collector = lab.collector(host.far)
    other = lab.collector(host.far, port=OTHER_PORT)
    process = host.start()
    pid = agent_pid(process)
    collector.wait_for(lambda d: d["sequence"] == 2, "two datagrams")
    other.wait_for(lambda d: d["sequence"] == 2, "two datagrams")
    for n, ports in enumerate(((6343,), (6343, 7000), (OTHER_PORT, 6343))):
        host.write_conf(conf(header=200 + n, ports=ports))
        host.wait_setting("header", str(200 + n))
        collector.next()
    process.popen.send_signal(signal.SIGHUP)
    last = collector.next()["sequence"] + 1
    collector.wait_for(lambda d: d["sequence"] == last, "the last one")
    seen = [d for d in collector.datagrams if d["sequence"] <= last]
    assert [d["sequence"] for d in seen] == list(range(1, last + 1))
    assert [s["sequence"] for d in seen for s in d["samples"]] == \
        list(range(1, last + 1))
    # The socket, too; the one that was taken out and in again has a new one.
    assert len({d["from"] for d in seen}) == 1
    other.next()
    assert len({d["from"] for d in other.datagrams}) == 2
    assert agent_pid(process) == pid


def test_the_rhythm_goes_on(host, lab):
    """A round is neither lost nor added by settings that do not concern it."""
    host.write_conf(conf())
    collector = lab.collector(host.far)
    host.start()
    first = collector.wait_for(lambda d: d["sequence"] == 2, "two datagrams")
    for n in range(50):
        host.write_conf(conf(header=129 + n))
        host.wait_setting("header", str(129 + n))
    last = collector.wait_for(lambda d: d["sequence"] == 6, "six datagrams")
    took = last["uptime"] - first["uptime"]
    # Four rounds of a second; each may be late on a busy machine.
    assert abs(took - 4000) < 900, took


def test_a_file_that_is_not_finished_does_no_harm(host):
    """An editor that removes the file, and takes its time to write it anew."""
    host.write_conf(conf())
    process = host.start()
    host.wait_setting("header", "128")
    host.conf.unlink()
    text = conf(header=300)
    with open(host.conf, "w", encoding="ascii") as file:
        file.write(text[:40])
        file.flush()
        process.wait_output("not taken, the settings in force stay")
        assert host.setting("rev_end") == ["1"]
        file.write(text[40:])
    host.wait_setting("header", "300")
    assert host.setting("rev_end") == ["2"]
    assert "DNS-SD" not in process.output()


def test_a_file_that_was_begun_is_given_time(host):
    """It is not read before it is whole, if that does not take too long."""
    host.write_conf(conf())
    process = host.start()
    host.wait_setting("header", "128")
    for header in range(200, 250):
        known = process.output().count("not taken")
        host.conf.unlink()
        began = time.monotonic()
        with open(host.conf, "w", encoding="ascii") as file:
            time.sleep(0.1)  # ten times what a file that is whole is given
            file.write(conf(header=header))
        in_time = time.monotonic() - began < 0.4
        host.wait_setting("header", str(header))
        if in_time:
            assert process.output().count("not taken") == known
            return
    raise AssertionError("never fast enough")


def test_a_file_written_in_place_is_read_when_it_is_closed(host):
    host.write_conf(conf())
    process = host.start()
    host.wait_setting("header", "128")
    with open(host.conf, "w", encoding="ascii") as file:
        file.write("sflow { nonsense")
        file.flush()
        # Reading it is in order when somebody asks for it, and only then.
        process.popen.send_signal(signal.SIGHUP)
        process.wait_output("not taken, the settings in force stay")
        file.seek(0)
        file.write(conf(header=300))
    host.wait_setting("header", "300")
    assert process.output().count("not taken") == 1


def test_of_many_changes_the_last_one_is_in_force(host):
    host.write_conf(conf())
    process = host.start()
    host.wait_setting("header", "128")
    for n in range(300):
        host.conf.write_text(conf(header=14 + n))
    host.wait_setting("header", "313")
    known = process.output().count("read again")
    host.conf.write_text(conf(header=400))
    host.wait_setting("header", "400")
    assert process.output().count("read again") == known + 1


def test_permissions_that_are_given_later_are_noticed(host):
    host.write_conf(conf())
    process = host.start()
    host.wait_setting("header", "128")
    new = host.conf.with_suffix(".new")
    new.write_text(conf(header=300))
    new.chmod(0o600)
    new.rename(host.conf)
    process.wait_output("hsflowd.conf: Permission denied")
    assert host.setting("header") == ["128"]
    host.conf.chmod(0o644)
    host.wait_setting("header", "300")


def test_no_file_is_no_error_where_there_was_none(host, lab):
    """Configured by DNS alone, and told to read its configuration again."""
    lab.collector(host.far)
    zone = Zone().put("s.test")
    Script(lab, host.far, zone)
    machine = Machine(host, "m").search("s.test")
    machine.start()
    machine.wait_values(sampling="111")
    machine.process.popen.send_signal(signal.SIGHUP)
    machine.wait_log("read again")
    assert "not taken" not in machine.process.output()
    # One that was there is missed.
    machine.write_conf(more="headerBytes = 64")
    machine.wait_values(header="64")
    (machine.etc / "hsflowd.conf").unlink()
    machine.wait_log("not taken, the settings in force stay")
    machine.wait_values(header="64")


def test_sighup_in_a_storm_ends_nothing(host, lab):
    host.write_conf(conf())
    collector = lab.collector(host.far)
    process = host.start()
    pid = agent_pid(process)
    collector.next()
    for _ in range(500):
        process.popen.send_signal(signal.SIGHUP)
    collector.next()
    assert agent_pid(process) == pid
    wait_until(lambda: "read again" in process.output(), "a reload")
    assert host.setting("rev_end") == ["1"]
    assert process.stop() == 0
