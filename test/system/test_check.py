# SPDX-License-Identifier: Apache-2.0
"""hsflowctl check: each thing that may be wrong on the way is found, and what
to do is said.
"""

import json
import os
import pathlib
import pwd
import re
import shutil
import signal
import socket
import struct
import subprocess
import threading
import time

import pytest

from agent import COLLECTOR_IP, Host, agent_pid, kill
from dns import Machine, Nsd, Script, Zone
from dns_wire import REFUSED, SERVFAIL, sockets_in
from lab import BUILD, address
from test_pair import Pair
from xen_host import XenHost

NO_ROUTE = "203.0.113.9"
ASK_SERVER = "nameserver 192.0.2.1: is that right, is it up, and port 53 " \
    "open towards it?"
SRV = f"_sflow._udp SRV 0 0 6343 c\nc A {COLLECTOR_IP}\n"
LIMIT = 120  # seconds, for a machine that is busy
USER = "hsflowd" if "hsflowd" in [u.pw_name for u in pwd.getpwall()] \
    else "nobody"


class Check:
    """One run; its findings by step."""

    def __init__(self, host, *more, before=(), db=None, program=None):
        ovs = getattr(host, "ovs", None)
        conf = ["-f", host.conf] if hasattr(host, "conf") else []
        inside = getattr(host, "inside", host.ns.argv)
        argv = inside(
            *before, program or BUILD / "hsflowctl", "check", *conf,
            "-o", host.state, "-l", host.last,
            "--db", db or (ovs.db if ovs else f"unix:{host.lab.folder}/none"),
            "--hsflowd", host.socket, "--sflowovsd",
            host.lab.folder / "sflowovsd.sock", *more)
        done = subprocess.run(argv, capture_output=True, text=True,
                              check=False, timeout=LIMIT)
        self.status = done.returncode
        self.text = done.stdout
        assert done.stderr == "", done.stderr
        self.findings = {}
        last = None
        for line in done.stdout.splitlines():
            verdict, step, text = (line[:5].strip(), line[6:20].strip(),
                                   line[21:])
            if verdict:
                last = [verdict, text, ""]
                self.findings.setdefault(step, []).append(last)
            else:
                last[2] = text

    def one(self, step):
        found = self.findings[step]
        assert len(found) == 1, self.text
        return found[0]

    def wrong(self):
        return [step for step, found in self.findings.items()
                if any(verdict == "WRONG" for verdict, _, _ in found)]


@pytest.fixture
def host(lab):
    return Host(lab)


@pytest.fixture
def pair(lab):
    pair = Pair(lab)
    pair.write_pair_conf()
    return pair


def test_all_is_well(pair):
    pair.ovs.add_bridge("br0", "br1")
    pair.lab.collector(pair.far)
    pair.start()
    pair.start_sflowovsd().wait_output("sFlow is set on 2 bridges")
    check = Check(pair)
    assert check.status == 0 and check.wrong() == [], check.text
    assert check.one("configuration") == [
        "ok", f"{pair.conf}: no error; settings are those of the file", ""]
    assert check.one("DNS-SD")[:2] == ["-", "off"]
    assert check.one("agent address")[:2][0] == "ok"
    assert check.one("collector")[:2] == [
        "ok", "192.0.2.1:6343: from 192.0.2.10 by eth0; nobody refuses it"]
    assert check.one("firewall")[0] == "-"
    assert "listen --agent 192.0.2.10 6343" in check.one("firewall")[1]
    assert re.fullmatch(rf"\d+\.\d+\.\d+ answers at {pair.ovs.db} to user root"
                        "; 2 bridges: br0, br1", check.one("Open vSwitch")[1])
    assert re.fullmatch(rf"{pair.state}: revision 1, running, written \d+ s "
                        "ago", check.one("state file")[1])
    for daemon in ("hsflowd", "sflowovsd"):
        assert {v for v, _, _ in check.findings[daemon]} == {"ok"}
        assert re.match(r"0\.1\.0 runs, up ", check.findings[daemon][0][1])
    told = [text for _, text, _ in check.findings["hsflowd"]]
    assert re.fullmatch(r"to 192\.0\.2\.1 port 6343: \d+ datagrams sent, 0 "
                        "refused, 0 dropped", told[1])
    assert told[2] == "the settings in force are those that are found here"
    assert re.fullmatch(r"Open vSwitch \d+\.\d+\.\d+, one-step syntax; 2 "
                        "bridges: 2 in sync",
                        check.findings["sflowovsd"][1][1])
    assert "bridges" not in check.findings  # sflowovsd has told of them


