# SPDX-License-Identifier: Apache-2.0
"""Each question of docs/troubleshooting.md: what it is about is made to happen,
the command of the page is given, and it says what the page says it does.
"""

import pathlib
import re
import subprocess

import pytest

from agent import COLLECTOR_IP, HOST_IP, Host
from dns import Machine, Nsd, Script, Zone
from lab import BUILD, address, host_sample, veth, wait_until
from page import Page
from test_pair import Pair
from xen_host import GIB, XenHost

PAGE = Page("troubleshooting.md")
NO_ROUTE = "203.0.113.9"


class Asked:
    """A host, and the commands of the page given on it."""

    def __init__(self, host, sflowovsd=None):
        self.host = host
        self.other = sflowovsd or host.lab.folder / "sflowovsd.sock"

    def names(self):
        """Where our files are, and where those of a real host are."""
        ovs = getattr(self.host, "ovs", None)
        return ((self.host.socket, "/run/hsflowd/hsflowd.sock"),
                (self.other, "/run/hsflowd/sflowovsd.sock"),
                (getattr(self.host, "conf", None), "/etc/hsflowd.conf"),
                (ovs and ovs.sock, "/var/run/openvswitch/db.sock"))

    def run(self, command):
        """As the page has it."""
        program, *words = command.split()
        if program == "hsflowctl":
            program = BUILD / program
        if words[0] == "status":
            words[1:1] = ["--hsflowd", self.host.socket, "--sflowovsd",
                          self.other]
        if words[0] == "check":
            words[1:1] = ["-o", self.host.state, "--hsflowd",
                          self.host.socket, "--sflowovsd", self.other]
        inside = getattr(self.host, "inside", self.host.ns.argv)
        done = subprocess.run(inside(program, *words), text=True, check=False,
                              capture_output=True)
        out = done.stdout + done.stderr
        for ours, theirs in self.names():
            out = out.replace(str(ours), theirs)
        return done.returncode, out

    def wait(self, example, code):
        """Until the example is true; then it has to stay the answer."""
        last = [None, None]

        def fits():
            last[:] = self.run(example.command)
            try:
                example.matches(last[1])
            except AssertionError:
                return False
            return last[0] == code
        try:
            wait_until(fits, "the answer")
        except AssertionError:
            example.show(last[1])
            assert last[0] == code
        example.show(last[1])


@pytest.fixture
def host(lab):
    return Host(lab)


@pytest.fixture
def pair(lab):
    return Pair(lab)


_taken = []


@pytest.fixture(autouse=True)
def all_are_shown():
    """What a test takes from the page it has to compare, too."""
    yield
    taken, _taken[:] = list(_taken), []
    assert all(example.shown for example in taken)


def examples(heading):
    """All of them: whoever unpacks them knows how many there are."""
    _taken.extend(PAGE.examples[heading])
    return PAGE.examples[heading]


def test_do_they_run(host):
    example, = examples("Do they run?")
    Asked(host).wait(example, 2)


def test_dns_has_nothing(host):
    nothing, no_domain, silent = examples("DNS has nothing for it")
    machine = Machine(host, "m").search("example.com")
    asked = Asked(machine)
    zone = Zone()
    zone.wrong = lambda question: None
    Script(host.lab, host.far, zone)
    asked.wait(silent, 1)
    zone.wrong = None
    asked.wait(nothing, 1)
    machine.search()
    asked.wait(no_domain, 1)


def test_nothing_listens(host):
    example, = examples("Nothing listens at the collector")
    host.write_conf()
    host.start()
    Asked(host).wait(example, 1)


def test_no_way(host):
    example, = examples("There is no way to it")
    host.write_conf(more="collector { ip = %s }" % NO_ROUTE)
    host.start()
    Asked(host).wait(example, 1)


