# SPDX-License-Identifier: Apache-2.0
"""What docs/collectors.md says of the receivers that Debian has: each is run as
the page has it, is given the datagrams of a capture (receivers.py), and says
what hsflowctl says.
"""

import collections
import csv
import json
import os
import re
import signal
import struct

import pytest

import receivers
import sflow_make as make
from lab import address, records, wait_until
from page import Page
from receivers import AGENTS, VLAN

PAGE = Page("collectors.md")
HEAD = 42  # Ethernet, IPv4, UDP

# Each payload to the receiver, as it has taken the one before.
REPLAY = """
import pathlib, socket, sys, time

def waiting():
    lines = [line.split() for name in ("udp", "udp6") for line in
             pathlib.Path("/proc/net", name).read_text().splitlines()[1:]]
    return sum(int(f[4].split(":")[1], 16) for f in lines
               if f[1].endswith(":18C7"))

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("192.0.2.10", 0))
end = time.monotonic() + 60
for line in sys.stdin:
    s.sendto(bytes.fromhex(line), ("192.0.2.1", 6343))
    while waiting():
        if time.monotonic() > end:
            sys.exit("the receiver does not read")
        time.sleep(0.001)
"""


class Capture:
    def __init__(self, folder):
        self.path = folder / "sflow.pcap"
        receivers.write_capture(self.path)
        self.datagrams = receivers.datagrams(self.path)

    def payloads(self):
        data, at = self.path.read_bytes(), 24
        while at < len(data):
            size = struct.unpack_from("<I", data, at + 8)[0]
            yield data[at + 16 + HEAD:at + 16 + size]
            at += 16 + size

    def samples(self, kind):
        return [(d, s) for d in self.datagrams for s in d["samples"]
                if s["type"] == kind]

    def flows(self, *keys):
        """[packets, bytes] of IPv4, times the rate, by these keys."""
        found = collections.defaultdict(lambda: [0, 0])
        for datagram, sample in self.samples("flow"):
            packet = records(sample)["sampled_header"]
            if "ipSrc" not in packet:
                continue
            known = dict(agent=datagram["agent"], src=packet["ipSrc"],
                         dst=packet["ipDst"], **{
                             "in": str(sample["input"]),
                             "out": str(sample["output"]), "vlan": str(
                                 records(sample)["extended_switch"]
                                 ["src_vlan"])})
            total = found[tuple(known[k] for k in keys)]
            total[0] += sample["rate"]
            total[1] += sample["rate"] * packet["frame_length"]
        return dict(found)


@pytest.fixture(scope="module")
def capture(tmp_path_factory):
    folder = tmp_path_factory.mktemp("collectors")
    made = Capture(folder)
    # All that the page speaks of is in it.
    assert {d["agent"] for d in made.datagrams} == set(AGENTS)
    assert len({d["subAgent"] for d in made.datagrams}) == 2
    assert not any(d["problems"] for d in made.datagrams)
    assert {vlan for vlan, in made.flows("vlan")} == {"0", str(VLAN)}
    return made


class Site:
    """A receiver's machine, its working folder that of the page."""

    def __init__(self, lab, made):
        self.lab = lab
        self.made = made
        self.ns = lab.namespace("receiver")
        for ip in ("192.0.2.1", "192.0.2.10"):
            address(self.ns, "lo", f"{ip}/32")
        self.folder = lab.folder
        (self.folder / "sflow.pcap").symlink_to(made.path)

    def argv(self, command):
        return self.ns.argv("env", "-C", self.folder, "LC_ALL=C.UTF-8",
                            "TZ=UTC", "sh", "-c", command)

    def run(self, command):
        return self.ns.run(*self.argv(command)[4:]).stdout

    def show(self, example):
        output = self.run(example.command)
        example.show(output)
        return output

    def feed(self, example, ready, done=lambda: True, payloads=None):
        """All datagrams, or these, to the page's daemon, which is ended by ^C
        when it is done with them.
        """
        daemon = self.lab.process(self.argv("exec " + example.command),
                                  "receiver")
        daemon.wait_output(ready)
        lines = "".join(p.hex() + "\n"
                        for p in payloads or self.made.payloads())
        (self.folder / "payloads").write_text(lines)
        (self.folder / "replay.py").write_text(REPLAY)
        self.run("/usr/bin/python3 replay.py <payloads")
        wait_until(done, f"all taken by '{example.command}'")
        assert daemon.stop(signal.SIGINT) == 0
        example.show(daemon.output())
        return daemon.output()


@pytest.fixture
def site(lab, capture):
    return Site(lab, capture)


def examples(heading):
    return PAGE.examples[heading]