def test_nothing_is_changed(pair):
    pair.ovs.add_bridge("br0", "br1")
    pair.ovs.give_row("br0", target="10.9.9.9:6343")
    collector = pair.lab.collector(pair.far)
    pair.start()
    pair.wait_setting("polling", "1")
    pair.ovs.stop_vswitchd()  # it writes what it sees

    def all_there_is():
        # conf.db would grow with whatever is written.
        files = {p: (p.lstat().st_mtime_ns, p.lstat().st_mode,
                     p.lstat().st_uid, p.lstat().st_size)
                 for folder in (pair.lab.folder, pair.ovs.dir)
                 for p in pathlib.Path(folder).rglob("*")
                 if p.suffix not in (".log", ".out")}
        return (files, pair.ovs.run("ovsdb-client", "dump", pair.ovs.db),
                pair.ns.ip("route").stdout)
    before = all_there_is()
    for more in ((), ("--json",), ("-ddd",)):
        subprocess.run(pair.ns.argv(
            BUILD / "hsflowctl", "check", *more, "-f", pair.conf, "-o",
            pair.state, "-l", pair.last, "--db", pair.ovs.db, "--hsflowd",
            pair.socket), capture_output=True, timeout=LIMIT, check=False)
    assert all_there_is() == before
    # Nor does it look like an agent.
    assert {d["agent"] for d in collector.datagrams if d.get("agent")} == \
        {"192.0.2.10"}


def test_collectors_out_of_reach(host):
    host.write_conf(more="collector { ip = %s udpport = 7000 }\n"
                    "collector { ip = %s }\ncollector { ip = fe80::1 }"
                    % (COLLECTOR_IP, NO_ROUTE))
    host.lab.collector(host.far)
    check = Check(host)
    assert check.status == 1
    found = {text.split(": ")[0]: (verdict, text.split(": ", 1)[1], advice)
             for verdict, text, advice in check.findings["collector"]}
    assert found["192.0.2.1:6343"][0] == "ok"
    assert found["192.0.2.1:7000"] == (
        "WRONG", "refused: nothing listens there or a firewall rejects it",
        "start the receiver there, or correct the port")
    assert found["203.0.113.9:6343"] == (
        "WRONG", "no route to it", "look at 'ip route get 203.0.113.9'")
    assert found["[fe80::1]:6343"][:2] == (
        "WRONG", "not possible: a link-local address needs dev = INTERFACE")
    assert check.one("hsflowd") == [
        "WRONG", f"does not run: there is no {host.socket}",
        "start it; 'hsflowd -d' in the foreground says why it does not stay"]
    assert check.one("Open vSwitch")[0] == "-"
    # Without Open vSwitch it is not missed.
    assert check.one("sflowovsd")[0] == "-"


def unreachable(source, target):
    """ICMP's "port unreachable" about a datagram without content."""
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 28, 0, 0, 64, 17, 0,
                       socket.inet_aton(source[0]),
                       socket.inet_aton(target[0]))
    message = struct.pack("!BBHI", 3, 3, 0, 0) + head + \
        struct.pack("!HHHH", source[1], target[1], 8, 0)
    total = sum(struct.unpack(f"!{len(message) // 2}H", message))
    total = (total & 0xffff) + (total >> 16)
    return message[:2] + struct.pack("!H", ~total & 0xffff) + message[4:]


def test_a_refusal_from_far_away(host):
    """On this cable one comes at once; so this one is made by hand, late."""
    udp, icmp = sockets_in(host.far, lambda: (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
        socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)))
    with udp, icmp:
        udp.bind((COLLECTOR_IP, 6343))

        def refuse():
            _, source = udp.recvfrom(2048)
            time.sleep(0.02)  # the way there and back
            icmp.sendto(unreachable(source, (COLLECTOR_IP, 6343)), source)
        thread = threading.Thread(target=refuse, daemon=True)
        thread.start()
        host.write_conf()
        check = Check(host)
        thread.join(LIMIT)
    assert check.one("collector")[:2] == [
        "WRONG", f"{COLLECTOR_IP}:6343: refused: nothing listens there or a "
        "firewall rejects it"]


