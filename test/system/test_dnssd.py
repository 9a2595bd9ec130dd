# SPDX-License-Identifier: Apache-2.0
"""DNS-SD with zone files as a whole: the article's zone lines, answers of any
size, and changes that go all the way to every bridge.
"""

import re

from agent import Host
from dns import Machine, Nsd
from lab import address, host_sample, wait_until
from test_pair import Pair

C = "c A 192.0.2.1\n"
SRV = "_sflow._udp SRV 0 0 6343 c\n" + C
DEFAULTS = {"state": [], "collector": "192.0.2.1", "polling": "30",
            "sampling": "400"}
WITHDRAWN = {"state": "withdrawn", "collector": []}
LONG = "a-long-name-of-a-collector-as-they-come-with-generated-ones"

# As they stand in the article of 2010.
ARTICLE = """_sflow._udp   30 SRV 0 0 6343 analyzer
_sflow._udp   30 TXT ( "txtvers=1" "polling=20" "sampling=512" )
analyzer         A   10.0.0.1
"""


def many(number):
    """As many collectors, with names that need a lot of room."""
    return "".join(f"_sflow._udp SRV 0 0 {6400 + i} {LONG}-{i:02}\n"
                   f"{LONG}-{i:02} A 192.0.2.1\n" for i in range(number))


def test_the_articles_zone_lines(lab):
    host = Host(lab)
    address(host.far, "eth0", "10.0.0.1/24")
    host.ns.ip("route", "add", "10.0.0.0/24", "dev", "eth0")
    Nsd(lab, host.far, {"example.com": ARTICLE})
    collector = lab.collector(host.far, bind="10.0.0.1")
    machine = Machine(host, "article").search("example.com").start()
    machine.wait_values(state=[], collector="10.0.0.1", polling="20",
                        sampling="512", agentIP="192.0.2.10")
    assert collector.wait_for(host_sample, "counters")["agent"] == \
        "192.0.2.10"


def test_truncated_answers_come_by_tcp(lab):
    """512 bytes, whatever EDNS says: NSD sets TC, then all comes by TCP."""
    host = Host(lab)
    Nsd(lab, host.far, {"big.test": many(30)}, more="ipv4-edns-size: 512")
    machine = Machine(host, "big").search("big.test").start()
    machine.wait_values(collector=[f"192.0.2.1 {6400 + i}"
                                   for i in range(16)])


def test_changes_are_followed_by_ttl_alone(lab):
    """Sampling alone, then the collector alone; nobody touches the host."""
    host = Host(lab)
    address(host.far, "eth0", "192.0.2.2/24")
    records = SRV + "_sflow._udp TXT polling=1 sampling=%d\n"
    nsd = Nsd(lab, host.far, {"ttl.test": records % 500})
    nsd.change("ttl.test", records % 500, ttl=1)
    old = lab.collector(host.far, bind="192.0.2.1")
    new = lab.collector(host.far, bind="192.0.2.2")
    machine = Machine(host, "ttl").search("ttl.test").start()
    machine.wait_values(collector="192.0.2.1", sampling="500")
    first = old.wait_for(host_sample, "counters")
    nsd.change("ttl.test", records % 600, ttl=1)
    machine.wait_values(collector="192.0.2.1", sampling="600")
    nsd.change("ttl.test", records.replace("192.0.2.1", "192.0.2.2") % 600,
               ttl=1)
    machine.wait_values(collector="192.0.2.2", sampling="600")
    # No restart: the same agent goes on counting.
    then = new.wait_for(host_sample, "counters at the new collector")
    assert then["sequence"] > first["sequence"]
    assert len(re.findall("starting|started", machine.process.output())) <= 1


def test_a_record_change_goes_all_the_way_to_every_bridge(lab):
    """Changed, withdrawn, back: with the hosts left alone."""
    pair = Pair(lab)
    names = [f"br{i}" for i in range(5)]
    pair.ovs.add_bridge(*names)
    records = SRV + "_sflow._udp TXT polling=1 sampling=%d\n"
    nsd = Nsd(lab, pair.far, {"all.test": records % 512})
    machine = Machine(pair, "pair").search("all.test").start()
    pair.state = machine.state
    pair.start_sflowovsd()

    def targets():
        return {bridge: pair.ovs.rows().get(row, {}).get("targets")
                for bridge, row in pair.ovs.bridges().items()}

    pair.wait_sampling(512)
    assert targets() == {name: "192.0.2.1:6343" for name in names}
    nsd.change("all.test", records % 600)
    machine.search("all.test")
    pair.wait_sampling(600)

    # One "nothing" is not enough; the second one comes by itself.
    nsd.change("all.test", C)
    machine.search("all.test")
    machine.wait_values(**WITHDRAWN)
    wait_until(lambda: set(pair.ovs.bridges().values()) == {None} and
               not pair.ovs.rows(), "no sFlow on any bridge")

    nsd.change("all.test", records % 700)
    machine.wait_values(state=[], sampling="700")
    pair.wait_sampling(700)
    assert targets() == {name: "192.0.2.1:6343" for name in names}
    assert machine.process.alive()
