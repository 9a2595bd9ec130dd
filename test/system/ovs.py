# SPDX-License-Identifier: Apache-2.0
"""A private Open vSwitch for one test: its own folder, its own network
namespace, userspace datapath. Nothing of the host's own is touched; every
process is ended by its pid.

    with Ovs() as ovs:
        ovs.add_bridge("br0")
        ovs.vsctl("list-br")
"""

import ipaddress
import itertools
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time

SCHEMA = "/usr/share/openvswitch/vswitch.ovsschema"
VSCTL = "/usr/bin/ovs-vsctl"
PATIENCE = 30  # seconds that a condition may take on a busy machine

_numbers = itertools.count()


def wait_until(condition, what, patience=PATIENCE):
    """Returns the first true value of condition(); fails after patience."""
    end = time.monotonic() + patience
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain for: {what}")
        time.sleep(0.01)


def end_process(process, signo=signal.SIGTERM):
    """Ends one process that the caller started; SIGKILL if it will not."""
    if process is None or process.poll() is not None:
        return
    process.send_signal(signo)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def plain(value):
    """A value of ovs-vsctl's JSON as Python has it."""
    if isinstance(value, list):
        if value[0] == "uuid":
            return value[1]
        if value[0] == "set":
            return sorted(plain(v) for v in value[1])
        if value[0] == "map":
            return {plain(k): plain(v) for k, v in value[1]}
    return value


class Ovs:
    def __init__(self, netns=None):
        """In a namespace of its own, or in one that the caller keeps."""
        self.dir = tempfile.mkdtemp(prefix="ovs-")
        self.own_netns = netns is None
        self.netns = netns or f"ovs-{os.getpid()}-{next(_numbers)}"
        self.sock = os.path.join(self.dir, "db.sock")
        self.db = "unix:" + self.sock
        self.conf_db = os.path.join(self.dir, "conf.db")
        self.server = None
        self.vswitchd = None

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def path(self, name):
        return os.path.join(self.dir, name)

    def env(self):
        env = dict(os.environ, LC_ALL="C")
        for name in ("RUNDIR", "LOGDIR", "DBDIR", "SYSCONFDIR"):
            env["OVS_" + name] = self.dir
        return env

    def run(self, *argv, check=True):
        """Runs a program in the namespace; its standard output."""
        done = subprocess.run(
            ("ip", "netns", "exec", self.netns) + argv,
            env=self.env(), capture_output=True, text=True, check=False)
        if check and done.returncode != 0:
            raise AssertionError(
                f"{argv}: status {done.returncode}: {done.stderr}")
        return done.stdout

    def popen(self, *argv, **kwargs):
        """Starts a program in the namespace; its pid is the program's."""
        kwargs.setdefault("env", self.env())
        return subprocess.Popen(
            ("ip", "netns", "exec", self.netns) + argv, **kwargs)

    def start(self):
        if self.own_netns:
            subprocess.run(["ip", "netns", "add", self.netns], check=True)
            self.run("ip", "link", "set", "lo", "up")
        self.create_db()
        self.start_server()
        self.start_vswitchd()

    def create_db(self):
        if os.path.exists(self.conf_db):
            os.unlink(self.conf_db)
        subprocess.run(["ovsdb-tool", "create", self.conf_db, SCHEMA],
                       check=True)

    def _daemon(self, name, *argv):
        with open(self.path(name + ".out"), "ab") as out:
            return self.popen(
                name, *argv,
                "--pidfile=" + self.path(name + ".pid"),
                "--unixctl=" + self.path(name + ".ctl"),
                "--log-file=" + self.path(name + ".log"),
                "-vconsole:off", stdout=out, stderr=out)

    def start_server(self):
        self.server = self._daemon(
            "ovsdb-server", "--remote=punix:" + self.sock, self.conf_db)
        wait_until(self.server_answers, "ovsdb-server to answer")
        self.vsctl("--no-wait", "init")

    def server_answers(self):
        return subprocess.run(
            ["ovsdb-client", "list-dbs", self.db], capture_output=True,
            check=False).returncode == 0

    def start_vswitchd(self):
        self.vswitchd = self._daemon("ovs-vswitchd", self.db)
        wait_until(lambda: os.path.exists(self.path("ovs-vswitchd.ctl")),
                   "ovs-vswitchd to start")

    def stop_server(self, signo=signal.SIGTERM):
        end_process(self.server, signo)
        self.server = None

    def stop_vswitchd(self, signo=signal.SIGTERM):
        end_process(self.vswitchd, signo)
        self.vswitchd = None

    def stop(self):
        self.stop_vswitchd()
        self.stop_server()
        if self.own_netns:
            subprocess.run(["ip", "netns", "del", self.netns], check=False,
                           capture_output=True)
        shutil.rmtree(self.dir, ignore_errors=True)

    # The database, seen with an ovs-vsctl of the test's own.

    def vsctl(self, *argv, check=True):
        done = subprocess.run(
            (VSCTL, "--timeout=10", "--db=" + self.db) + argv,
            env=self.env(), capture_output=True, text=True, check=False)
        if check and done.returncode != 0:
            raise AssertionError(f"{argv}: {done.returncode}: {done.stderr}")
        return done.stdout

    def give_row(self, *bridges, target="192.0.2.1:6343", sampling=9, ids=""):
        """An sFlow row that somebody else has made for them; its UUID."""
        argv = ["--no-wait", "--", "--id=@x", "create", "sflow",
                f'targets="{target}"', f"sampling={sampling}", "header=128",
                "polling=30", f"external_ids={{{ids}}}"]
        for name in bridges:
            argv += ["--", "set", "bridge", name, "sflow=@x"]
        return self.vsctl(*argv).strip()

    def add_bridge(self, *names):
        """In one transaction, without waiting for ovs-vswitchd."""
        argv = ["--no-wait"]
        for name in names:
            argv += ["--", "add-br", name, "--", "set", "bridge", name,
                     "datapath_type=netdev"]
        self.vsctl(*argv)

    def table(self, name, *columns):
        """Rows as dictionaries."""
        read = json.loads(self.vsctl(
            "--format=json", "--", "--columns=" + ",".join(columns),
            "list", name))
        return [{h: plain(v) for h, v in zip(read["headings"], row)}
                for row in read["data"]]

    def bridges(self):
        """Name to UUID of the sFlow row, None where there is none."""
        return {b["name"]: b["sflow"] or None
                for b in self.table("bridge", "name", "sflow")}

    def rows(self):
        """UUID to values of the rows of table sFlow."""
        return {r["_uuid"]: r for r in self.table(
            "sflow", "_uuid", "external_ids", "agent", "targets", "header",
            "sampling", "polling")}


def first_datagram(ovs, port):
    """Starts a listener on 127.0.0.1; .communicate() gives the datagram."""
    listener = ovs.popen(
        "/usr/bin/python3", "-c",
        "import socket, sys\n"
        "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
        f"s.bind(('127.0.0.1', {port}))\n"
        "print('ready', flush=True)\n"
        f"s.settimeout({PATIENCE})\n"
        "sys.stdout.buffer.write(s.recv(65536))\n",
        stdout=subprocess.PIPE)
    assert listener.stdout.readline() == b"ready\n"
    return listener


def agent_of(datagram):
    """The agent address of an sFlow v5 datagram with an IPv4 agent."""
    assert datagram[:8] == b"\0\0\0\5\0\0\0\1", datagram[:8]
    return str(ipaddress.IPv4Address(datagram[8:12]))