def test_tcpdump(site, capture):
    every, = examples("tcpdump")
    text = site.show(every)
    assert "[|sflow]" not in text
    heads = re.findall(r"sFlowv5, IPv[46] agent ([^ ,]+), agent-id (\d+), "
                       r"seqnum (\d+), uptime (\d+), samples (\d+)", text)
    assert heads == [tuple(str(v) for v in (
        d["agent"], d["subAgent"], d["sequence"], d["uptime"],
        len(d["samples"]))) for d in capture.datagrams]
    assert re.findall(r"rate (\d+), pool (\d+), drops (\d+), input (\d+) "
                      r"output (\d+) records", text) == [
        tuple(str(s[k]) for k in ("rate", "pool", "drops", "input", "output"))
        for _, s in capture.samples("flow")]
    counters = [records(s)["if_counters"]
                for _, s in capture.samples("counters")
                if "if_counters" in records(s)]
    for name, key in (("In", "ifIn"), ("Out", "ifOut")):
        assert re.findall(name + r" octets (\d+), unicast pkts (\d+)",
                          text) == [
            (str(c[key + "Octets"]), str(c[key + "UcastPkts"]))
            for c in counters]
    assert "Unknown (2003) length 80" in text


def tshark_rows(site, fields, more=""):
    text = site.run("tshark -n -r sflow.pcap -T fields -E occurrence=a " +
                    more + "".join(" -e " + f for f in fields))
    return [[value.split(",") if value else [] for value in line.split("\t")]
            for line in text.splitlines()]


def test_tshark(site, capture):
    first, packets, wrong = examples("tshark, Wireshark")
    for example in (first, packets, wrong):
        site.show(example)
    rows = tshark_rows(site, (
        "sflow_245.agent", "sflow_245.agent.v6", "sflow_245.sub_agent_id",
        "sflow_245.sequence_number", "sflow_245.numsamples",
        "sflow.flow_sample.sampling_rate", "sflow.flow_sample.sample_pool",
        "sflow.flow_sample.input_interface",
        "sflow_245.header.frame_length", "sflow_245.vlan.in",
        "_ws.malformed"))
    assert len(rows) == len(capture.datagrams)
    bad = 0
    for row, datagram in zip(rows, capture.datagrams):
        assert row[0] + row[1] == [datagram["agent"]]
        assert [r[0] for r in row[2:5]] == [
            str(v) for v in (datagram["subAgent"], datagram["sequence"],
                             len(datagram["samples"]))]
        flows = [s for s in datagram["samples"] if s["type"] == "flow"]
        wanted = [[str(v) for v in column] for column in zip(*(
            (s["rate"], s["pool"], s["input"],
             records(s)["sampled_header"]["frame_length"],
             records(s)["extended_switch"]["src_vlan"])
            for s in flows))] or [[]] * 5
        if row[10]:
            # What stands behind counters may be lost, nothing else.
            bad += 1
            assert len(flows) < len(datagram["samples"])
            wanted = [w[:len(r)] for w, r in zip(wanted, row[5:10])]
        assert row[5:10] == wanted
    # The page says that counters are not decoded well. Should this fail,
    # tshark has learnt it: correct the page.
    assert bad > 0
    assert all(row[10] == [] for row, d in zip(rows, capture.datagrams)
               if all(s["type"] == "flow" for s in d["samples"]))


def accounted(path):
    """By the same keys as flows(); a row is of one second."""
    found = collections.defaultdict(lambda: [0, 0])
    if not path.exists():
        return {}
    with open(path, encoding="ascii") as file:
        for row in csv.DictReader(file):
            # Another header, or a row that is being written.
            if not (row["BYTES"] or "").isdigit():
                continue
            total = found[tuple(row[k] for k in (
                "PEER_SRC_IP", "IN_IFACE", "OUT_IFACE", "VLAN", "SRC_IP",
                "DST_IP"))]
            total[0] += int(row["PACKETS"])
            total[1] += int(row["BYTES"])
    return dict(found)


def test_sfacctd(site, capture):
    conf, start, flows, counters = examples("sfacctd (pmacct)")
    (site.folder / "sfacctd.conf").write_text("\n".join(conf.lines) + "\n")
    site.show(conf)
    wanted = capture.flows("agent", "in", "out", "vlan", "src", "dst")
    packets = sum(total[0] for total in wanted.values())
    # It is heard to work before it is given something: what comes while its
    # print process starts is lost.
    log = site.feed(start, "Purging cache - END", lambda: packets <= sum(
        total[0] for total in accounted(site.folder / "flows.csv").values()))
    assert "WARN" not in log and "ERROR" not in log
    assert "expecting flow" not in log  # a gap in sequence numbers
    site.show(flows)
    assert accounted(site.folder / "flows.csv") == wanted
    site.show(counters)
    lines = [json.loads(line)
             for name in sorted(os.listdir(site.folder))
             if name.startswith("counters-")
             for line in (site.folder / name).read_text().splitlines()]
    logged = [line for line in lines if line["event_type"] == "log"]
    assert len(logged) == sum(len(s["records"])
                              for _, s in capture.samples("counters"))
    check_interfaces(capture, logged)
    # An IPv6 agent is cut here, not in flows.csv.
    assert {line["peer_ip_src"] for line in logged} == \
        {"192.0.2.10", "32.1.13.184"}


