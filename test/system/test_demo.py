# SPDX-License-Identifier: Apache-2.0
"""scripts/demo shows what it promises and leaves nothing behind."""

import os
import pathlib
import signal
import subprocess
import sys

from lab import LIMIT, ROOT, wait_until


def namespaces(pid):
    out = subprocess.run(["ip", "netns", "list"], text=True, check=True,
                         capture_output=True).stdout
    return [line.split()[0] for line in out.splitlines()
            if f"hsf-{pid}-" in line]


def start(lab, *argv):
    # What scripts/demo runs once everything is installed and built.
    return lab.process([sys.executable, "-u", ROOT / "scripts/demo.py", *argv],
                       "demo", env=dict(os.environ, PYTHONUNBUFFERED="1"))


def processes(names):
    return [int(pid) for name in names for pid in subprocess.run(
        ["ip", "netns", "pids", name], text=True, check=True,
        capture_output=True).stdout.split()]


def test_the_demo_shows_everything_and_cleans_up(lab):
    demo = start(lab)
    demo.wait_output("All of it came from one agent, 192.0.2.10", 4 * LIMIT)
    names = namespaces(demo.pid)
    running = processes(names)
    assert len(names) == 4 and len(running) >= 8
    demo.popen.send_signal(signal.SIGINT)
    assert demo.wait(LIMIT) == 0, demo.output()
    for words in ("_sflow._udp   10 SRV 0 0 6343 analyzer",
                  "The host's counters arrived", "sampled on br0",
                  "sampled on br1", "a third bridge", "sampled on br2",
                  "changed in the zone, from 20 to 50",
                  "sampled on br0, 1 in 50", "sampled on br1, 1 in 50",
                  "sampled on br2, 1 in 50", "Cleaned up"):
        assert words in demo.output()
    assert namespaces(demo.pid) == []
    # NSD's own children end a moment after it.
    for pid in running:
        wait_until(lambda p=pid: not pathlib.Path(f"/proc/{p}").exists(),
                   f"process {pid} to end")


def test_the_demo_by_file(lab):
    demo = start(lab, "--file")
    demo.wait_output("All of it came from one agent, 192.0.2.10", 4 * LIMIT)
    demo.popen.send_signal(signal.SIGINT)
    assert demo.wait(LIMIT) == 0, demo.output()
    assert "collector { ip = 192.0.2.1" in demo.output()
    assert "SRV" not in demo.output()


def test_ctrl_c_in_the_middle_cleans_up(lab):
    demo = start(lab)
    demo.wait_output("DNS, all that is configured")
    demo.popen.send_signal(signal.SIGINT)
    assert demo.wait(LIMIT) == 1
    assert "NOT SEEN" in demo.output()
    assert namespaces(demo.pid) == []


def test_what_was_not_seen_fails(lab):
    demo = start(lab, "--seconds", "1")
    assert demo.wait(LIMIT) == 1
    assert "NOT SEEN" in demo.output() or "Stopped before" in demo.output()
