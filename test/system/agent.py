# SPDX-License-Identifier: Apache-2.0
"""A host with a cable to a collector, and hsflowd on it."""

import os
import pathlib
import signal
import subprocess

from lab import BUILD, address, veth, wait_until

HOST_IP = "192.0.2.10"
COLLECTOR_IP = "192.0.2.1"

CONF = """sflow {{
  DNSSD = off
  polling = {polling}
  sampling = 400
  collector {{ ip = %s udpport = 6343 }}
  {more}
}}
""" % COLLECTOR_IP


# Not every machine, nor every root, has one of its own.
UUID = "7f100000-0000-4000-8000-000000000001"


class Host:
    uuid = None  # given by -u

    def __init__(self, lab):
        self.lab = lab
        self.ns = lab.namespace("host")
        self.far = lab.namespace("collector")
        veth(self.ns, "eth0", self.far, "eth0")
        address(self.ns, "eth0", f"{HOST_IP}/24")
        address(self.far, "eth0", f"{COLLECTOR_IP}/24")
        self.conf = lab.folder / "hsflowd.conf"
        self.run_folder = lab.folder / "run"
        self.state = self.run_folder / "hsflowd.auto"
        self.socket = self.run_folder / "hsflowd.sock"
        self.last = lab.folder / "lib" / "dns.last"
        self.pidfile = lab.folder / "hsflowd.pid"
        # Programs in a private folder could not be run as nobody.
        self.program = BUILD / "hsflowd"
        self.process = None

    def write_conf(self, text=None, polling=1, more=""):
        self.conf.write_text(CONF.format(polling=polling, more=more)
                             if text is None else text)

    def argv(self, *more, debug="-dd"):
        return self.ns.argv(self.program, *([debug] if debug else []),
                            "-f", self.conf, "-o", self.state,
                            "-s", self.socket,
                            "-l", self.last, "-p", self.pidfile,
                            *(["-u", self.uuid] if self.uuid else []), *more)

    def start(self, *more, env=None):
        self.process = self.lab.process(self.argv(*more), "hsflowd", env=env)
        return self.process

    def settings(self):
        """The state file as a list of (key, value)."""
        if not self.state.exists():
            return []
        return [tuple(line.split("=", 1))
                for line in self.state.read_text().splitlines()
                if line and not line.startswith("#")]

    def setting(self, key):
        return [value for k, value in self.settings() if k == key]

    def wait_setting(self, key, *values):
        def there():
            assert self.process is None or self.process.alive(), \
                self.process.output()
            return self.setting(key) == list(values)
        wait_until(there, f"{key} = {values} in {self.state}")


def children(pid):
    out = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], text=True,
                         capture_output=True, check=False).stdout
    return [int(p) for p in out.split()]


def agent_pid(process):
    """The monitor's child."""
    return wait_until(lambda: (children(process.pid) or [None])[0],
                      "an agent process")


def process_user(pid):
    return os.stat(f"/proc/{pid}").st_uid


def kill(pid, signo=signal.SIGKILL):
    os.kill(pid, signo)


def status_field(pid, field):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return line.split(":", 1)[1].strip()
    return None