def test_a_bad_configuration(host):
    host.write_conf("sflow { polling = x\n colector { ip = 10.0.0.1 } }")
    check = Check(host)
    assert check.status == 1
    found = check.findings["configuration"]
    assert [v for v, _, _ in found] == ["WRONG", "WRONG"]
    assert found[0][1].startswith(f"{host.conf}:1:19: error: 'polling'")
    assert "is 'collector' meant?" in found[1][1]
    assert found[1][2].startswith("correct it; until then a running hsflowd")
    # The rest is looked at all the same.
    assert "hsflowd" in check.findings and "collector" not in check.findings


def test_a_configuration_that_the_agent_may_not_read(host):
    host.write_conf()
    host.conf.chmod(0o600)
    check = Check(host)
    assert check.one("configuration")[:2] == [
        "WRONG", f"{host.conf}: Permission denied"]


def test_warnings_of_the_configuration(host):
    host.write_conf(more="kvm { }")
    host.lab.collector(host.far)
    check = Check(host)
    assert [v for v, _, _ in check.findings["configuration"]] == ["warn",
                                                                 "ok"]


def test_many_warnings_of_the_configuration(host):
    host.write_conf(more="kvm { }\n" * 70)
    host.lab.collector(host.far)
    check = Check(host)
    verdicts = [v for v, _, _ in check.findings["configuration"]]
    assert verdicts == ["warn"] * 64 + ["-", "ok"]
    assert check.findings["configuration"][64][1] == \
        f"{host.conf}: and 6 more"
    assert check.wrong() == ["hsflowd"]


def machine(host, *domains, conf=None):
    m = Machine(host, "m", conf=conf)
    return m.search(*domains)


ZONES = {
    "good.test": SRV + '_sflow._udp TXT ( "polling=7" "sampling=99" )\n',
    "empty.test": f"c A {COLLECTOR_IP}\n",
    "void.test": "",
    "typo.test": SRV + "_sflow._udp TXT polling=fast\n",
    "keys.test": SRV + '_sflow._udp TXT ( "polling=7" "poling=7" '
                 r'"x\027[2Jy=1" "=z" )' + "\n",
    "purpose.test": "_sflow._udp SRV 0 0 0 .\n",
    "nameless.test": "_sflow._udp SRV 0 0 6343 missing\n" +
                     "_sflow._udp SRV 1 0 6343 c\n" + f"c A {COLLECTOR_IP}\n",
}


@pytest.fixture
def zones(host):
    host.lab.collector(host.far)
    return Nsd(host.lab, host.far, ZONES)


def test_what_dns_gives(host, zones):  # pylint: disable=unused-argument
    check = Check(machine(host, "empty.test", "good.test"))
    assert check.one("resolv.conf") == [
        "ok", "nameserver 192.0.2.1; search empty.test good.test", ""]
    assert check.findings["DNS SRV"] == [
        ["-", "_sflow._udp.empty.test: there is no such name (NXDOMAIN)", ""],
        ["ok", "_sflow._udp.good.test: 0 0 6343 c.good.test; TTL 60 s", ""]]
    assert check.findings["DNS TXT"] == [
        ["ok", "_sflow._udp.good.test: 'polling=7' 'sampling=99'; TTL 60 s",
         ""]]
    assert check.one("DNS-SD") == [
        "ok", "good.test: collector c.good.test:6343, polling 7 s, sampling "
        "1 in 99; TTL 60 s", ""]
    assert check.one("host name")[:2] == [
        "ok", "c.good.test has the address 192.0.2.1"]
    assert check.one("collector")[0] == "ok"
    assert check.wrong() == ["hsflowd"]


def test_records_with_mistakes(host, zones):  # pylint: disable=unused-argument
    check = Check(machine(host, "typo.test"))
    verdicts = [v for v, _, _ in check.findings["DNS-SD"]]
    assert verdicts == ["ok", "warn"]
    assert "TXT 'polling': 'fast' is not a number" in \
        check.findings["DNS-SD"][1][1]


