# SPDX-License-Identifier: Apache-2.0
"""Other people's receivers on what the pair sends: docs/collectors.md."""

import collections
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time

import pytest

from dns_wire import sockets_in
from lab import BUILD, LIMIT, Lab, Namespace, wait_until
from test_pair import SAMPLING, Pair

PINGS = 600
SIZE = 102  # bytes of an Ethernet frame with such a ping


class Capture:
    """A second of a host with a switch, as the collector got it."""

    def __init__(self, folder):
        self.folder = folder
        self.path = folder / "capture"
        lab = Lab(folder)
        try:
            self.record(lab)
        finally:
            lab.close()
        out = subprocess.run([BUILD / "hsflowctl", "listen", "--json",
                              "--read", self.path], check=True, text=True,
                             capture_output=True).stdout
        self.datagrams = [json.loads(line) for line in out.splitlines()]
        self.samples = [s for d in self.datagrams for s in d["samples"]]

    def record(self, lab):
        pair = Pair(lab)
        pair.write_pair_conf()
        listen = lab.process(pair.far.argv(
            BUILD / "hsflowctl", "listen", "--pcap", self.path, "--json"),
            "listen")
        listen.wait_output("listening on")
        pair.add_bridge("br0")
        pair.start()
        pair.start_sflowovsd().wait_output("sFlow is set on 1 bridge")
        pair.ping(0, PINGS)
        for what in ('"host_cpu"', '"if_counters"', '"sampled_header"'):
            listen.wait_output(what)
        assert listen.stop(signal.SIGINT) in (0, 130)

    def flows(self):
        """Sampled pings; there is some ARP and IPv6, too."""
        return [s for s in self.samples if s["type"] == "flow" and
                any(r["fields"].get("ipProtocol") == 1 and
                    r["fields"]["ipSrc"].startswith("10.0.0.")
                    for r in s["records"])]

    def payloads(self):
        data, at = self.path.read_bytes(), 24
        order = ">" if data[:2] in (b"\xa1\xb2",) else "<"
        while at < len(data):
            cap = struct.unpack(order + "IIII", data[at:at + 16])[2]
            # IPv4 and UDP in front.
            yield data[at + 16 + 28:at + 16 + cap]
            at += 16 + cap


@pytest.fixture(scope="module")
def capture():
    folder = tempfile.mkdtemp(prefix="hsflowd-test-")
    os.chmod(folder, 0o755)
    try:
        yield Capture(pathlib.Path(folder))
    finally:
        shutil.rmtree(folder)


def pairs(flows):
    return collections.Counter(
        (s["input"], s["output"]) for s in flows)


def test_tcpdump_reads_each_record_by_its_length(capture):
    out = subprocess.run(["tcpdump", "-n", "-v", "-r", capture.path],
                         check=True, text=True, capture_output=True).stdout
    assert "[|sflow]" not in out
    assert out.count("sFlowv5") == len(capture.datagrams)
    for tag in (2000, 2003, 2004, 2005, 2006):
        count = sum(r["tag"] == f"0:{tag}" for s in capture.samples
                    for r in s["records"])
        assert count > 0
        assert len(re.findall(rf"\({tag}\) length", out)) == count
    assert "Generic counter (1)" in out


def test_tshark_reads_flows_and_ports(capture):
    def fields(*names):
        done = subprocess.run(
            ["tshark", "-r", capture.path, "-T", "fields",
             *[w for n in names for w in ("-e", n)]],
            check=True, text=True, capture_output=True)
        return [line.split("\t") for line in done.stdout.splitlines()]
    told = fields("sflow_245.agent", "sflow_245.sub_agent_id",
                  "sflow_245.sequence_number", "sflow_245.numsamples")
    assert told == [[d["agent"], str(d["subAgent"]), str(d["sequence"]),
                     str(len(d["samples"]))] for d in capture.datagrams]
    # Of the switch all is right; what it makes of host counters is not.
    text = subprocess.run(["tshark", "-r", capture.path, "-V", "-Y",
                           "sflow_245.sub_agent_id != 100000"], check=True,
                          text=True, capture_output=True).stdout
    assert text.count("Format: Raw packet header (1)") == \
        sum(s["type"] == "flow" for s in capture.samples)
    assert text.count("Sampling rate: 1 out of %d packets" % SAMPLING) == \
        sum(s["type"] == "flow" for s in capture.samples)


