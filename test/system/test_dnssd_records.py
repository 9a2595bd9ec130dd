# SPDX-License-Identifier: Apache-2.0
"""What SRV, TXT, A and AAAA records make of a host's settings. Each case is a
domain of one NSD and a hsflowd of its own, and all of them run at the same
time.
"""

import tempfile

import pytest

from agent import Host
from dns import Machine, Nsd
from lab import Lab, address
from test_dnssd import ARTICLE, C, DEFAULTS, LONG, SRV, WITHDRAWN, many

ONCE = "dns-sd { confirm = 1 }"
WAITING = {"state": "waiting", "collector": []}


class Case:
    def __init__(self, zone, wanted, log=(), conf=""):
        self.zone = zone
        self.wanted = wanted
        self.log = [log] if isinstance(log, str) else log
        self.conf = conf


def with_txt(strings, log=(), **wanted):
    return Case(SRV + f"_sflow._udp TXT {strings}\n", {**DEFAULTS, **wanted},
                log)


CASES = {
    # Which records there are.
    "srv-only": Case(SRV, DEFAULTS),
    "txt-only": Case("_sflow._udp TXT polling=20\n" + C, WITHDRAWN,
                     conf=ONCE),
    "nxdomain": Case(C, WITHDRAWN, r"_sflow\._udp.*nxdomain\.test", ONCE),
    "nodata": Case("_sflow._udp A 192.0.2.1\n", WITHDRAWN, conf=ONCE),
    "two-srv": Case(SRV + "_sflow._udp SRV 5 9 7000 other\n"
                    "other A 192.0.2.9\n",
                    {"collector": ["192.0.2.1", "192.0.2.9 7000"]}),
    "doubles": Case(SRV + "_sflow._udp SRV 5 9 6343 C\n", DEFAULTS),
    "port": Case("_sflow._udp SRV 0 0 9999 c\n" + C,
                 {"collector": "192.0.2.1 9999"}),
    "case": Case("_SFlow._UDP SRV 0 0 6343 C\n" + C, DEFAULTS),
    # What SRV points at.
    "srv-to-cname": Case("_sflow._udp SRV 0 0 6343 alias\nalias CNAME c\n" +
                         C, DEFAULTS),
    "elsewhere": Case("_sflow._udp SRV 0 0 6343 c.srv-only.test.\n",
                      DEFAULTS),
    "on-purpose": Case("_sflow._udp SRV 0 0 0 .\n", WITHDRAWN, "on purpose"),
    "dot-beside": Case(SRV + "_sflow._udp SRV 0 0 0 .\n", DEFAULTS,
                       r"dot-beside\.test: .*target"),
    "port-0": Case("_sflow._udp SRV 0 0 0 c\n" + C, WAITING, "port 0"),
    "port-0-beside": Case(SRV + "_sflow._udp SRV 0 0 0 c\n", DEFAULTS,
                          "port 0"),
    "no-address": Case(SRV + "_sflow._udp SRV 0 0 6343 missing\n", DEFAULTS,
                       r"missing\.no-address\.test"),
    "aaaa-only": Case("_sflow._udp SRV 0 0 6343 c\nc AAAA 2001:db8::1\n",
                      {**DEFAULTS, "collector": "2001:db8::1"}),
    "both": Case(SRV + "c AAAA 2001:db8::1\n", DEFAULTS),
    "both-no-ipv4-route": Case(
        "_sflow._udp SRV 0 0 6343 c\nc A 198.51.100.1\n"
        "c AAAA 2001:db8::1\n", {"collector": "2001:db8::1"}),
    "several-addresses": Case(SRV + "c A 192.0.2.3\nc A 192.0.2.2\n",
                              DEFAULTS),
    # Aliases of the service itself.
    "cname": Case("_sflow._udp CNAME _sflow._udp.article.test.\n",
                  {"collector": "10.0.0.1", "polling": "20",
                   "sampling": "512"}),
    # Sizes. NSD sends 1232 bytes by UDP, where EDNS allows it.
    "over-512": Case(many(8), {"collector": [
        f"192.0.2.1 {6400 + i}" for i in range(8)]}),
    "thirty": Case(many(30), {"collector": [
        f"192.0.2.1 {6400 + i}" for i in range(16)]},
                   [rf"{LONG}-16\.thirty\.test", rf"{LONG}-29"]),
    # TXT: records and strings.
    "several-txt": Case(SRV + "_sflow._udp TXT sampling=99\n"
                        "_sflow._udp TXT polling=7\n",
                        {**DEFAULTS, "polling": "7", "sampling": "99"}),
    "txtvers-2": with_txt("txtvers=2 polling=7"),
    "txtvers-last": with_txt("polling=7 txtvers=1", polling="7"),
    "oddities": with_txt(
        '"headerBytes" "=5" "=" "" "POLLING=7" "polling=8" "Sampling=99" '
        f'"x={"y" * 253}" "\\001\\255=1" "unknown" "sampling = 5"',
        "headerBytes", polling="7", sampling="99", header="128"),
    "first-counts": with_txt('"polling" "polling=7" "sampling=x" '
                             '"sampling=9"', ["polling", "sampling"]),
    "one-string": with_txt('"polling=20 sampling=512"', "sampling=512"),
    "ranges": with_txt('"polling=7" "sampling=16777216" "headerBytes=1"',
                       ["sampling", "headerBytes"], polling="7",
                       header="128"),
    "not-decimal": with_txt('"polling=0x10" "sampling=5k" "headerBytes=64"',
                            ["polling", "sampling"], header="64"),
    "speeds": with_txt('"sampling.10G=4000" "sampling.100M=50" '
                       '"sampling.junk=9"', **{"sampling.10G": "4000",
                                               "sampling.100M": "50"}),
    "off": with_txt('"polling=0" "sampling=0"', polling="0", sampling="0"),
    # Identity is DNS's only where the file allows it.
    "identity-no": with_txt("agentIP=192.0.2.77 agent=lo", "agentIP",
                            agentIP="192.0.2.10", agent="eth0"),
    "identity-yes": Case(SRV + "_sflow._udp TXT agentIP=192.0.2.77\n",
                         {**DEFAULTS, "agentIP": "192.0.2.77"},
                         conf="dns-sd { identity = yes }"),
    # The file beside it.
    "ignored": Case(SRV, DEFAULTS,
                    [r"(?i)warning.*collector|collector.*(ignored|not used)",
                     r"polling", r"sampling"],
                    "DNSSD = on polling = 3 sampling = 3 "
                    "collector { ip = 192.0.2.50 }"),
    "local": Case(SRV, {**DEFAULTS, "agentIP": "192.0.2.66"},
                  conf="agentIP = 192.0.2.66 ovs { } xen { }"),
}


@pytest.fixture(scope="module", name="machines")
def start_machines():
    with tempfile.TemporaryDirectory(prefix="hsflowd-test-") as folder:
        lab = Lab(folder)
        lab.folder.chmod(0o755)
        try:
            host = Host(lab)
            address(host.ns, "eth0", "2001:db8::10/64")
            address(host.far, "eth0", "2001:db8::1/64")
            zones = {f"{name}.test": case.zone
                     for name, case in CASES.items()}
            Nsd(lab, host.far, {**zones, "article.test": ARTICLE})
            yield {name: Machine(host, name, conf=case.conf and
                                 "sflow { %s }\n" % case.conf)
                   .search(f"{name}.test").start()
                   for name, case in CASES.items()}
        finally:
            lab.close()


@pytest.mark.parametrize("name", CASES)
def test_records(machines, name):
    machine, case = machines[name], CASES[name]
    machine.wait_values(**case.wanted)
    for pattern in case.log:
        machine.wait_log(pattern)
