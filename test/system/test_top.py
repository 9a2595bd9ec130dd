# SPDX-License-Identifier: Apache-2.0
"""hsflowctl top: on a terminal and for scripts."""

import json
import os
import re
import signal
import subprocess

import pytest

import sflow_make as make
from agent import Host as RealHost
from lab import BUILD, LIMIT, wait_until
from pty_screen import ENTER, Screen
from sflow_hosts import Host, Vm, fleet, talk

CTL = BUILD / "hsflowctl"
LOCAL = ("--bind", "127.0.0.1", "0")


class Feed:
    """Rounds of some hosts; the time in them is ours to choose."""

    def __init__(self, port, hosts=None):
        self.hosts = hosts or fleet()
        self.sender = make.Sender(("127.0.0.1", port))
        self.seconds = 0

    def round(self, seconds=20):
        self.seconds += seconds
        for host in self.hosts:
            for data in host.round(self.seconds):
                self.sender.send(data)

    def packets(self, n=40):
        for i in range(n):
            for data in talk(self.hosts, self.seconds, i):
                self.sender.send(data)


def port_in(text):
    found = re.search(r"listening on \S+:(\d+)\s", text)
    return int(found.group(1)) if found else None


@pytest.fixture
def screens():
    made = []

    def make_one(*argv, **more):
        screen = Screen([CTL, "top", "-d", "1", *argv, *LOCAL], **more)
        made.append(screen)
        wait_until(lambda: port_in(screen.text()), "a port")
        screen.feed = Feed(port_in(screen.text()))
        screen.wait_text(ENTER)
        return screen
    yield make_one
    for screen in made:
        screen.close()


def printed(lab, *argv, feed, hosts=None):
    """The output of top -n, fed by a function."""
    process = lab.process([CTL, "top", *argv, *LOCAL], "top")
    process.wait_output("listening on")
    wait_until(lambda: port_in(process.output()), "a port")
    feed(Feed(port_in(process.output()), hosts))
    status = process.wait()
    return status, process.output().partition("\n")[2]


def two_rounds(feed):
    feed.round()
    feed.packets()
    feed.round()


def test_one_table_for_scripts(lab):
    status, table = printed(lab, "-n", "1", "--width", "90", feed=two_rounds)
    assert status == 0
    assert "\033" not in table
    lines = table.splitlines()
    assert lines[0].split() == ["HOST", "CPUS", "CPU%", "MEM", "OF", "READ/s",
                                "WRIT/s", "INb/s", "OUTb/s", "AGE"]
    rows = [line.split()[:-1] for line in lines[1:]]
    assert rows[0] == ["dom0-a", "4", "25.0", "24G", "64G", "1.0M", "3.0M",
                       "40M", "8.0M"]
    assert rows[1] == ["web-1", "2", "62.0", "2.0G", "4.0G", "200k", "0",
                       "3.2M", "72M"]
    assert ["db-1", "4", "15.5", "8.0G", "16G", "30M", "8.0M", "8.0M",
            "16M"] in rows
    names = [row[0] for row in rows]
    assert names.index("db-1") < names.index("dom0-b") < names.index("mail")
    below_web = lines[1 + names.index("web-1") + 1]
    assert below_web.startswith("    10.1.0.11 - 198.51.100.7 tcp 443 ")
    received, sent = below_web.split()[-2:]
    assert received.endswith("M") and sent.endswith("M")


def test_a_table_waits_for_rates_or_for_the_limit(lab):
    status, table = printed(lab, "-n", "1", "-w", "2",
                            feed=lambda feed: feed.round())
    assert status == 0
    assert re.search(r"^dom0-a +4 +- +24G +64G +- +- +- +- ", table, re.M)
    status, table = printed(lab, "-n", "1", "-w", "1", feed=lambda feed: None)
    assert status == 1
    assert table == "hsflowctl top: nothing has come within 1 s\n"


def test_several_tables(lab):
    def feed(feed):
        two_rounds(feed)
    status, table = printed(lab, "-n", "3", "-d", "1", "-t", "0", feed=feed)
    assert status == 0
    assert table.count("HOST ") == 3
    assert table.count("\n\n") == 2
    assert "198.51.100.7" not in table