def test_no_records(host, zones):  # pylint: disable=unused-argument
    check = Check(machine(host, "empty.test", "void.test"))
    assert check.one("DNS-SD") == [
        "WRONG", "no SRV record of _sflow._udp in empty.test, void.test",
        "write an SRV record into the zone, as in '_sflow._udp SRV 0 0 6343 "
        "analyzer', or collectors into /etc/hsflowd.conf"]
    assert check.status == 1 and "collector" not in check.findings


def test_no_collector_on_purpose(host, zones):  # pylint: disable=unused-argument
    check = Check(machine(host, "purpose.test"))
    verdict, text, advice = check.one("DNS-SD")
    assert (verdict, advice) == (
        "warn", "nothing is sent as long as that record stands")
    assert "on purpose" in text


def test_names_without_address(host, zones):  # pylint: disable=unused-argument
    check = Check(machine(host, "nameless.test"))
    found = {text.split()[0]: (verdict, text)
             for verdict, text, _ in check.findings["host name"]}
    assert found["c.nameless.test"][0] == "ok"
    assert found["missing.nameless.test:"][0] == "WRONG"
    assert "no address" in found["missing.nameless.test:"][1]
    # The other one is tried.
    assert check.one("collector")[0] == "ok"


def test_fallback_to_the_file(host, zones):  # pylint: disable=unused-argument
    conf = ("sflow { dns-sd { fallback = file }\n collector { ip = %s } }"
            % COLLECTOR_IP)
    check = Check(machine(host, "empty.test", conf=conf))
    assert check.one("DNS-SD")[0] == "warn"
    assert check.one("collector")[0] == "ok"
    assert check.wrong() == ["hsflowd"]


def test_a_key_that_is_not_known(host, zones):  # pylint: disable=unused-argument
    check = Check(machine(host, "keys.test"))
    assert check.findings["DNS TXT"][1] == [
        "warn", "not known, and passed over: 'poling', 'x\\x1b[2Jy'",
        "known are txtvers, polling, sampling, sampling.SPEED, headerBytes, "
        "agent, agentIP and agent.cidr"]
    assert check.wrong() == ["hsflowd"]


def test_the_domain_of_the_host_name(host, zones):  # pylint: disable=unused-argument
    m = Machine(host, "m", hostname="dom0-a.good.test")
    m.resolv(f"nameserver {COLLECTOR_IP}\n")
    check = Check(m)
    assert check.one("resolv.conf")[:2] == [
        "ok", "nameserver 192.0.2.1; no search domain, so that of the host "
        "name: good.test"]
    assert check.one("collector")[0] == "ok"


def test_a_domain_of_the_configuration(host, zones):  # pylint: disable=unused-argument
    check = Check(machine(host, "empty.test", conf=(
        "sflow { dns-sd { domain = good.test } }")))
    assert check.one("resolv.conf")[1] == \
        "nameserver 192.0.2.1; domain of the configuration good.test"
    assert check.one("collector")[0] == "ok"


def test_a_first_server_that_is_silent(host, zones):  # pylint: disable=unused-argument
    address(host.far, "eth0", "192.0.2.2/24")
    Script(host.lab, host.far, lambda question: None, ip="192.0.2.2")
    m = Machine(host, "m")
    m.resolv("nameserver 192.0.2.2\nnameserver 192.0.2.1\n"
             "search good.test\n")
    check = Check(m)
    assert check.one("resolv.conf")[1] == \
        "nameserver 192.0.2.2, 192.0.2.1; search good.test"
    verdict, text, advice = check.findings["DNS SRV"][1]
    assert verdict == "warn" and re.match(r"that took \d", text)
    assert advice == "is the first nameserver of resolv.conf silent?"
    assert check.wrong() == ["hsflowd"]


def test_collectors_of_the_file_beside_dns(host):
    """They are hsflowd's only with fallback = file."""
    conf = "sflow { %%s\n collector { ip = %s } }" % COLLECTOR_IP
    host.lab.collector(host.far)
    check = Check(machine(host, conf=conf % "DNSSD = on"))
    assert check.one("resolv.conf")[0] == "WRONG"
    assert "collector" not in check.findings
    check = Check(machine(host, conf=conf % "dns-sd { fallback = file }"))
    assert check.one("collector")[0] == "ok"


