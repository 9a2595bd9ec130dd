# SPDX-License-Identifier: Apache-2.0
"""What the manual pages promise, made to happen: exit statuses, examples, the
keys of a state file that hsflowd has written, ranges that it insists on.
"""

import os
import pathlib
import re
import signal
import subprocess

import pytest

import sflow_make as make
from agent import COLLECTOR_IP, Host
from control import hsflowctl, wait_status
from dns import Machine, Nsd, Script, Zone
from lab import BUILD, LIMIT, run, wait_until
from manual import Manual
from ovs import Ovs

STATUSES = {name: Manual(name).statuses() for name in
            ("hsflowd.8", "sflowovsd.8", "hsflowctl.8", "hsflowd-xen.8")}


def status(*argv, **more):
    """How a program ends."""
    return subprocess.run([str(a) for a in argv], stdin=subprocess.DEVNULL,
                          capture_output=True, check=False, timeout=LIMIT,
                          **more).returncode


def stopped(pidfile):
    """One in the background, ended as its page says."""
    os.kill(int(pathlib.Path(pidfile).read_text()), signal.SIGTERM)
    wait_until(lambda: not pathlib.Path(pidfile).exists(), "its end")


@pytest.fixture
def host(lab):
    return Host(lab)


def test_statuses_of_hsflowd(host):
    host.write_conf()
    background = host.argv(debug=None)
    got = [status(*background), status(*background)]
    stopped(host.pidfile)
    assert got == [0, 1]
    for signo in (signal.SIGTERM, signal.SIGINT):
        host.start().wait_output("agent address")
        assert host.process.stop(signo) == 0
    assert status(BUILD / "hsflowd", "--no-such-option") == 2
    assert STATUSES["hsflowd.8"][""] == {0, 1, 2}
    checked = [BUILD / "hsflowd", "-t", "-f", host.conf]
    assert status(*checked) == 0
    host.write_conf("sflow { polling = x }")
    assert status(*checked) == 1
    host.conf.unlink()
    assert status(*checked) == 1
    assert STATUSES["hsflowd.8"]["-t"] == {0, 1}


def test_statuses_of_sflowovsd(daemon):
    inside = ("ip", "netns", "exec", daemon.switch.netns)
    daemon.write(phase="waiting")
    background = inside + daemon.argv("-p", daemon.pidfile)
    got = [status(*background), status(*background)]
    stopped(daemon.pidfile)
    assert got == [0, 1]
    for times, signo in enumerate((signal.SIGTERM, signal.SIGINT), 1):
        # From then on signals are its own.
        daemon.start().wait_log("hsflowd waits for its settings", times)
        assert daemon.stop(signo) == 0
    assert status(BUILD / "sflowovsd", "--no-such-option") == 2
    assert STATUSES["sflowovsd.8"][""] == {0, 1, 2}
    assert daemon.preview()[0] == 0
    daemon.switch.add_bridge("br0")
    daemon.write()
    assert daemon.preview()[0] == 1
    assert status(BUILD / "sflowovsd", "-n", "-f", daemon.state, "--db",
                  "unix:/none") == 2
    daemon.write("not a state file\n")
    assert daemon.preview()[0] == 2
    assert daemon.preview("--no-such-option")[0] == 2
    assert STATUSES["sflowovsd.8"]["-n"] == {0, 1, 2}


def test_statuses_of_hsflowd_xen():
    program = BUILD / "hsflowd-xen"
    if not program.exists():
        pytest.skip("built without Xen")
    # Xen's libraries find no Xen; nobody asks it either.
    assert status(program) == 1
    assert status(program, "--no-such-option") == 2
    assert STATUSES["hsflowd-xen.8"] == {"": {1, 2}}


def test_statuses_of_hsflowctl_status_and_check(host):
    none = host.lab.folder / "none"
    check = host.ns.argv(
        BUILD / "hsflowctl", "check", "-f", host.conf, "-o", host.state,
        "--db", f"unix:{none}", "--hsflowd", host.socket, "--sflowovsd", none)
    host.lab.collector(host.far)
    host.write_conf()
    host.uuid = "7f100000-0000-4000-8000-000000000001"
    assert hsflowctl(host.socket, none)[0] == 2
    assert status(*check) == 1
    host.start()
    wait_status(host.socket, lambda s: s["state"] == "ok", "ok")
    assert hsflowctl(host.socket, none, "hsflowd")[0] == 0
    assert status(*check) == 0
    host.write_conf("sflow { polling = x }")
    wait_status(host.socket, lambda s: s["state"] == "degraded", "degraded")
    assert hsflowctl(host.socket, none, "hsflowd")[0] == 1
    assert hsflowctl(host.socket, none, "--no-such-option")[0] == 3
    assert status(*check, "--no-such-option") == 3
    with open("/dev/full", "w", encoding="ascii") as full:
        for verb in ("status", "check"):
            done = subprocess.run(
                [BUILD / "hsflowctl", verb, "--sflowovsd", none, "--hsflowd",
                 none], stdout=full, stderr=subprocess.DEVNULL, check=False)
            assert done.returncode == 3
    documented = STATUSES["hsflowctl.8"]
    assert (documented["status"], documented["check"]) == \
        ({0, 1, 2, 3}, {0, 1, 3})