def test_a_firewall(host, lab):
    """One that drops is stood in for by the reverse path filter of the
    collector's machine, which has no way back to the host.
    """
    status, tcpdump, listen = examples("A firewall on UDP port 6343")
    host.far.run("sh", "-c", "echo 1 >/proc/sys/net/ipv4/conf/eth0/rp_filter;"
                 "echo 1 >/proc/sys/net/ipv4/conf/all/rp_filter")
    host.far.ip("route", "add", "blackhole", f"{HOST_IP}/32")
    host.far.ip("neigh", "add", HOST_IP, "dev", "eth0", "lladdr",
                host.ns.run("cat", "/sys/class/net/eth0/address").stdout
                .strip())
    lladdr = host.far.run("cat", "/sys/class/net/eth0/address").stdout.strip()
    host.ns.ip("neigh", "add", COLLECTOR_IP, "dev", "eth0", "lladdr", lladdr)
    seen = lab.process(host.far.argv(*tcpdump.command.split(), "-l"),
                       "tcpdump")
    seen.wait_output("listening on")
    at_end = lab.process(host.far.argv(BUILD / "hsflowctl",
                                       *listen.command.split()[1:]), "listen")
    at_end.wait_output("listening on")
    host.write_conf()
    host.start()
    wait_until(lambda: seen.output().count("sFlowv5") >= 3, "datagrams")
    Asked(host).wait(status, 0)
    tcpdump.show("\n".join(line for line in seen.output().splitlines()
                           if "sFlowv5" in line))
    at_end.stop()
    listen.show(at_end.output())


def test_another_address(host, lab):
    example, = examples("It is there under another address")
    veth(host.ns, "eth1", host.far, "eth1")
    address(host.ns, "eth1", "10.9.0.7/24")
    lab.collector(host.far)
    host.write_conf()
    host.start()
    Asked(host).wait(example, 0)


def test_sflowovsd_does_not_run(host):
    example, = examples("sflowovsd does not run")
    Asked(host).wait(example, 2)


def start_pair(pair, more=""):
    pair.write_conf("sflow { DNSSD = off polling = 1 sampling = 400\n"
                    "collector { ip = %s }\n%s }" % (COLLECTOR_IP, more))
    pair.lab.collector(pair.far)
    pair.start()
    pair.start_sflowovsd()


def test_no_bridge(pair):
    none, excluded = examples("There is no bridge, or not one of ours")
    start_pair(pair)
    asked = Asked(pair)
    asked.wait(none, 0)
    pair.ovs.add_bridge("br0", "br1")
    pair.conf.write_text(pair.conf.read_text().replace(
        "}\n", "}\novs { exclude = br1 }\n", 1))
    asked.wait(excluded, 0)


def test_somebody_else(pair):
    example, = examples("Somebody else has configured sFlow")
    pair.ovs.add_bridge("br0")
    pair.ovs.give_row("br0", target="10.9.9.9:6343")
    start_pair(pair)
    Asked(pair).wait(example, 1)
    pair.ovs.vsctl("--no-wait", "clear", "bridge", "br0", "sflow")
    wait_until(lambda: Asked(pair).run("hsflowctl status sflowovsd")[0] == 0,
               "the bridge is ours")


def test_open_vswitch_does_not_answer(pair):
    example, = examples("Open vSwitch does not answer")
    start_pair(pair)
    Asked(pair).wait(examples("There is no bridge, or not one of ours")[0], 0)
    pair.ovs.stop()
    Asked(pair).wait(example, 1)


def test_no_traffic(pair):
    example, = examples("No traffic, or not enough")
    pair.ovs.add_bridge("br0")
    start_pair(pair)
    Asked(pair).wait(example, 0)


def xen_host(lab):
    host = XenHost(lab)
    vm = host.add_vm(7, name="web 1")
    vm.cur_mem, vm.max_mem = 4 * GIB, 4 * GIB + 2**20
    host.standin.node = (2_299_997_000, 8, 64 * GIB, 3 * GIB)
    host.publish()
    return host, vm


def listened(host, example):
    """What the command says at a second collector."""
    words = example.command.split()
    assert words[:2] == ["hsflowctl", "listen"]
    process = host.lab.process(host.far.argv(
        BUILD / "hsflowctl", *words[1:], "6344"), "listen")
    assert process.wait() == 0
    example.show(process.output().split("\n", 1)[1])


def xen_conf(more=""):
    return ("sflow { DNSSD = off polling = 1 collector { ip = %s }\n"
            "collector { ip = %s udpport = 6344 }\n%s }"
            % (COLLECTOR_IP, COLLECTOR_IP, more))