def test_no_search_domain(host):
    check = Check(machine(host))
    verdict, text, advice = check.one("resolv.conf")
    assert verdict == "WRONG" and "no search domain" in text
    assert "dns-sd { domain = DOMAIN }" in advice
    assert "DNS-SD" not in check.findings


@pytest.mark.parametrize("rcode, words", ((SERVFAIL, "SERVFAIL"),
                                          (REFUSED, "REFUSED")))
def test_a_server_that_fails(host, rcode, words):
    zone = Zone()
    zone.wrong = lambda question: question.reply(rcode=rcode)
    Script(host.lab, host.far, zone)
    verdict, text, advice = Check(machine(host, "s.test")).one("DNS-SD")
    assert verdict == "WRONG" and words in text, text
    assert advice == ASK_SERVER


def test_all_hangs(pair):
    """Silent servers, daemons and a database that are stopped: each is waited
    for a while, and told.
    """
    pair.lab.collector(pair.far)
    hsflowd = pair.start()
    pair.wait_setting("polling", "1")
    sflowovsd = pair.start_sflowovsd()
    sflowovsd.wait_output("there is no bridge")
    asking = pair.lab.folder / "dns.conf"
    asking.write_text("sflow { DNSSD = on }")
    Script(pair.lab, pair.far, lambda question: None)
    pair.ns.etc_file("resolv.conf", f"nameserver {COLLECTOR_IP}\n"
                     "search a.test b.test c.test\n")
    stopped = [agent_pid(hsflowd), sflowovsd.pid, pair.ovs.server.pid]
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    try:
        check = Check(pair, "-f", asking)
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)
    assert check.one("DNS-SD") == [
        "WRONG", "no end of it within 15 s; hsflowd would go on asking",
        ASK_SERVER]
    assert [text for _, text, _ in check.findings["DNS SRV"]] == [
        f"_sflow._udp.{domain}.test: no DNS server answers"
        for domain in ("a", "b")]
    verdict, text, advice = check.one("Open vSwitch")
    assert verdict == "WRONG" and "does not answer at" in text
    assert advice == "is ovsdb-server running?"
    for daemon, where in (("hsflowd", pair.socket),
                          ("sflowovsd", pair.lab.folder / "sflowovsd.sock")):
        assert check.one(daemon)[:2] == [
            "WRONG", f"does not answer within 5 s at {where}"]


def test_what_is_found_is_shown_at_once(host):
    Script(host.lab, host.far, lambda question: None)
    m = machine(host, "s.test")
    process = host.lab.process(m.inside(
        BUILD / "hsflowctl", "check", "-o", m.state, "--db", "unix:/none",
        "--hsflowd", m.socket), "check")
    process.wait_output("nameserver 192.0.2.1; search s.test")
    assert process.alive() and "DNS-SD" not in process.output()


def test_the_questions_can_be_watched(host, zones):  # pylint: disable=unused-argument
    m = machine(host, "good.test")
    done = subprocess.run(m.inside(
        BUILD / "hsflowctl", "check", "-ddd", "-o", m.state, "--db",
        "unix:/none", "--hsflowd", m.socket), capture_output=True, text=True,
        check=False)
    assert "DNS: _sflow._udp.good.test SRV: asked for" in done.stderr
    assert "asked for" not in done.stdout and "collector" in done.stdout


def test_not_root(pair):
    pair.start()
    pair.wait_setting("polling", "1")
    os.chmod(pair.ovs.dir, 0o755)
    check = Check(pair, before=("setpriv", "--reuid", "65533", "--regid",
                                "65533", "--clear-groups"))
    assert check.findings["user"][0][1].startswith("we are not root")
    assert check.one("Open vSwitch") == [
        "-", f"we may not ask at {pair.ovs.db[5:]}: Permission denied",
        "it answers to user root, as whom sflowovsd has to run; ask as that "
        "user: sudo"]
    assert check.findings["folder"] == [
        ["-", f"{pair.run_folder}: only root can tell whether user {USER} may "
         "write there", ""]]
    assert check.one("hsflowd")[0] == "-"


