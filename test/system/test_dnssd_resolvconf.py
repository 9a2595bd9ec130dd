# SPDX-License-Identifier: Apache-2.0
"""Where DNS-SD asks: search lists, resolv.conf that comes, goes and changes,
and a domain from the configuration. The bare name is never asked for.
"""

import os
import tempfile

import pytest

from agent import COLLECTOR_IP, Host
from dns import Dnsmasq, Machine, Nsd
from lab import Lab, address, wait_until

# Domains that have records: their sampling rates.
RECORDS = {"fqdn.test": 11, "one.test": 12, "c.seven.test": 13,
           "e.seven.test": 14, "a.last.test": 15, "b.last.test": 16,
           "dots.test": 17, "upper.test": 18, "ndots.test": 19,
           "over.test": 20, "old.test": 21, "env.test": 22,
           "tabs.test": 23, "b.purpose.test": 24}
ON_PURPOSE = "a.purpose.test"


class Case:
    def __init__(self, resolv, asked, sampling, conf=None, hostname="lonely",
                 env=None):
        self.resolv = resolv
        self.asked = asked          # the domains, in this order
        self.sampling = sampling    # None: none is found
        self.conf = conf
        self.hostname = hostname
        self.env = env


CASES = {
    "none": Case("", [], None),
    "host-name": Case("", ["fqdn.test"], 11, hostname="node1.fqdn.test"),
    "one": Case("search one.test\n", ["one.test"], 12,
                hostname="node1.other.test"),
    "seven": Case("search " + " ".join(f"{c}.seven.test" for c in "abcdefg"),
                  ["a.seven.test", "b.seven.test", "c.seven.test"], 13),
    "domain-last": Case("search a.last.test\ndomain b.last.test\n",
                        ["b.last.test"], 16),
    "search-last": Case("domain b.last.test\nsearch a.last.test\n",
                        ["a.last.test"], 15),
    "dots": Case("search . nothing.dots.test. dots.test.\n",
                 ["nothing.dots.test", "dots.test"], 17),
    "case": Case("search UPPER.Test\n", ["upper.test"], 18),
    "ndots": Case("search ndots.test\noptions ndots:5\n", ["ndots.test"], 19),
    "tabs": Case("# search no.test\n;search no.test\nsearch\ttabs.test \t\n",
                 ["tabs.test"], 23),
    "environment": Case("search one.test\n", ["env.test"], 22,
                        env="env.test"),
    "none-on-purpose": Case(f"search {ON_PURPOSE} b.purpose.test\n",
                            [ON_PURPOSE], None),
    "dot-before": Case("search one.test\n", ["over.test"], 20,
                       conf="dns-sd { domain = .over.test }"),
    "no-dot": Case("search one.test\n", ["over.test"], 20,
                   conf="dns-sd { domain = over.test }"),
    "old-spelling": Case("search one.test\n", ["old.test"], 21,
                         conf="DNSSD = on DNSSD_domain = .old.test"),
}


@pytest.fixture(scope="module", name="bench")
def start_machines():
    """A dnsmasq for each machine: its log says what that one has asked."""
    with tempfile.TemporaryDirectory(prefix="hsflowd-test-") as folder:
        lab = Lab(folder)
        lab.folder.chmod(0o755)
        try:
            host = Host(lab)
            options = ["--local=/test/", "--host-record=c.test,192.0.2.1",
                       f"--srv-host=_sflow._udp.{ON_PURPOSE}"]
            for domain, sampling in RECORDS.items():
                service = f"_sflow._udp.{domain}"
                options += [f"--srv-host={service},c.test,6343",
                            f"--txt-record={service},sampling={sampling}"]
            out = {}
            for number, (name, case) in enumerate(CASES.items()):
                ip = f"192.0.2.{100 + number}"
                address(host.far, "eth0", f"{ip}/24")
                server = Dnsmasq(lab, host.far, *options, ip=ip)
                machine = Machine(
                    host, name, f"nameserver {ip}\n{case.resolv}",
                    case.conf and "sflow { %s }\n" % case.conf,
                    hostname=case.hostname)
                env = dict(os.environ)
                env.pop("LOCALDOMAIN", None)
                if case.env:
                    env["LOCALDOMAIN"] = case.env
                out[name] = machine.start(env=env), server
            yield out
        finally:
            lab.close()


@pytest.mark.parametrize("name", CASES)
def test_search_lists(bench, name):
    case = CASES[name]
    machine, server = bench[name]
    if case.sampling is not None:
        machine.wait_values(state=[], sampling=str(case.sampling),
                            collector="192.0.2.1")
    elif case.asked:
        machine.wait_values(state="withdrawn", collector=[])
    else:
        machine.wait_log("no search domain")
        machine.wait_values(state="waiting", collector=[])
    asked = [q.lower() for q in server.asked() if q != "ready.invalid"]
    # It may have been asked anew since: the same again, then.
    rounds = [f"_sflow._udp.{domain}" for domain in case.asked]
    assert asked[:len(rounds)] == rounds
    assert set(asked) == set(rounds)
    # TXT is asked for where SRV was, and nowhere else.
    expected = set(rounds[-1:]) if case.sampling is not None else set()
    assert {q.lower() for q in server.asked("TXT")} == expected


