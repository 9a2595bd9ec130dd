# SPDX-License-Identifier: Apache-2.0
"""scripts/demo shows what it promises and leaves nothing behind."""

import os
import signal
import subprocess
import sys

from lab import LIMIT, ROOT, wait_until


def namespaces(pid):
    out = subprocess.run(["ip", "netns", "list"], text=True, check=True,
                         capture_output=True).stdout
    return [line for line in out.splitlines() if f"hsf-{pid}-" in line]


def start(lab, *argv):
    # What scripts/demo runs once everything is installed and built.
    return lab.process([sys.executable, "-u", ROOT / "scripts/demo.py", *argv],
                       "demo", env=dict(os.environ, PYTHONUNBUFFERED="1"))


def test_the_demo_shows_everything_and_ends(lab):
    demo = start(lab, "--seconds", "45")
    assert demo.wait(4 * LIMIT) == 0, demo.output()
    for words in ("The host's counters arrived", "sampled on br0",
                  "sampled on br1", "a third bridge", "sampled on br2",
                  "All of it came from one agent, 192.0.2.10", "Cleaned up"):
        assert words in demo.output()
    assert namespaces(demo.pid) == []


def test_ctrl_c_cleans_up(lab):
    demo = start(lab)
    demo.wait_output("The host's counters arrived")
    assert namespaces(demo.pid) != []
    demo.popen.send_signal(signal.SIGINT)
    demo.wait(LIMIT)
    assert "Cleaned up" in demo.output()
    assert namespaces(demo.pid) == []
    out = subprocess.run(["pgrep", "-f", f"hsf-{demo.pid}-"], text=True,
                         check=False, capture_output=True).stdout
    wait_until(lambda: out == "", "no process of the demo")


def test_what_was_not_seen_fails(lab):
    demo = start(lab, "--seconds", "1")
    assert demo.wait(LIMIT) == 1
    assert "NOT SEEN" in demo.output() or "Stopped before" in demo.output()