SFACCTD = """plugins: print
print_output: csv
print_refresh_time: 1
print_history: 1m
sfacctd_renormalize: true
aggregate: peer_src_ip, in_iface, out_iface, src_host, dst_host, proto
print_output_file: %s
"""


def test_sfacctd_accounts_the_traffic(capture):
    conf, out = capture.folder / "sfacctd.conf", capture.folder / "sfacctd.csv"
    conf.write_text(SFACCTD % out)
    done = subprocess.run(["sfacctd", "-f", conf, "-I", capture.path],
                          text=True, capture_output=True, check=False,
                          timeout=LIMIT)
    assert done.returncode == 0, done.stderr
    assert "WARN" not in done.stdout + done.stderr
    assert "ERROR" not in done.stdout + done.stderr
    rows = [line.split(",") for line in out.read_text().splitlines()[1:]]
    told = {(int(r[1]), int(r[2])): (int(r[-2]), int(r[-1]))
            for r in rows if r[3].startswith("10.0.0.")}
    assert {r[0] for r in rows} == {"192.0.2.10"}
    # Its bytes are those of the IP packet, or of the frame.
    for way, count in pairs(capture.flows()).items():
        packets, octets = told[way]
        assert packets == SAMPLING * count
        assert SIZE - 18 <= octets / packets <= SIZE


def test_sfcapd_writes_the_flows(capture):
    folder = capture.folder / "flows"
    folder.mkdir()
    namespace = Namespace("sfcapd")
    process = None
    try:
        process = subprocess.Popen(namespace.argv(
            "sfcapd", "-w", str(folder), "-p", "6343", "-b", "127.0.0.1"),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        wait_until(lambda: ":18C7 " in namespace.run(
            "cat", "/proc/net/udp").stdout, "sfcapd listens")
        send(namespace, capture.payloads())
        wait_until(lambda: namespace.run("sh", "-c", "grep :18C7 "
                   "/proc/net/udp").stdout.split()[4].endswith(":00000000"),
                   "all is read")
        process.send_signal(signal.SIGINT)
        log = process.communicate(timeout=LIMIT)[0]
    finally:
        if process is not None and process.poll() is None:
            process.kill()
            process.wait()
        namespace.close()
    found = re.search(r"Flows: (\d+), Packets: (\d+), .*Sequence Errors: 0, "
                      "Bad Packets: 0", log)
    assert found, log
    flows, packets = [int(n) for n in found.groups()]
    assert len(capture.flows()) <= flows <= len(capture.samples)
    assert packets == SAMPLING * flows
    out = subprocess.run(
        ["nfdump", "-R", folder, "-q", "-a", "-A", "srcip,dstip,inif,outif",
         "-o", "fmt:%sa %da %in %out %pkt %byt"], check=True, text=True,
        capture_output=True).stdout
    told = {(int(w[2]), int(w[3])): int(w[4]) for w in
            (line.split() for line in out.splitlines())
            if w[0].startswith("10.0.0.")}
    for way, count in pairs(capture.flows()).items():
        assert told[way] == SAMPLING * count


def send(namespace, payloads):
    """From a socket in the namespace, no faster than they are read."""
    def make():
        return (socket.socket(socket.AF_INET, socket.SOCK_DGRAM),)
    sender, = sockets_in(namespace, make)
    with sender:
        for payload in payloads:
            sender.sendto(payload, ("127.0.0.1", 6343))
            time.sleep(0.002)