def test_memory_of_a_machine(lab):
    memory, ps = examples("A machine with 64 GB shows 300 MB of memory")
    host, vm = xen_host(lab)
    host.write_conf(xen_conf())
    process = host.start()
    host.wait_vm(vm)
    listened(host, memory)
    out = subprocess.run(ps.command, shell=True, check=True, text=True,
                         capture_output=True).stdout
    # Each process has a name of its own.
    assert {"hsflowd", "hsflowd: agent", "hsflowd: xen"} <= {
        line.split(None, 1)[1] for line in out.splitlines()}
    ps.show(out)
    assert process.alive()


def test_memory_of_a_vm(lab):
    xen, guest = examples("The memory of a VM is always 100 %")
    host, vm = xen_host(lab)
    host.write_conf(xen_conf())
    host.start()
    host.wait_vm(vm)
    listened(host, xen)
    vm.own["data/meminfo_total"] = str(4 * GIB // 1024)
    vm.own["data/meminfo_free"] = str(3 * GIB // 1024)
    host.publish()
    host.write_conf(xen_conf("xen { memory = guest }"))
    host.process.wait_output("read again")
    host.collector.next(host_sample)
    wait_until(lambda: host.collector.next() and memory_of(host) == GIB,
               "what the guest says")
    listened(host, guest)


def memory_of(host):
    found = [r["fields"]["memory"] for _, s in host.collector.samples()
             for r in s["records"] if r["name"] == "virt_memory"]
    return found[-1] if found else None


def test_free_and_host_memory(host):
    free, listen = examples("The numbers differ from xentop, free, top and ip")
    host.write_conf("sflow { DNSSD = off polling = 1\n"
                    "collector { ip = %s udpport = 6344 } }" % COLLECTOR_IP)
    host.start()
    out = subprocess.run(free.command.split(), check=True, text=True,
                         capture_output=True).stdout
    free.shown = True
    assert out.split()[:6] == free.lines[0].split()
    total = out.splitlines()[1].split()[1]
    process = host.lab.process(host.far.argv(
        BUILD / "hsflowctl", *listen.command.split()[1:], "6344"), "listen")
    assert process.wait() == 0
    listen.show(process.output())
    assert f"mem_total                {total} bytes" in process.output()


def test_the_database_is_gone_after_a_boot(pair):
    example, = examples("What I set is gone after a reboot")
    pair.ovs.add_bridge("br0")
    start_pair(pair)
    asked = Asked(pair)
    asked.wait(example, 0)
    pair.ovs.stop_vswitchd()
    pair.ovs.stop_server()
    pair.ovs.create_db()
    pair.ovs.start_server()
    pair.ovs.start_vswitchd()
    pair.ovs.add_bridge("br0")
    wait_until(lambda: pair.ovs.vsctl("get", "bridge", "br0", "sflow")
               .strip() != "[]", "sFlow on the new bridge")
    asked.wait(example, 0)


def test_a_configuration_with_an_error(host, lab):
    example, = examples("hsflowd.conf")
    lab.collector(host.far)
    host.write_conf()
    host.start()
    host.wait_setting("polling", "1")
    host.conf.write_text("sflow { polling = x")
    Asked(host).wait(example, 1)


def test_dns_has_changed(host):
    example, wrong = examples("DNS")
    zone = {"example.com": "_sflow._udp 10 SRV 10 0 6343 analyzer\n"
            f"_sflow._udp TXT polling=20\nanalyzer A {COLLECTOR_IP}"}
    server = Nsd(host.lab, host.far, zone)
    host.lab.collector(host.far)
    machine = Machine(host, "m").search("example.com")
    machine.start()
    asked = Asked(machine)
    asked.wait(example, 0)
    server.change("example.com", zone["example.com"].replace("20", "2O"), 10)
    machine.search("example.com")
    asked.wait(wrong, 1)


def test_each_question_is_asked_here():
    source = pathlib.Path(__file__).read_text(encoding="utf-8")
    asked = re.findall(r'= examples\(\s*"([^"]+)"\)', source)
    assert sorted(asked) == sorted(PAGE.examples)
