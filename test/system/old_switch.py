# SPDX-License-Identifier: Apache-2.0
"""A switch whose ovs-vsctl is the stand-in of some version: no server runs,
the database is a file that tests read and change."""

import contextlib
import fcntl
import json
import os
import signal

from ovs import Ovs
from ovsd import Daemon

FAKE = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                    "fake-ovs-vsctl")


class OldSwitch(Ovs):
    def create_db(self):
        os.symlink(FAKE, self.path("fake-ovs-vsctl"))
        self.change(lambda data: data.update(
            bridges={}, fakes={}, sflow={}))

    def start_server(self):
        with open(self.sock, "w", encoding="ascii"):
            pass

    def stop_server(self, _signo=None):
        if os.path.exists(self.sock):
            os.unlink(self.sock)

    def start_vswitchd(self):
        pass

    def become(self, version):
        """Which one it is; see fake-ovs-vsctl."""
        with open(self.path("version"), "w", encoding="ascii") as f:
            f.write(version)

    def data(self):
        with open(self.sock + ".json", encoding="utf-8") as f:
            return json.load(f)

    def change(self, how):
        """Under the stand-in's lock, as one transaction."""
        with open(self.sock + ".lock", "a", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            data = self.data() if os.path.exists(self.sock + ".json") else {}
            how(data)
            with open(self.sock + ".json.test", "w", encoding="utf-8") as f:
                json.dump(data, f)
            os.rename(self.sock + ".json.test", self.sock + ".json")

    def add_old_bridge(self, name, sflow=""):
        self.change(lambda data: data["bridges"].update(
            {name: {"sflow": sflow, "external_ids": {"bridge-id": "a b"}}}))

    def nudge_missing(self):
        """The socket comes and goes again, so that it is tried."""
        self.start_server()
        self.stop_server()

    def nudge(self):
        """The socket of a server that was restarted."""
        os.utime(self.sock)


@contextlib.contextmanager
def old_daemon(switch):
    """sflowovsd with the stand-in; v0 is the interface with 10.0.0.5 first."""
    daemon = Daemon(switch, vsctl=switch.path("fake-ovs-vsctl"))
    daemon.client = "/bin/false"
    switch.run("ip", "addr", "add", "10.0.0.5/32", "dev", "lo")
    switch.run("ip", "link", "add", "v0", "type", "veth", "peer", "v1")
    switch.run("ip", "addr", "add", "10.0.0.5/24", "dev", "v0")
    yield daemon
    daemon.stop(signal.SIGKILL)
