# SPDX-License-Identifier: Apache-2.0
"""DNS-SD while DNS is dead, slow, wrong or old: what was known stays, and
what is new is followed once it can be heard.
"""

import re
import time

import pytest

from agent import Host, agent_pid, kill
from dns import Machine, Nsd, Script, Zone
from dns_wire import FORMERR, NXDOMAIN, REFUSED, SERVFAIL, SRV, TXT, srv
from lab import address, host_sample, wait_until

STAY = "DNS-SD: .* settings in force stay"
SETTINGS = "_sflow._udp SRV 0 0 6343 c\n" \
    "_sflow._udp TXT polling=1 sampling=%d\nc A 192.0.2.1\n"


class Faults(Zone):
    """Domains, each with a fault of its own as long as it has one."""

    def __init__(self):
        super().__init__()
        self.faults = {}  # domain -> question -> answer

    def __call__(self, question):
        fault = self.faults.get(question.name.split(".")[-3] + ".test")
        return fault(question) if fault else self.right(question)

    # Faults that leave nothing to go by.

    @staticmethod
    def servfail(question):
        return question.reply(rcode=SERVFAIL)

    @staticmethod
    def refused(question):
        return question.reply(rcode=REFUSED)

    @staticmethod
    def silent(_):
        return None

    def garbage(self, question):
        """Cut off within the first record."""
        return self.right(question)[:12 + len(question.wire) + 7]

    def truncated(self, question):
        """TC, and then nothing by TCP."""
        return None if question.tcp else question.reply(truncated=True)

    @staticmethod
    def port_zero(question):
        if question.type != SRV:
            return question.reply()
        return question.reply(srv(question.name, "c.s.test", 0))

    # Faults that can be lived with.

    def slow(self, question):
        return 3, self.right(question)

    def short(self, question):
        """Nothing fits into UDP."""
        return self.right(question) if question.tcp else \
            question.reply(truncated=True)

    def old(self, question):
        """No EDNS, as before 1999; so all that is large comes by TCP."""
        if question.edns:
            return question.reply(rcode=FORMERR)
        full = self.right(question)
        return full if question.tcp or len(full) <= 512 else \
            question.reply(truncated=True)


HOPELESS = ("servfail", "refused", "silent", "garbage", "truncated",
            "port_zero")
LIVABLE = ("slow", "short", "old")


@pytest.fixture(name="host")
def make_host(lab):
    return Host(lab)


def start_faulty(host, names, faulty):
    """A machine for each fault; its domain is faulty already, or not yet."""
    zone = Faults()
    machines = {}
    for name in names:
        domain = f"{name.replace('_', '-')}.test"
        zone.put(domain)
        if faulty:
            zone.faults[domain] = getattr(zone, name)
        machines[name] = Machine(host, name).search(domain)
        machines[name].domain = domain
    script = Script(host.lab, host.far, zone)
    for machine in machines.values():
        machine.start()
    return zone, script, machines


def asked_for(script, machine):
    return script.count(f"_sflow._udp.{machine.domain}.")


def test_nothing_is_sent_until_dns_answers(host, lab):
    zone, script, machines = start_faulty(host, HOPELESS, True)
    collector = lab.collector(host.far)
    for machine in machines.values():
        wait_until(lambda m=machine: asked_for(script, m) >= 2,
                   f"{machine.name}: two questions")
        machine.wait_values(state="waiting", collector=[])
    for name, words in (("servfail", "SERVFAIL"), ("refused", "REFUSED"),
                        ("silent", "no DNS server answers"),
                        ("port_zero", "port 0")):
        machines[name].wait_log(words)
    assert collector.datagrams == []
    # Each of them comes back by itself.
    zone.faults.clear()
    for machine in machines.values():
        machine.wait_values(state=[], sampling="111", collector="192.0.2.1")
    collector.wait_for(host_sample, "counters")


def test_settings_stay_while_dns_fails(host):
    zone, script, machines = start_faulty(host, HOPELESS, False)
    for machine in machines.values():
        machine.wait_values(state=[], sampling="111")
    before = {name: m.settings() for name, m in machines.items()}
    known = {}
    for name, machine in machines.items():
        known[name] = asked_for(script, machine)
        zone.faults[machine.domain] = getattr(zone, name)
        machine.search(machine.domain)
    for name, machine in machines.items():
        # The second one says that the first one has failed.
        wait_until(lambda n=name, m=machine: asked_for(script, m) >=
                   known[n] + 2, f"{name}: two questions")
        machine.wait_log(STAY)
        assert machine.settings() == before[name], name
        # Said when it is new, not each time.
        assert len(re.findall(STAY, machine.process.output())) == 1
        zone.put(machine.domain, strings=("sampling=222",))
    zone.faults.clear()
    for machine in machines.values():
        machine.wait_values(state=[], sampling="222")