def test_statuses_of_hsflowctl_listen_and_decode(host):
    listen = [BUILD / "hsflowctl", "listen"]
    decode = [BUILD / "hsflowctl", "decode"]
    capture = host.lab.folder / "sflow.pcap"
    whole = host.lab.folder / "whole"
    whole.write_bytes(make.datagram("192.0.2.10", []))
    host.write_conf()
    receiver = host.lab.process(host.far.argv(
        *listen, "--count", "1", "--pcap", capture), "listen")
    receiver.wait_output("listening")
    host.start()
    assert receiver.wait() == 0
    assert status(*listen, "--read", capture, "--summary") == 0
    assert status(*listen, "--read", host.lab.folder / "none") == 1
    assert status(*listen, "65536") == 2
    assert status(*decode, whole) == 0
    whole.write_bytes(whole.read_bytes()[:-1])
    assert status(*decode, whole) == 1
    assert status(*decode, host.lab.folder / "none") == 1
    assert status(*decode, "--no-such-option") == 2
    assert status(BUILD / "hsflowctl") == 2
    assert status(BUILD / "hsflowctl", "no-such-verb") == 2
    documented = STATUSES["hsflowctl.8"]
    assert documented["listen"] == documented["decode"] == {0, 1, 2}


def test_statuses_of_hsflowctl_top(host):
    top = [BUILD / "hsflowctl", "top"]
    host.write_conf()
    printed = host.lab.process(host.far.argv(*top, "-n", "1"), "top")
    printed.wait_output("listening")
    taken = host.far.argv(*top, "-n", "1", "-w", "1")
    assert status(*taken) == 1
    host.start()
    assert printed.wait() == 0
    assert status(*top, "-n", "1", "-w", "1", "--bind", "127.0.0.1", "0") == 1
    assert status(*top) == 1  # no terminal
    assert status(*top, "--json") == 2
    assert STATUSES["hsflowctl.8"]["top"] == {0, 1, 2}
    assert set(STATUSES["hsflowctl.8"]) == {"status", "check", "top",
                                            "listen", "decode"}


EVERYTHING = """sflow {
  DNSSD = off
  sampling.1G = 1000
  sampling.10G = 4000
  collector { ip = %s }
  collector { ip = %s udpport = 6344 dev = eth0 }
  ovs { bridge = br* exclude = br9 takeover = yes }
}
""" % (COLLECTOR_IP, COLLECTOR_IP)


def keys_in_order(settings):
    """Each once, and of sampling.SPEED what is the same in all."""
    return list(dict.fromkeys(re.sub(r"^sampling\..*", "sampling.", key)
                              for key, _ in settings))


def test_keys_of_a_state_file(host):
    page = list(Manual("hsflowd.auto.5").items("DESCRIPTION", "Cm"))
    states = ["waiting", "withdrawn"]
    # The fixed value of a key, and what a state may be, are items, too.
    documented = [key for key in page if key not in states + ["yes"]]
    host.write_conf("sflow { dns-sd { domain = nowhere.test } }")
    host.start()
    host.wait_setting("state", "waiting")
    waiting = keys_in_order(host.settings())
    host.write_conf(EVERYTHING)
    host.wait_setting("ovs.takeover", "yes")
    whole = keys_in_order(host.settings())
    assert set(whole) | set(waiting) == set(documented)
    for keys in (whole, waiting):
        assert keys == [key for key in documented if key in keys]
    # The states are those that a reader of ours insists on.
    host.run_folder.joinpath("other").write_text(
        "rev_start=1\nstate=other\nrev_end=1\n")
    said = run(BUILD / "sflowovsd", "-n", "-f", host.run_folder / "other",
               check=False).stderr
    assert f"state wants running, {' or '.join(states)}" in said
    assert [key for key in page if key in states] == states


def refusals(lab, block, key, value):
    """What hsflowd -t says."""
    inner = f"{key} = {value}"
    if block == "collector" and key != "ip":
        inner = "ip = 10.0.0.1 " + inner
    if block != "sflow":
        inner = f"{block} {{ {inner} }}"
    conf = lab.folder / "key.conf"
    conf.write_text(f"sflow {{ {inner} }}\n")
    return run(BUILD / "hsflowd", "-t", "-f", conf, check=False).stderr


def test_keys_and_ranges_as_hsflowd_takes_them(lab):
    page = Manual("hsflowd.conf.5")
    blocks = {title.removeprefix("Keys of ")
              for title in page.sections("Keys of .*")}
    numbers = 0
    for block in blocks:
        assert "is not known in" in refusals(lab, block, "frobnicate", "x")
        for key, text in page.items(f"Keys of {block}", "Ic").items():
            name = "sampling.10G" if key == "sampling." else key
            said = refusals(lab, block, name, "x")
            assert "is not known" not in said, key
            assert "no effect" not in said, key
            found = re.search(r"is not a number from (\d+) to (\d+)", said)
            stated = re.search(r"From (\d+)(?: \(off\))? to (\d+)", text)
            assert bool(found) == bool(stated), (key, said)
            if found:
                assert found.groups() == stated.groups(), key
                numbers += 1
    assert numbers == 11


