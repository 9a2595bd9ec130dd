# SPDX-License-Identifier: Apache-2.0
"""Addresses of collectors and what is kept of them, while some of DNS fails.
"""

import pytest

from agent import COLLECTOR_IP, Host, agent_pid, kill
from dns import Machine, Script, Zone
from dns_wire import A, FORMERR, NXDOMAIN, REFUSED, SERVFAIL, SRV, a, srv
from lab import wait_until

SERVICE = "_sflow._udp.s.test."
OTHER_IP = "192.0.2.99"


class Picky(Zone):
    """Answers some questions in its own way: `faults` maps (name, type)."""

    def __init__(self):
        super().__init__()
        self.faults = {}

    def __call__(self, question):
        fault = self.wrong or self.faults.get((question.name, question.type))
        return fault(question) if fault else self.right(question)

    def target(self, *names):
        self.records[SERVICE, SRV] = [srv(SERVICE, name) for name in names]


def servfail(question):
    return question.reply(rcode=SERVFAIL)


def nxdomain(question):
    return question.reply(rcode=NXDOMAIN)


def silent(_):
    return None


@pytest.fixture
def host(lab):
    return Host(lab)


@pytest.fixture
def zone():
    return Picky()


@pytest.fixture
def machine(host, lab, zone):
    """In force: the one collector of s.test, 192.0.2.1."""
    server = Script(lab, host.far, zone)
    machine = Machine(host, "m").search("s.test").start()
    machine.server = server
    machine.wait_values(state=[], collector=COLLECTOR_IP)
    wait_until(machine.last.exists, "the answers on disk")
    return machine


def test_a_new_target_without_address_keeps_the_old_one(machine, zone):
    zone.faults["new.s.test.", A] = servfail
    zone.target("new.s.test")
    machine.search("s.test")
    machine.wait_log("no address yet for new.s.test; the settings in force "
                     "stay")
    assert machine.values("state", "collector") == [[], COLLECTOR_IP]
    del zone.faults["new.s.test.", A]
    zone.records["new.s.test.", A] = [a("new.s.test.", OTHER_IP)]
    machine.wait_values(state=[], collector=OTHER_IP)


def test_a_target_that_has_no_address_any_more_is_given_up(machine, zone):
    zone.faults["c.s.test.", A] = nxdomain
    machine.search("s.test")
    machine.wait_log("c.s.test: no address: .*192.0.2.1 stays in use")
    machine.wait_values(state="withdrawn", collector=[])
    del zone.faults["c.s.test.", A]
    machine.wait_values(state=[], collector=COLLECTOR_IP)


def test_an_old_address_does_not_come_back(machine, zone):
    """Kept from before the start, answered otherwise since."""
    kill(agent_pid(machine.process))
    zone.records["c.s.test.", A] = [a("c.s.test.", OTHER_IP)]
    machine.wait_values(state=[], collector=OTHER_IP)
    zone.target(".")
    machine.search("s.test").wait_values(state="withdrawn")
    zone.faults["c.s.test.", A] = silent
    zone.target("c.s.test")
    machine.search("s.test").wait_values(state=[], collector=OTHER_IP)


def test_a_domain_that_fails_does_not_keep_the_other_from_disk(machine, zone):
    zone.faults["_sflow._udp.bad.test.", SRV] = \
        lambda question: question.reply(rcode=REFUSED)
    zone.put(strings=("txtvers=1", "sampling=77"))
    machine.search("bad.test", "s.test").wait_values(state=[], sampling="77")
    machine.wait_log("bad.test SRV: .*; passed over")
    wait_until(lambda: "sampling=77" in machine.last.read_text(),
               "the new answer on disk")


def test_the_same_resolv_conf_is_no_news(machine):
    text = (machine.etc / "resolv.conf").read_text()
    machine.resolv(text)
    machine.search("s.test", more="# news\n")
    machine.wait_log("resolv.conf has changed")
    machine.server.wait_asked(SERVICE)
    machine.resolv((machine.etc / "resolv.conf").read_text())
    machine.search("s.test", more="# and again\n")
    wait_until(lambda: machine.process.output().count(
        "resolv.conf has changed") == 2, "two changes")


def test_off_and_on_again_while_dns_is_down(machine, zone):
    zone.wrong = silent
    machine.write_conf("sflow { DNSSD = off collector { ip = 192.0.2.7 } }\n")
    machine.wait_values(state=[], collector="192.0.2.7", sampling="400")
    machine.write_conf("sflow { DNSSD = on }\n")
    machine.wait_log("until DNS answers, what s.test said")
    machine.wait_values(state=[], collector=COLLECTOR_IP, sampling="111")


def test_sixteen_names_and_a_server_that_knows_no_edns(host, lab, zone):
    names = [f"n{i}.s.test" for i in range(16)]
    for i, name in enumerate(names):
        zone.records[f"{name}.", A] = [a(f"{name}.", f"192.0.2.{100 + i}")]
    zone.wrong = lambda q: (q.reply(rcode=FORMERR) if q.edns
                            else zone.right(q))
    server = Script(lab, host.far, zone)
    machine = Machine(host, "m").search("s.test")
    machine.write_conf("sflow { DNSSD = off %s }\n" % " ".join(
        f"collector {{ ip = {name}. }}" for name in names))
    machine.start().wait_values(state=[], collector=[
        f"192.0.2.{100 + i}" for i in range(16)])
    assert server.count(rtype=A) > 16
    assert "no address" not in machine.process.output()