def test_faults_that_can_be_lived_with(host):
    """And answers of more than 512 bytes from a server without EDNS."""
    zone, script, machines = start_faulty(host, LIVABLE, True)
    many = [srv("_sflow._udp.old.test.", "c.old.test.", 6400 + i)
            for i in range(16)]
    zone.records["_sflow._udp.old.test.", SRV] = many
    assert len(b"".join(many)) > 512
    for name in ("slow", "short"):
        machines[name].wait_values(state=[], sampling="111",
                                   collector="192.0.2.1")
    machines["old"].search("old.test").wait_values(
        state=[], collector=[f"192.0.2.1 {6400 + i}" for i in range(16)])
    assert any(q.tcp and not q.edns for q in script.asked)
    assert any(q.edns > 512 for q in script.asked)


def test_txt_alone_fails(host):
    """Collectors with default rates; rates that are known are kept."""
    zone = Zone()
    script = Script(host.lab, host.far, zone)

    def no_txt(question):
        return question.reply(rcode=SERVFAIL) if question.type == TXT \
            else zone.right(question)
    zone.wrong = no_txt
    machine = Machine(host, "txt").search("s.test").start()
    machine.wait_values(state=[], collector="192.0.2.1", sampling="400")
    zone.wrong = None
    machine.search("s.test").wait_values(sampling="111", polling="5")
    zone.wrong = no_txt
    zone.put(address="192.0.2.9")
    machine.search("s.test")
    script.wait_asked(rtype=TXT)
    machine.wait_values(collector="192.0.2.9", sampling="111", polling="5")


def test_the_next_server_is_asked(host):
    """The first one is dead, or only fails."""
    address(host.far, "eth0", "192.0.2.2/24")
    address(host.far, "eth0", "192.0.2.3/24")
    Script(host.lab, host.far, lambda q: q.reply(rcode=SERVFAIL),
           ip="192.0.2.2")
    Script(host.lab, host.far, Zone())
    machines = [Machine(host, f"first-{last}", "search s.test\n"
                        f"nameserver 192.0.2.{last}\nnameserver 192.0.2.1\n"
                        ).start() for last in (2, 3)]
    for machine in machines:
        machine.wait_values(state=[], sampling="111")


def test_odd_ttls(host):
    """0, 1 and 2^31 are asked for again, soon but not in a storm; so is 1
    beside 3600.
    """
    zone = Zone()
    ttls = {"zero.test": 0, "one.test": 1, "top.test": 1 << 31,
            "two.test": 1}

    def put(rate):
        for domain, ttl in ttls.items():
            zone.put(domain, ttl=ttl, strings=(f"sampling={rate}",))
        # The smaller one of SRV and TXT counts.
        name = "_sflow._udp.two.test."
        zone.records[name, SRV] = [srv(name, "c.two.test.", ttl=3600)]
    put(111)
    script = Script(host.lab, host.far, zone)
    machines = {d: Machine(host, d).search(d).start() for d in ttls}
    for machine in machines.values():
        machine.wait_values(state=[], sampling="111")
    since = time.monotonic()
    put(222)
    for machine in machines.values():
        machine.wait_values(state=[], sampling="222")
    # Not more often than every ten seconds, but for the first interval.
    allowed = 2 + (time.monotonic() - since) / 10
    for domain in ttls:
        assert script.count(f"_sflow._udp.{domain}.") <= allowed + 1


def test_nothing_once_is_not_enough(host):
    zone = Zone()
    script = Script(host.lab, host.far, zone)
    machine = Machine(host, "once").search("s.test").start()
    machine.wait_values(state=[], sampling="111")
    before = machine.settings()
    heard = []

    def once(question):
        """NXDOMAIN for the first question, the truth for the others."""
        if question.type != SRV or heard:
            return zone.right(question)
        heard.append(question)
        return question.reply(rcode=NXDOMAIN)
    zone.wrong = once
    machine.search("s.test")
    # The one that hears NXDOMAIN, and the next one by itself.
    script.wait_asked(more=2)
    machine.wait_log("no SRV record")
    machine.wait_log("answered again")
    assert machine.settings() == before