def test_a_bridge_of_somebody_else(pair):
    pair.ovs.add_bridge("br0")
    pair.ovs.give_row("br0", target="10.9.9.9:6343")
    pair.lab.collector(pair.far)
    pair.start()
    pair.start_sflowovsd().wait_output("bridge br0 is left alone")
    check = Check(pair)
    assert check.wrong() == ["sflowovsd"]
    told = check.findings["sflowovsd"]
    assert told[1][1].endswith("; 1 bridge: 1 foreign")
    assert "bridge br0 is left alone" in told[2][1]


def test_what_sflowovsd_would_do(pair):
    """Where it does not run."""
    pair.ovs.add_bridge("br0", "br1")
    pair.ovs.give_row("br0", target="10.9.9.9:6343")
    assert "bridges" not in Check(pair).findings  # no settings yet
    pair.start()
    pair.wait_setting("polling", "1")
    check = Check(pair)
    told = [text for _, text, _ in check.findings["bridges"]]
    assert told[0].startswith("sflowovsd -n: create a row: ")
    assert "sflowovsd -n: set bridge br1 to it" in told
    assert any(text.startswith("sflowovsd -n: leave bridge br0 alone")
               for text in told)
    assert {v for v, _, _ in check.findings["bridges"]} == {"-"}
    assert check.one("sflowovsd") == [
        "WRONG", "does not run: there is no "
        f"{pair.lab.folder}/sflowovsd.sock", "start it; 'sflowovsd -d' in the "
        "foreground says why it does not stay"]


def test_a_database_of_another_user(pair):
    """As where ovsdb-server is openvswitch's. Root may ask it, but sflowovsd
    gives up what makes root root.
    """
    pair.start()
    pair.wait_setting("polling", "1")
    os.chown(pair.ovs.sock, pwd.getpwnam("nobody").pw_uid, -1)
    os.chmod(pair.ovs.sock, 0o700)
    check = Check(pair)
    assert [v for v, _, _ in check.findings["Open vSwitch"]] == ["ok", "warn"]
    assert check.findings["Open vSwitch"][1][1:] == [
        f"{pair.ovs.sock} belongs to user nobody",
        "sflowovsd has to run as that user: it gives up root's privileges"]
    assert "Permission denied" in check.one("bridges")[1]
    assert check.one("bridges")[0] == "WRONG"


def beside(host, script):
    """hsflowctl in a folder where sflowovsd is something else."""
    folder = host.lab.folder / "bin"
    folder.mkdir()
    shutil.copy(BUILD / "hsflowctl", folder)
    (folder / "sflowovsd").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "sflowovsd").chmod(0o755)
    return folder / "hsflowctl"


@pytest.mark.parametrize("script, told", (
    ("printf 'set \\033[2J it\\n'; exit 1",
     ["-", "sflowovsd -n: set  [2J it", ""]),
    ("printf '12:00:00.000 sflowovsd: it \\033[1m burns\\n' >&2; exit 2",
     ["WRONG", "sflowovsd -n: it  [1m burns",
      "'sflowovsd -n -ddd' shows each command and what it answers"]),
    ("kill -9 $$",
     ["WRONG", "sflowovsd -n: killed by signal 9",
      "'sflowovsd -n -ddd' shows each command and what it answers"]),
))
def test_a_sflowovsd_that_is_strange(pair, script, told):
    pair.start()
    pair.wait_setting("polling", "1")
    check = Check(pair, program=beside(pair, script))
    assert check.findings["bridges"] == [told]


def test_a_daemon_that_says_nonsense(host):
    """Whoever has the socket may say anything."""
    host.write_conf()
    host.run_folder.mkdir()
    body = ('{"version": 1, "release": "9\\u001b[2J", "problems": ["a\\nok'
            ' b"], "collectors": [7, {"sent": -1}], "settings": {"collectors":'
            ' [[], {"port": "x"}]}}')
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(host.socket))
    server.listen(8)

    def serve():
        connection, _ = server.accept()
        with connection:
            connection.recv(4096)
            connection.sendall(b"HTTP/1.0 200 OK\r\n\r\n" + body.encode())
    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    check = Check(host)
    thread.join(LIMIT)
    server.close()
    assert "\033" not in check.text and check.status == 1
    told = [text for _, text, _ in check.findings["hsflowd"]]
    assert told[0].startswith("9 [2J runs")
    assert "a ok b" in told


