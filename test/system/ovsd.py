# SPDX-License-Identifier: Apache-2.0
"""Runs the sflowovsd that was built, and writes its state file."""

import os
import signal
import stat
import subprocess

import ovs as ovs_module
from ovs import wait_until

REPO = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
BUILD = os.environ.get("HSFLOWD_BUILD", os.path.join(REPO, "build"))
SFLOWOVSD = os.path.join(BUILD, "sflowovsd")


def state_text(revision=1, collectors=("10.0.0.9",), sampling=400,
               polling=30, header=128, agent_ip="10.0.0.5", agent="eth0",
               phase=None, ovs=()):
    """The state file's text, as hsflowd writes it."""
    lines = [f"rev_start={revision}", "hostname=test",
             f"sampling={sampling}", f"header={header}", "datagram=1400",
             f"polling={polling}"]
    lines += [f"collector={c}" for c in collectors]
    if agent_ip:
        lines.append(f"agentIP={agent_ip}")
    if agent:
        lines.append(f"agent={agent}")
    lines += [f"ovs.{setting}" for setting in ovs]
    lines.append("ds_index=1")
    if phase:
        lines.append(f"state={phase}")
    lines.append(f"rev_end={revision}")
    return "\n".join(lines) + "\n"


class Daemon:
    """sflowovsd in the foreground, in the namespace of an Ovs.

    Its calls of ovs-vsctl go through a wrapper that notes them.
    """

    def __init__(self, switch, vsctl=ovs_module.VSCTL):
        self.switch = switch
        self.state = switch.path("state/hsflowd.auto")
        self.pidfile = switch.path("sflowovsd.pid")
        self.socket = switch.path("sflowovsd.sock")
        self.log_path = switch.path("sflowovsd.log")
        self.calls_path = switch.path("calls")
        self.hold_path = switch.path("hold")
        self.wrapper = switch.path("ovs-vsctl")
        self.client = "/usr/bin/ovsdb-client"
        self.process = None
        os.mkdir(os.path.dirname(self.state))
        self.wrap(vsctl)

    def wrap(self, vsctl, version=None):
        """The wrapper runs vsctl; it may say another version."""
        lie = "" if version is None else (
            '[ "$1" = --version ] && '
            f'echo "ovs-vsctl (Open vSwitch) {version}" && exit\n')
        new = self.wrapper + ".new"
        with open(new, "w", encoding="utf-8") as f:
            f.write(f"#!/bin/sh\necho \"$*\" >>'{self.calls_path}'\n"
                    f"while read -r held 2>/dev/null <'{self.hold_path}' &&"
                    " case $* in *\"$held\"*) ;; *) false ;; esac\n"
                    "do sleep 0.01; done\n"
                    f"{lie}exec '{vsctl}' \"$@\"\n")
        os.chmod(new, 0o755)
        os.rename(new, self.wrapper)

    def hold(self, words):
        """From now a call with these words waits, until let_go()."""
        with open(self.hold_path + ".new", "w", encoding="utf-8") as f:
            f.write(words + "\n")
        os.rename(self.hold_path + ".new", self.hold_path)

    def let_go(self):
        os.unlink(self.hold_path)

    # The state file.

    def write(self, text=None, **settings):
        """By rename, as hsflowd does."""
        new = self.state + ".new"
        mode = "wb" if isinstance(text, bytes) else "w"
        with open(new, mode) as f:
            f.write(state_text(**settings) if text is None else text)
        self.remove_odd()
        os.rename(new, self.state)
        return self

    def remove_odd(self):
        """A directory in the file's place would stop the rename."""
        if os.path.lexists(self.state) and \
                stat.S_ISDIR(os.lstat(self.state).st_mode):
            os.rmdir(self.state)

    # The process.

    def argv(self, *more):
        return (SFLOWOVSD, "-f", self.state, "-s", self.socket,
                "--db", self.switch.db,
                "--ovs-vsctl", self.wrapper, "--ovsdb-client", self.client,
                ) + more

    def start(self, *more):
        with open(self.log_path, "ab") as log:
            self.process = self.switch.popen(
                *self.argv("-dd", "-p", self.pidfile, *more), stdout=log,
                stderr=log)
        return self

    def preview(self, *more):
        """-n: exit status and standard output."""
        done = subprocess.run(
            ("ip", "netns", "exec", self.switch.netns) +
            self.argv("-n", *more), env=self.switch.env(),
            capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def stop(self, signo=signal.SIGTERM):
        """The exit status."""
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.send_signal(signo)
        try:
            status = self.process.wait(ovs_module.PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        self.process = None
        return status

    # What it said and did.

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as f:
            return f.read()

    def wait_log(self, text, times=1):
        wait_until(lambda: self.log().count(text) >= times or self.died(),
                   f"{times} times in the log: {text}")
        assert self.log().count(text) >= times, self.log()

    def died(self):
        return self.process is not None and self.process.poll() is not None

    def calls(self):
        if not os.path.exists(self.calls_path):
            return []
        with open(self.calls_path, encoding="utf-8") as f:
            return f.read().splitlines()

    def writes(self):
        return [c for c in self.calls()
                if any(w in c for w in (" set ", " create ", " destroy "))]