def test_rows_as_json(lab):
    hosts = fleet()
    hosts[0].name = b"dom0\x1b\xff"
    status, text = printed(lab, "-n", "1", "--json", feed=two_rounds,
                           hosts=hosts)
    assert status == 0
    rows = [json.loads(line) for line in text.splitlines()]
    host, vm, talker = rows[:3]
    assert (host["kind"], host["name"], host["source"]) == \
        ("host", "dom0\x1b\ufffd", "2:1")
    assert 0 <= vm.pop("ageMs") < 60000
    assert vm == {
        "kind": "vm", "name": "web-1", "agent": "192.0.2.10",
        "source": "3:100001", "cpus": 2, "cpuPercent": 62,
        "memory": 2**31, "memoryMax": 2**32, "readBytes": 200000,
        "writtenBytes": 0, "inBits": 3200000, "outBits": 72000000,
        "silent": False}
    assert set(talker) == {"kind", "name", "agent", "inBits", "outBits"}
    status, text = printed(lab, "-n", "1", "--json", "-w", "2",
                           feed=lambda feed: feed.round())
    assert json.loads(text.splitlines()[0])["inBits"] is None


def test_the_real_agent_is_seen(lab):
    host = RealHost(lab)
    host.write_conf()
    top = lab.process(host.far.argv(CTL, "top", "-n", "1"), "top")
    top.wait_output("listening on")
    host.start()
    assert top.wait() == 0
    name = os.uname().nodename[:16]
    cpus = os.sysconf("SC_NPROCESSORS_ONLN")
    assert re.search(rf"^{re.escape(name)}\S* +{cpus} +\d+\.\d +\S+ +\S+ +"
                     r"\d", top.output(), re.M), top.output()


def test_a_screen_shows_and_q_ends_it(screens):
    screen = screens(width=100, height=30)
    screen.wait_frame(lambda f: "Waiting for sFlow" in f[-1], "the hint")
    two_rounds(screen.feed)
    frame = screen.wait_frame(
        lambda f: any(line.startswith("dom0-a") and "25.0" in line
                      for line in f), "rates")
    assert len(frame) == 30
    assert all(len(line) == 100 for line in frame)
    assert frame[-1].startswith("q quit")
    screen.type("q")
    assert screen.wait() == 0
    assert screen.restored()


@pytest.mark.parametrize("signo", (
    signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT))
def test_signals_end_it_cleanly(screens, signo):
    screen = screens()
    screen.signal(signo)
    assert screen.wait() == 0
    assert screen.restored()


@pytest.mark.parametrize("signo", (
    signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE))
def test_the_terminal_is_given_back_after_a_crash(screens, signo):
    screen = screens()
    screen.wait_frame(lambda f: True, "a screen")
    screen.signal(signo)
    assert screen.wait() == -signo or "SANITIZE" in os.environ or \
        "san" in BUILD.name
    assert screen.restored()


@pytest.mark.parametrize("keys", (True, False))
def test_it_ends_when_the_window_is_closed(screens, keys):
    screen = screens(keys=keys)
    screen.signal(signal.SIGSTOP)  # hangs up while it cannot look
    os.close(screen.slave)
    os.close(screen.master)
    screen.slave = os.open("/dev/null", os.O_RDONLY)
    screen.master = os.open("/dev/null", os.O_RDONLY)
    screen.signal(signal.SIGCONT)
    assert screen.wait() == 0


def test_stop_and_continue(screens):
    screen = screens()
    screen.wait_frame(lambda f: True, "a screen")
    screen.type("\x1a")  # ^Z

    def stopped():
        with open(f"/proc/{screen.popen.pid}/stat", encoding="ascii") as stat:
            return stat.read().rpartition(")")[2].split()[0] == "T"
    wait_until(stopped, "stopped")
    assert screen.restored()
    screen.signal(signal.SIGCONT)
    screen.wait_frame(lambda f: True, "a screen again")
    screen.type("q")
    assert screen.wait() == 0
    assert screen.text().count(ENTER) == 2
    assert screen.restored()


def test_any_size_of_a_terminal(screens):
    screen = screens()
    two_rounds(screen.feed)
    for width, height in ((1, 1), (2, 1), (1, 50), (17, 3), (200, 60),
                          (1000, 700), (80, 2), (13, 6)):
        screen.resize(width, height)
        frame = screen.wait_frame(
            lambda f, w=width, h=height: len(f[0]) == min(w, 400) and
            len(f) <= min(h, 500), f"{width}x{height}")
        assert all(len(line) == min(width, 400) for line in frame)
    screen.type("q")
    assert screen.wait() == 0


