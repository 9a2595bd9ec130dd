# SPDX-License-Identifier: Apache-2.0
"""hsflowctl check: each thing that may be wrong on the way is found, and what
to do is said.
"""

import json
import os
import pathlib
import re
import signal
import subprocess

import pytest

from agent import COLLECTOR_IP, Host
from dns import Machine, Nsd, Script, Zone
from dns_wire import REFUSED, SERVFAIL
from lab import BUILD
from test_pair import Pair
from xen_host import XenHost

NO_ROUTE = "203.0.113.9"
SRV = f"_sflow._udp SRV 0 0 6343 c\nc A {COLLECTOR_IP}\n"
LIMIT = 120  # seconds, for a machine that is busy


class Check:
    """One run; its findings by step."""

    def __init__(self, host, *more, before=(), db=None):
        ovs = getattr(host, "ovs", None)
        conf = ["-f", host.conf] if hasattr(host, "conf") else []
        inside = getattr(host, "inside", host.ns.argv)
        argv = inside(
            *before, BUILD / "hsflowctl", "check", *conf, "-o", host.state,
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
    assert check.one("state file")[1] == f"{pair.state}: revision 1, running"
    for daemon in ("hsflowd", "sflowovsd"):
        assert check.one(daemon)[0] == "ok"
        assert re.match(r"0\.1\.0 runs, up ", check.one(daemon)[1])


def test_nothing_is_changed(pair):
    pair.ovs.add_bridge("br0")
    pair.ovs.vsctl("--no-wait", "--", "--id=@s", "create", "sflow",
                   'targets="10.9.9.9:6343"', "--", "set", "bridge", "br0",
                   "sflow=@s")
    pair.lab.collector(pair.far)
    pair.start()
    pair.wait_setting("polling", "1")

    def all_there_is():
        files = {p: (p.lstat().st_mtime_ns, p.lstat().st_mode,
                     p.lstat().st_uid)
                 for p in pathlib.Path(pair.lab.folder).rglob("*")
                 if p.suffix not in (".log", ".new")}
        files.pop(pair.lab.folder, None)
        return (files, pair.ovs.vsctl("list", "sflow"),
                pair.ovs.vsctl("get", "bridge", "br0", "sflow"))
    before = all_there_is()
    Check(pair)
    assert all_there_is() == before


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


def test_a_bad_configuration(host):
    host.write_conf("sflow { polling = x\n colector { ip = 10.0.0.1 } }")
    check = Check(host)
    assert check.status == 1
    found = check.findings["configuration"]
    assert [v for v, _, _ in found] == ["WRONG", "WRONG"]
    assert found[0][1].startswith(f"{host.conf}:1:9: error: 'polling'") or \
        found[0][1].startswith(f"{host.conf}:1:19: error: 'polling'")
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


def machine(host, *domains, conf=None):
    m = Machine(host, "m", conf=conf)
    return m.search(*domains)


ZONES = {
    "good.test": SRV + '_sflow._udp TXT ( "polling=7" "sampling=99" )\n',
    "empty.test": f"c A {COLLECTOR_IP}\n",
    "void.test": "",
    "typo.test": SRV + "_sflow._udp TXT polling=fast\n",
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
    assert advice == "is the nameserver right and up, and port 53 open " \
        "towards it?"


def test_a_server_that_is_silent(host):
    zone = Zone()
    zone.wrong = lambda question: None
    Script(host.lab, host.far, zone)
    check = Check(machine(host, "s.test"))
    verdict, text, _ = check.one("DNS-SD")
    assert verdict == "WRONG" and text != "", text
    assert "hsflowd" in check.findings


def test_not_root(pair):
    pair.start()
    pair.wait_setting("polling", "1")
    os.chmod(pair.ovs.dir, 0o755)
    check = Check(pair, before=("setpriv", "--reuid", "65534", "--regid",
                                "65534", "--clear-groups"))
    assert check.findings["user"][0][1].startswith("we are not root")
    assert check.one("Open vSwitch") == [
        "-", f"we may not ask at {pair.ovs.db[5:]}: Permission denied",
        "it answers to user root, as whom sflowovsd has to run"]


def test_a_bridge_of_somebody_else(pair):
    pair.ovs.add_bridge("br0")
    pair.ovs.vsctl("--no-wait", "--", "--id=@s", "create", "sflow",
                   'targets="10.9.9.9:6343"', "--", "set", "bridge", "br0",
                   "sflow=@s")
    pair.lab.collector(pair.far)
    pair.start()
    pair.start_sflowovsd().wait_output("bridge br0 is left alone")
    check = Check(pair)
    assert check.wrong() == ["sflowovsd"]
    assert "bridge br0 is left alone" in check.findings["sflowovsd"][1][1]


def test_open_vswitch_that_hangs(pair):
    pair.ovs.server.send_signal(signal.SIGSTOP)
    try:
        check = Check(pair)
    finally:
        pair.ovs.server.send_signal(signal.SIGCONT)
    verdict, text, advice = check.one("Open vSwitch")
    assert verdict == "WRONG" and "does not answer at" in text
    assert advice == "is ovsdb-server running?"
    assert check.findings["sflowovsd"][0][0] == "WRONG"


def test_a_newer_configuration_is_not_taken(host):
    host.lab.collector(host.far)
    host.write_conf()
    host.start()
    host.wait_setting("polling", "1")
    host.write_conf("sflow { polling = x }")
    host.process.wait_output("not taken")
    check = Check(host)
    assert [v for v, _, _ in check.findings["hsflowd"]] == ["ok", "WRONG"]
    assert "a newer configuration is not taken" in \
        check.findings["hsflowd"][1][1]


def test_a_dom0(lab):
    host = XenHost(lab)
    without = Check(host, "--root", host.tree.root)
    verdict, text, _ = without.one("Xen")
    assert verdict == "WRONG" and "xenstored does not run" in text
    host.xenstored()
    assert Check(host, "--root", host.tree.root).one("Xen")[:2] == [
        "ok", f"this is a dom0; {BUILD.resolve()}/hsflowd-xen and "
        "xenstored's socket are there"]


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