@pytest.mark.parametrize("variable, value, collector, asked", (
    ("RES_OPTIONS", "", "one.two", "one.two."),
    ("RES_OPTIONS", "ndots:3", "one.two", "one.two.s.test."),
    ("LOCALDOMAIN", "t.test", "one", "one.t.test."),
    ("HOSTALIASES", "aliases", "one", "other.test.")))
def test_variables_of_the_resolver(host, variable, value, collector, asked):
    """What hsflowd asks first."""
    if variable == "HOSTALIASES":
        value = host.lab.folder / value
        value.write_text("one other.test\n")
    server = Script(host.lab, host.far, Zone())
    machine = Machine(host, "m", conf="sflow { DNSSD = off\n"
                      "collector { ip = %s } }" % collector).search("s.test")
    machine.start(env=dict(os.environ, **{variable: str(value)}))
    wait_until(lambda: server.asked, "a question")
    assert server.asked[0].name == asked


def test_rotate(host):
    """Without it the second server has no question while the first answers."""
    host.far.ip("address", "add", "192.0.2.2/24", "dev", "eth0")
    servers = [Script(host.lab, host.far, Zone(), ip=ip)
               for ip in (COLLECTOR_IP, "192.0.2.2")]
    machine = Machine(host, "m").search("a.test", "s.test",
                                        more="nameserver 192.0.2.2\n")
    machine.start(env=dict(os.environ, RES_OPTIONS="rotate"))
    machine.wait_values(sampling="111")
    assert all(server.asked for server in servers)


class Paste:
    """A machine with a /run, a /var and an /etc of its own, where what the
    pages show is typed as it stands there.
    """

    def __init__(self, machine, *mounts):
        self.lab = machine.lab
        setup = "mount -t tmpfs none /run && mount -t tmpfs none /var/lib && "
        setup += "".join(f"mkdir -p {to} && mount --bind {what} {to} && "
                         for what, to in mounts)
        # Its end ends the mounts; what it prints says that they are there.
        self.holder = self.lab.process(machine.inside(
            "sh", "-c", setup + "echo made; exec sleep infinity"), "holder")
        self.holder.wait_output("made")

    def argv(self, text):
        return ["nsenter", "-t", str(self.holder.pid), "-m", "-n", "env",
                f"PATH={BUILD.resolve()}:{os.environ['PATH']}",
                "sh", "-c", text]

    def run(self, text):
        return run(*self.argv(text), check=False)

    def start(self, text):
        return self.lab.process(self.argv(text), "pasted")

    def read(self, path):
        return self.run(f"cat {path}").stdout

    def stop(self, daemon):
        if pid := self.read(f"/run/{daemon}.pid"):
            os.kill(int(pid), signal.SIGTERM)
            wait_until(lambda: not self.read(f"/run/{daemon}.pid"),
                       f"the end of {daemon}")


@pytest.fixture
def paste(host):
    """The records of hsflowd.conf(5) are in its domain."""
    zone, = [d for d in Manual("hsflowd.conf.5").displays("EXAMPLES")
             if "SRV" in d]
    Nsd(host.lab, host.far, {"example.com": zone})
    host.ns.ip("route", "add", "default", "via", COLLECTOR_IP)
    switch = Ovs(host.ns.name)
    switch.close = switch.stop
    host.lab.own(switch)
    switch.start()
    switch.add_bridge("br0")
    machine = Machine(host, "m").search("example.com")
    pasted = Paste(machine, (switch.dir, "/run/openvswitch"))
    yield pasted
    for daemon in ("sflowovsd", "hsflowd"):
        pasted.stop(daemon)


def test_examples_as_they_stand_there(paste):
    start, restart, ask = Manual("hsflowd.8").displays("EXAMPLES")
    done = paste.run(start)
    assert done.returncode == 0, done.stderr
    collectors = Manual("hsflowd.auto.5").displays("EXAMPLES")[-1]
    wait_until(lambda: paste.run(collectors).stdout == "10.0.0.50\n",
               "the collector of the records")
    state = paste.read("/run/hsflowd/hsflowd.auto")
    assert "\npolling=20\n" in state and "\nsampling=512\n" in state
    asked = paste.run(ask)
    assert '"daemon": "hsflowd"' in re.sub(r'":\s*"', '": "', asked.stdout)
    assert "\nhsflowd_build_info" in asked.stdout
    paste.start(restart).wait_output("10.0.0.50")

    preview, restart, rows = Manual("sflowovsd.8").displays("EXAMPLES")
    done = paste.run(preview)
    assert done.returncode == 1 and "br0" in done.stdout, done.stderr
    assert paste.run("sflowovsd").returncode == 0
    wait_until(lambda: '"10.0.0.50:6343"' in paste.run(rows).stdout, "its row")
    paste.start(restart).wait_output("end: exit status 0")