def check_interfaces(capture, logged):
    """Two kinds of records have their numbers, the others have none."""
    known = {"sflow_cnt_generic": "if_counters",
             "sflow_cnt_ethernet": "ethernet_counters"}
    assert {line.get("sf_cnt_type") for line in logged} == {None, *known}
    assert not any("load_one" in line or "memory" in line for line in logged)
    theirs = [(line["ifIndex"], line["sflow_cnt_seq"], line["ifInOctets"],
               line["ifOutOctets"], line["ifInUcastPkts"],
               line["ifOutUcastPkts"])
              for line in logged
              if line.get("sf_cnt_type") == "sflow_cnt_generic"]
    ours = [(c["ifIndex"], s["sequence"], c["ifInOctets"], c["ifOutOctets"],
             c["ifInUcastPkts"], c["ifOutUcastPkts"])
            for s, c in ((s, records(s).get("if_counters"))
                         for _, s in capture.samples("counters")) if c]
    assert sorted(theirs) == sorted(ours)


def test_sfcapd(site, capture):
    make, start, flows, exporters = examples("sfcapd (nfdump)")
    site.show(make)
    log = site.feed(start, "Startup sfcapd")
    samples = capture.samples("flow")
    assert f"Flows: {len(samples)}," in log
    assert "Sequence Errors: 0, Bad Packets: 0" in log
    rows = [line.split() for line in site.show(flows).splitlines()]
    # Whatever the agent says, the exporter is who sent the datagram.
    assert {row[0] for row in rows} == {"192.0.2.10"}
    wanted = capture.flows("src", "dst", "in", "out", "vlan")
    assert {tuple(row[2:7]): [int(row[7]), int(row[8])]
            for row in rows if row[2] != "0.0.0.0"} == wanted
    site.show(exporters)


def to_two_ports(sequence):
    """A datagram with a packet that left by two ports, 1 in 400."""
    frame = make.ethernet("02:00:00:00:00:01", "02:00:00:00:00:02",
                          make.udp_packet("10.9.0.1", "10.9.0.2", (7, 8),
                                          bytes(100)))
    return make.datagram(AGENTS[0], [make.flow(
        (2, 1000), [make.header(frame, 150)], rate=400, ports=(3, 2 | 2**31))],
        sequence=sequence, sub_agent=99)


class Gaps:
    """The second datagram of each sub-agent is lost on the way; one that
    begins anew comes last."""

    def __init__(self, made):
        self.kept, self.payloads = [], []
        self.found = []  # of the first agent: expected, received, sub-agent
        known = collections.defaultdict(list)  # sequence numbers
        for datagram, payload in zip(made.datagrams, made.payloads()):
            stream = known[datagram["agent"], datagram["subAgent"]]
            stream.append(datagram["sequence"])
            if len(stream) != 2:
                self.kept.append(datagram)
                self.payloads.append(payload)
            if len(stream) == 3 and datagram["agent"] == AGENTS[0]:
                self.found.append(tuple(map(str, (
                    *stream[1:], datagram["subAgent"]))))
        self.payloads += [to_two_ports(5), to_two_ports(1)]
        self.found.append(("6", "1", "99"))


def test_sfacctd_tells_gaps(site, capture):
    """With a setting that makes all else it tells 0, as the page says."""
    conf, start, _, _ = examples("sfacctd (pmacct)")
    gaps = Gaps(capture)
    text = "\n".join(conf.lines) + "\n"
    assert "dst_host, proto\n" in text
    (site.folder / "sfacctd.conf").write_text(text.replace(
        "dst_host, proto\n", "dst_host, proto, sampling_direction\n"))
    flows = site.folder / "flows.csv"
    log = site.feed(
        start, "Purging cache - END", lambda: any(
            "10.9.0.1" in key for key in accounted(flows)), gaps.payloads)
    assert re.findall(r"expecting flow '(\d+)' but received '(\d+)' .*"
                      r"agent=192\.0\.2\.10:(\d+)", log) == gaps.found
    assert {sub for _, _, sub in gaps.found} == {"100000", "0", "99"}
    seen = accounted(flows)
    assert set(map(tuple, seen.values())) == {(0, 0)}
    assert [key[2] for key in seen if "10.9.0.1" in key] == [str(2 | 2**31)]


def test_sfcapd_does_not_tell_gaps(site, capture):
    make_folder, start, flows, exporters = examples("sfcapd (nfdump)")
    gaps = Gaps(capture)
    site.run(make_folder.command)
    log = site.feed(start, "Startup sfcapd", payloads=gaps.payloads)
    known = sum(s["type"] == "flow" for d in gaps.kept for s in d["samples"])
    assert f"Flows: {known + 2}," in log
    assert "Sequence Errors: 0, Bad Packets: 0" in log
    assert set(re.findall(r"Sequence failures: (\d+)", site.run(
        exporters.command))) == {"0"}
    # Of two ports it has the number as a port; each sample has its own rate.
    row, = [line.split() for line in site.run(flows.command).splitlines()
            if "10.9.0.1" in line]
    assert row[4:6] == ["3", "2"] and row[7:] == ["800", str(800 * 150)]


def test_every_example_of_the_page_is_run():
    assert {heading: len(found) for heading, found in PAGE.examples.items()
            } == {"tcpdump": 1, "tshark, Wireshark": 3,
                  "sfacctd (pmacct)": 4, "sfcapd (nfdump)": 4}