def test_settings_that_are_out_of_date(host, zones):
    # The first time it asks again within that, at random.
    zones.change("good.test", ZONES["good.test"], ttl=3600)
    m = machine(host, "good.test")
    m.start()
    m.wait_values(polling="7", sampling="99")
    zones.change("good.test", "_sflow._udp SRV 0 0 7000 c\n"
                 f"c A {COLLECTOR_IP}\n_sflow._udp TXT polling=8\n")
    verdict, text, advice = Check(m).findings["hsflowd"][-1]
    assert (verdict, text) == (
        "warn", "other settings are in force than are found here: polling 7, "
        "where 8 is found; sampling 99, where 400 is found; not collector "
        "192.0.2.1 port 7000; collector 192.0.2.1 port 6343, which is not "
        "found")
    assert re.fullmatch(r"they are of dns; hsflowd asks DNS again in .+, as "
                        "the TTL has it", advice)


def test_another_configuration(host):
    host.lab.collector(host.far)
    host.write_conf()
    host.start()
    host.wait_setting("polling", "1")
    other = host.lab.folder / "other.conf"
    other.write_text(host.conf.read_text())
    assert Check(host, "-f", other).findings["hsflowd"][-1] == [
        "-", f"it reads {host.conf}, not {other}",
        f"'hsflowctl check -f {host.conf}' looks at that one"]
    # A relative name is the same file.
    done = subprocess.run(host.ns.argv(
        BUILD.resolve() / "hsflowctl", "check", "-f", host.conf.name, "-o",
        host.state, "--db", "unix:/none", "--hsflowd", host.socket),
        cwd=host.conf.parent, capture_output=True, text=True, check=False)
    assert "it reads" not in done.stdout
    assert "are those that are found here" in done.stdout


def test_a_daemon_with_another_socket(host):
    """Its pid file, which is locked, says that it runs."""
    host.lab.collector(host.far)
    host.write_conf()
    run = host.lab.folder / "slash-run"
    run.mkdir()
    host.pidfile = run / "hsflowd.pid"
    process = host.start()
    host.wait_setting("polling", "1")
    with_run = ("sh", "-c", f'mount --bind {run} /run && exec "$@"', "sh")
    check = Check(host, "--hsflowd", "/none.sock", before=with_run)
    assert check.one("hsflowd") == [
        "WRONG", f"process {process.pid} has its pid file, but does not run: "
        "there is no /none.sock", "restart it; where it has another socket "
        "(-s), say --hsflowd SOCKET"]
    process.stop()
    check = Check(host, "--hsflowd", "/none.sock", before=with_run)
    assert check.one("hsflowd")[1] == "does not run: there is no /none.sock"


def test_a_state_file_that_was_left_behind(host):
    host.lab.collector(host.far)
    host.write_conf()
    process = host.start()
    host.wait_setting("polling", "1")
    # Neither is to clean up after the other.
    kill(process.pid, signal.SIGSTOP)
    kill(agent_pid(process))
    kill(process.pid)
    process.wait()
    verdict, text, advice = Check(host).one("state file")
    assert verdict == "warn"
    assert text == f"{host.state}: revision 1, running, but no hsflowd " \
        "answers: one that was killed has left it"
    assert advice.startswith("a start of hsflowd writes it anew")


def test_folders(host):
    m = machine(host, "s.test", conf="sflow { DNSSD = on }")
    Script(host.lab, host.far, Zone())
    assert [v for v, _, _ in Check(m).findings["folder"]] == ["-", "-"]
    m.run_folder.mkdir()
    m.run_folder.chmod(0o755)
    found = Check(m).findings["folder"]
    assert found[0] == [
        "WRONG", f"{m.run_folder}: user {USER} cannot write there: Permission "
        "denied; Open vSwitch does not get the settings",
        f"chown {USER} {m.run_folder}"]
    assert found[1][1].endswith("a start while DNS is down has no settings")
    os.chown(m.run_folder, pwd.getpwnam(USER).pw_uid, -1)
    assert [v for v, _, _ in Check(m).findings["folder"]] == ["ok", "ok"]
    # To own it is not enough.
    m.run_folder.chmod(0o555)
    assert [v for v, _, _ in Check(m).findings["folder"]] == ["WRONG"] * 2