def test_keys_sort_scroll_and_hide_talkers(screens):
    screen = screens(width=80, height=8)
    two_rounds(screen.feed)
    screen.wait_frame(lambda f: f[2].startswith("dom0-a"), "by CPU")
    screen.type("\033[B")
    screen.wait_frame(lambda f: f[2].startswith("  web-1"), "a line down")
    screen.type("k")
    screen.wait_frame(lambda f: f[2].startswith("dom0-a"), "a line up")
    screen.type("\033[6~")
    screen.wait_frame(lambda f: not f[2].startswith("dom0-a"), "a page down")
    screen.type("G")
    screen.wait_frame(lambda f: f[-2].startswith("  mail"), "the end")
    screen.type("\033[H")
    screen.wait_frame(lambda f: f[2].startswith("dom0-a"), "the top")
    screen.type("t")
    screen.wait_frame(lambda f: f[4].startswith("  db-1"), "no talkers")
    screen.type("a")
    screen.wait_frame(lambda f: f[3].startswith("  build"), "by name")
    screen.type("m")
    screen.wait_frame(lambda f: f[3].startswith("  db-1"), "by memory")
    screen.type("n")
    screen.wait_frame(lambda f: f[3].startswith("  web-1"), "by network")
    screen.type("d")
    screen.wait_frame(lambda f: f[3].startswith("  db-1"), "by disk")
    screen.type("\033[99;9x\033Zxyq")
    assert screen.wait() == 0


def test_hostile_names_do_not_reach_the_terminal(screens):
    screen = screens()
    names = (b"\x1b]0;owned\x07", b"\x1b[2J\x1b[31m", b"\x9b5n\xc2\x9b6n",
             "\u202etxt.exe\u200b".encode(), b"\r\n\x00\x7f\xff\xfe")
    screen.feed.hosts = [Host("192.0.2.66", names[0], [
        Vm(i, name) for i, name in enumerate(names[1:], 1)])]
    two_rounds_of = screen.feed.round
    two_rounds_of()
    two_rounds_of()
    frame = screen.wait_frame(lambda f: f[2].startswith("?]0;owned?"),
                              "the name as text")
    assert frame[3].lstrip().startswith("?")
    screen.type("q")
    assert screen.wait() == 0
    for bad in ("\x07", "\x9b", "\u202e", "\u200b", "\x7f", "\033]"):
        assert bad not in screen.text()


def test_a_stopped_terminal_does_not_stop_it(screens):
    """^S, and nobody reads: the signal has to end it still."""
    screen = screens(width=300, height=100)
    screen.wait_frame(lambda f: True, "a screen")
    screen._reading.clear()
    screen.type("\x13")
    for _ in range(30):
        screen.feed.round(1)
        screen.signal(signal.SIGWINCH)
    screen.signal(signal.SIGTERM)
    assert screen.wait() == 0
    screen._reading.set()


def test_without_a_terminal_it_says_how(lab):
    process = lab.process([CTL, "top", *LOCAL], "top")
    assert process.wait() == 1
    assert "'hsflowctl top -n 1' prints one table" in process.output()
    for argv, message in ((["-s", "size"], "'size' is none of cpu"),
                          (["-n", "0"], "'0' is no number from 1"),
                          (["-t", "17"], "'17' is no number from 0 to 16"),
                          (["--width", "401"], "from 1 to 400"),
                          (["--json"], "--json needs -n"),
                          (["-x"], "unknown option '-x'")):
        result = subprocess.run([CTL, "top", *argv], capture_output=True,
                                text=True, check=False)
        assert result.returncode == 2
        assert message in result.stderr


def test_a_flood_of_forged_agents_takes_no_memory(lab):
    process = lab.process([CTL, "top", "-n", "1", "-w", "600", *LOCAL], "top")
    process.wait_output("listening on")
    wait_until(lambda: port_in(process.output()), "a port")
    port = port_in(process.output())
    sender = make.Sender(("127.0.0.1", port))
    wide = [make.counters((3, i), [make.descr(f"vm{i}"), make.virt_cpu(1)])
            for i in range(20)]
    for n in range(20000):
        sender.send(make.datagram(f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}",
                                  wide))
        sender.send(b"\0\0\0\5" + os.urandom(100))
    with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
        rss = int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1))
    if "san" not in BUILD.name:
        assert rss < 64 * 1024
    # Who is real is seen still.
    feed = Feed(port)

    def ended():
        feed.round()
        return not process.alive()
    wait_until(ended, "a table", 5 * LIMIT)
    assert process.wait() == 0
    assert "dom0-a" in process.output()