def test_a_dead_server_comes_back_with_other_records(host):
    nsd = Nsd(host.lab, host.far, {"s.test": SETTINGS % 500})
    machine = Machine(host, "dead").search("s.test").start()
    machine.wait_values(state=[], sampling="500")
    before = machine.settings()
    nsd.stop()
    machine.search("s.test")
    machine.wait_log(STAY)
    assert machine.settings() == before
    nsd.change("s.test", SETTINGS % 600, reload=False)
    nsd.start()
    machine.wait_values(state=[], sampling="600")


def stop_hard(machine):
    """SIGKILL for both processes, as good as a power cut."""
    agent = agent_pid(machine.process)
    kill(machine.process.pid)
    machine.process.wait()
    try:
        kill(agent)
    except ProcessLookupError:
        pass
    wait_until(lambda: not machine.state.exists() or
               machine.state.unlink() is None, "its state file to go")


def rewrite(path, pattern, by):
    text, times = re.subn(pattern, by, path.read_text(), count=1,
                          flags=re.DOTALL | re.MULTILINE)
    assert times == 1, text
    path.write_text(text)


def test_a_start_while_dns_is_down(host, lab):
    """The last good answers are used, if they are no older than a day."""
    nsd = Nsd(lab, host.far, {"s.test": SETTINGS % 500})
    kept = [Machine(host, name) for name in ("clean", "killed")]
    refused = [Machine(host, name) for name in ("old", "corrupt", "cut",
                                                "moved")]
    machines = kept + refused
    for machine in machines:
        machine.search("s.test").start()
    for machine in machines:
        machine.wait_values(state=[], sampling="500")
        wait_until(lambda m=machine: m.last.exists() and
                   "192.0.2.1" in m.last.read_text(), f"{machine.last}")
    nsd.stop()
    for machine in machines:
        if machine.name == "killed":
            stop_hard(machine)
        else:
            assert machine.process.stop() == 0
        assert not machine.state.exists()
    clean, _, old, corrupt, cut, moved = machines
    day = int(time.time()) - 86400 - 3600
    rewrite(old.last, r"^saved=\d+$", f"saved={day}")
    rewrite(corrupt.last, r"^sampling=500$", "sampling=-5")
    rewrite(cut.last, r"^sampling=.*", "")
    moved.search("another.test")
    fresh = Machine(host, "fresh").search("s.test")
    for machine in kept + refused + [fresh]:
        machine.start()
    collector = lab.collector(host.far)
    for machine in kept:
        machine.wait_values(state=[], sampling="500", polling="1",
                            collector="192.0.2.1")
    collector.wait_for(host_sample, "counters")
    for machine in refused + [fresh]:
        machine.wait_log("DNS-SD: .*(reach|answer|refuse)")
        machine.wait_values(state="waiting", collector=[])
    # However often: it stays a day, and is not made younger by its use.
    saved = clean.last.read_text()
    assert clean.process.stop() == 0
    clean.start().wait_values(state=[], sampling="500")
    assert clean.last.read_text() == saved
    nsd.change("s.test", SETTINGS % 600, reload=False)
    moved.search("s.test")
    nsd.start()
    for machine in kept + refused + [fresh]:
        machine.wait_values(state=[], sampling="600")


def test_fallback_to_the_file(host):
    """Until DNS answers, and whenever it has nothing."""
    zone = Zone()
    zone.wrong = Faults.servfail
    Script(host.lab, host.far, zone)
    machine = Machine(host, "fallback", conf="""sflow {
      DNSSD = on  sampling = 77  polling = 3
      dns-sd { fallback = file  confirm = 1 }
      collector { ip = 192.0.2.50 }
    }""").search("s.test").start()
    of_file = {"state": [], "collector": "192.0.2.50", "sampling": "77",
               "polling": "3"}
    machine.wait_values(**of_file)
    zone.wrong = None
    machine.wait_values(state=[], collector="192.0.2.1", sampling="111",
                        polling="5")
    zone.wrong = lambda q: q.reply(rcode=NXDOMAIN)
    machine.search("s.test").wait_values(**of_file)
