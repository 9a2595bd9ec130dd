# SPDX-License-Identifier: Apache-2.0
"""DNS servers that lie: hsflowd's resolver and parsers through 200,000
questions (test/hammer), and the daemon itself.
"""

import pathlib
import random
import re
import sys

from agent import Host, agent_pid
from dns import Machine, Nsd, Script
from dns_wire import A, REFUSED, SERVFAIL, SRV, TXT
from hostile_dns import broken_records, make_mutants
from lab import BUILD, address, wait_until

QUESTIONS = 200000
HERE = pathlib.Path(__file__).parent
SETTINGS = "_sflow._udp SRV 0 0 6343 c\n" \
    "_sflow._udp TXT polling=1 sampling=%d\nc A 192.0.2.1\n"


def test_each_question_has_one_end_whatever_the_answer(lab):
    namespace = lab.namespace("hammer")
    namespace.etc_file("resolv.conf", "nameserver 127.0.0.1\n")
    server = lab.process(namespace.argv(
        sys.executable, HERE / "hostile_dns.py", "127.0.0.1", "20101008"),
        "hostile")
    server.wait_output("ready")
    hammer = lab.process(namespace.argv(BUILD / "hammer", QUESTIONS),
                         "hammer")
    status = hammer.wait(900)
    server.stop()
    said = hammer.output()
    assert status == 0, said
    assert "the truth was understood" in said
    numbers = re.search(r"asked (\d+): OK (\d+) NOTHING (\d+) FAILED (\d+) "
                        r"cancelled (\d+)", said)
    asked, *ends = (int(n) for n in numbers.groups())
    assert asked == QUESTIONS == sum(ends)
    # Neither all thrown away nor all swallowed.
    parsed = re.search(r"parsed: OK (\d+) NOTHING (\d+) FAILED (\d+)", said)
    assert all(int(n) > asked / 50 for n in parsed.groups())
    sent = int(re.search(r"sent (\d+)", server.output()).group(1))
    assert sent >= 100000


class Liar:
    """Nothing that could be settings or an address, or anything at all."""

    def __init__(self):
        self.rnd = random.Random(20101201)
        self.mutants = make_mutants(self.rnd)
        self.broken = broken_records()
        self.anything = False

    def __call__(self, question):
        if not self.anything:
            if self.rnd.random() < 0.1:
                return question.reply(rcode=self.rnd.choice(
                    (SERVFAIL, REFUSED, 9, 15)))
            question.edns = 0  # OPT behind it would make some of them whole
            return question.reply(self.rnd.choice(self.broken))
        flags, counts, body = self.rnd.choice(self.mutants[
            question.type if question.type in (SRV, TXT) else A])
        return question.id.to_bytes(2, "big") + flags + b"\0\1" + counts + \
            question.wire + body


def test_the_daemon_outlives_a_server_that_lies(lab):
    """Good settings stay through broken answers; through answers that may
    mean something nothing stops, and a good server is followed afterwards.
    """
    host = Host(lab)
    address(host.far, "eth0", "192.0.2.2/24")
    nsd = Nsd(lab, host.far, {"s.test": SETTINGS % 500})
    liar = Liar()
    script = Script(lab, host.far, liar, ip="192.0.2.2")
    machines = [Machine(host, f"m{i}").search("s.test").start()
                for i in range(8)]
    for machine in machines:
        machine.wait_values(state=[], sampling="500")
    agents = [agent_pid(m.process) for m in machines]
    before = [m.settings() for m in machines]

    def meet(times):
        for _ in range(times):
            known = script.count()
            for machine in machines:
                machine.search("s.test", server="192.0.2.2")
            wait_until(lambda k=known: script.count() >= k + len(machines),
                       "questions to the liar")
    meet(4)
    assert [m.settings() for m in machines] == before
    liar.anything = True
    meet(4)
    assert script.count() >= 60
    nsd.change("s.test", SETTINGS % 600)
    for machine in machines:
        machine.search("s.test")
    for machine in machines:
        machine.wait_values(state=[], sampling="600", collector="192.0.2.1",
                            polling="1")
    assert [agent_pid(m.process) for m in machines] == agents