def test_root_that_cannot_become_another_user(host):
    """As in a container."""
    host.write_conf()
    check = Check(host, before=("setpriv", "--bounding-set", "-setuid",
                                "--inh-caps", "-setuid"))
    verdict, text, _ = check.one("configuration")
    assert verdict == "WRONG" and text.startswith(
        f"{host.conf}: cannot be read as hsflowd's user: ")
    assert "hsflowd" in check.findings


def test_through_an_interface_that_is_not_there(host):
    host.write_conf("sflow { DNSSD = off\n"
                    "collector { ip = 192.0.2.1 dev = eth7 } }")
    assert Check(host).one("collector")[:2] == [
        "WRONG", "192.0.2.1:6343: the interface to send through does not "
        "exist"]


def test_a_newer_configuration_is_not_taken(host):
    host.lab.collector(host.far)
    host.write_conf()
    host.start()
    host.wait_setting("polling", "1")
    host.write_conf("sflow { polling = x }")
    host.process.wait_output("not taken")
    check = Check(host)
    assert "a newer configuration is not taken" in \
        check.findings["hsflowd"][-1][1]
    assert check.wrong() == ["configuration", "hsflowd"]


def test_a_dom0(lab):
    host = XenHost(lab)
    without = Check(host, "--root", host.tree.root)
    verdict, text, advice = without.one("Xen")
    assert verdict == "warn" and "xenstored does not run" in text
    assert advice.startswith("start it")
    host.xenstored()
    assert Check(host, "--root", host.tree.root).one("Xen") == [
        "ok", f"this is a dom0; {BUILD.resolve()}/hsflowd-xen is there, and "
        "xenstored takes connections", ""]


def test_a_xenstored_that_has_died(lab):
    host = XenHost(lab)
    path = host.tree.root / "run/xenstored/socket"
    path.parent.mkdir()
    dead = socket.socket(socket.AF_UNIX)
    dead.bind(str(path))
    dead.close()
    verdict, text, advice = Check(host, "--root", host.tree.root).one("Xen")
    assert verdict == "WRONG"
    assert text == "this is a dom0, but xenstored takes no connections at " \
        f"{path}: Connection refused"
    assert "only a reboot of dom0" in advice
    path.unlink()
    assert Check(host, "--root", host.tree.root).one("Xen")[2].startswith(
        "start it")


def test_a_state_file_of_somebody_else(host):
    host.write_conf()
    host.run_folder.mkdir()
    host.state.write_text("rev_start=1\n")
    check = Check(host)
    verdict, text, advice = check.one("state file")
    assert verdict == "WRONG" and text.startswith(f"{host.state}: ")
    assert "a restart of hsflowd writes it anew" in advice
    folder = check.one("folder")
    assert folder[0] == "WRONG" and "cannot write there" in folder[1]
    assert folder[2].startswith("chown ")


def test_as_json(host):
    host.write_conf(more="collector { ip = %s }" % NO_ROUTE)
    out = subprocess.run(host.ns.argv(
        BUILD / "hsflowctl", "check", "--json", "-f", host.conf, "-o",
        host.state, "--db", "unix:/none", "--hsflowd", host.socket),
        capture_output=True, text=True, check=False)
    told = json.loads(out.stdout)
    assert (told["version"], told["exit_status"], out.returncode) == (1, 1, 1)
    assert told["more_findings"] == 0
    found = [f for f in told["findings"] if f["step"] == "collector" and
             f["verdict"] == "wrong"]
    assert {"step": "collector", "verdict": "wrong",
            "text": "203.0.113.9:6343: no route to it",
            "advice": "look at 'ip route get 203.0.113.9'"} in found


@pytest.mark.parametrize("argv", (["--frobnicate"], ["-f"], ["x"],
                                  ["--db", "tcp:1.2.3.4"]))
def test_mistakes_in_the_command_line(argv):
    done = subprocess.run([BUILD / "hsflowctl", "check", *argv],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 3 and done.stdout == ""
    assert done.stderr.startswith("hsflowctl check: ")


def test_an_output_that_is_full(host):
    host.write_conf()
    with open("/dev/full", "w", encoding="ascii") as full:
        done = subprocess.run(host.ns.argv(
            BUILD / "hsflowctl", "check", "-f", host.conf), stdout=full,
            stderr=subprocess.PIPE, check=False)
    assert done.returncode == 3