def zone(sampling):
    return ("_sflow._udp SRV 0 0 6343 c\n"
            f"_sflow._udp TXT sampling={sampling}\nc A 192.0.2.1\n")


@pytest.fixture(name="host")
def make_host(lab):
    """Two servers that do not agree, with two domains each."""
    host = Host(lab)
    address(host.far, "eth0", "192.0.2.2/24")
    Nsd(lab, host.far, {"one.test": zone(11), "two.test": zone(12)})
    Nsd(lab, host.far, {"one.test": zone(21), "two.test": zone(22)},
        ip="192.0.2.2")
    return host


def test_resolv_conf_comes_and_changes(host):
    machine = Machine(host, "changes").start()
    machine.wait_values(state="waiting", collector=[])
    machine.wait_log("DNS-SD: ")
    resolv = machine.etc / "resolv.conf"
    machine.search("one.test").wait_values(state=[], sampling="11")
    machine.search("two.test").wait_values(state=[], sampling="12")
    machine.search("two.test", server="192.0.2.2").wait_values(
        state=[], sampling="22")
    # Without it nothing is known that is better.
    before = machine.settings()
    resolv.unlink()
    machine.wait_log("stay")
    assert machine.settings() == before
    machine.search("one.test", server="192.0.2.2").wait_values(
        state=[], sampling="21")
    # Written in place, as by an editor.
    resolv.write_text(f"search one.test\nnameserver {COLLECTOR_IP}\n")
    machine.wait_values(state=[], sampling="11")
    # A line at a time.
    with open(resolv, "w", encoding="ascii") as f:
        print("search two.test", file=f, flush=True)
        print("nameserver 192.0.2.2", file=f, flush=True)
    machine.wait_values(state=[], sampling="22")


def test_resolv_conf_that_is_a_link(host):
    """As systemd-resolved and resolvconf have it, below /run."""
    machine = Machine(host, "link")
    folder = machine.folder / "resolve"
    folder.mkdir()
    target = folder / "stub-resolv.conf"
    (machine.etc / "resolv.conf").symlink_to(target)

    def write(domain, server=COLLECTOR_IP):
        new = folder / "new"
        new.write_text(f"search {domain}\nnameserver {server}\n")
        new.rename(target)
    write("one.test")
    machine.start().wait_values(state=[], sampling="11")
    write("two.test")
    machine.wait_values(state=[], sampling="12")
    # The link itself leads elsewhere.
    machine.search("two.test", server="192.0.2.2").wait_values(
        state=[], sampling="22")


def test_the_configuration_comes_and_changes(host):
    """Without one it is DNS-SD."""
    machine = Machine(host, "conf").search("one.test").start()
    machine.wait_values(state=[], sampling="11", collector="192.0.2.1")
    machine.write_conf("sflow { DNSSD = off sampling = 99\n"
                       "collector { ip = 192.0.2.7 } }\n")
    machine.wait_values(state=[], sampling="99", collector="192.0.2.7")
    # A collector alone turns DNS-SD off, too.
    machine.write_conf("sflow { collector { ip = 192.0.2.8 } }\n")
    machine.wait_values(state=[], sampling="400", collector="192.0.2.8")
    machine.write_conf("sflow { dns-sd { domain = two.test } }\n")
    machine.wait_values(state=[], sampling="12", collector="192.0.2.1")
    # Gone for a moment, as when it is being replaced: nothing changes.
    before = machine.settings()
    (machine.etc / "hsflowd.conf").unlink()
    machine.wait_log("hsflowd.conf: not taken")
    assert machine.settings() == before
    machine.write_conf("sflow { }\n")
    machine.wait_values(state=[], sampling="11", collector="192.0.2.1")


def test_a_missing_file_that_was_named_is_an_error(host):
    machine = Machine(host, "named").search("one.test")
    machine.start("-f", machine.etc / "no-such.conf")
    assert machine.process.wait() == 1
    assert "no-such.conf" in machine.process.output()
    assert not machine.state.exists()


def test_the_answer_of_one_domain_does_not_wait_for_another(host, lab):
    """An outage of the first domain does not stop the second one; but what
    came from the first is not replaced by the second during one.
    """
    address(host.far, "eth0", "192.0.2.3/24")
    nsd = Nsd(lab, host.far, {"b.test": zone(32)}, ip="192.0.2.3")
    # NSD refuses what is none of its zones.
    machine = Machine(host, "two").search("a.test", "b.test",
                                          server="192.0.2.3").start()
    machine.wait_values(state=[], sampling="32")
    nsd.stop()
    nsd = Nsd(lab, host.far, {"a.test": zone(31), "b.test": zone(32)},
              ip="192.0.2.3")
    machine.search("a.test", "b.test", server="192.0.2.3")
    machine.wait_values(state=[], sampling="31")
    nsd.stop()
    nsd = Nsd(lab, host.far, {"b.test": zone(33)}, ip="192.0.2.3")
    before = machine.settings()
    machine.search("a.test", "b.test", server="192.0.2.3")
    wait_until(lambda: "REFUSED" in machine.process.output() and
               "stay" in machine.process.output(), "a refusal")
    assert machine.settings() == before
