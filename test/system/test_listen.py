# SPDX-License-Identifier: Apache-2.0
"""hsflowctl listen: from the network and from captures, filtered, counted."""

import json
import signal
import socket
import struct
import subprocess

import pytest

import sflow_make as make
from lab import BUILD, wait_until

CTL = BUILD / "hsflowctl"
MACS = ("02:00:00:00:00:01", "02:00:00:00:00:02")


def listen(*argv, stdin=None, status=0):
    result = subprocess.run([CTL, "listen", *map(str, argv)], input=stdin,
                            capture_output=True, check=False, timeout=60)
    assert result.returncode == status, result.stderr.decode()
    return result.stdout.decode(), result.stderr.decode()


def objects(*argv, **more):
    return [json.loads(line)
            for line in listen("--json", *argv, **more)[0].splitlines()]


def vm(index=100000):
    return make.counters((3, index), [make.descr("web"), make.parent(),
                                      make.virt_cpu(1000)])


def host():
    return make.counters((2, 1), [make.descr("dom0"), make.host_net(1, 2)])


DATAGRAM = make.datagram("192.0.2.10", [host(), vm()])


def packet(data=DATAGRAM, port=6343, ipv6=False):
    ends = ("2001:db8::10", "2001:db8::1") if ipv6 else \
        ("192.0.2.10", "192.0.2.1")
    return make.udp_packet(*ends, (50000, port), data)


def framed(link, ipv6, data=DATAGRAM):
    inner = packet(data, ipv6=ipv6)
    ethertype = 0x86dd if ipv6 else 0x0800
    if link == "ethernet":
        return make.ethernet(*MACS, inner, ethertype=ethertype)
    if link == "vlan":
        return make.ethernet(*MACS, inner, vlans=(10,), ethertype=ethertype)
    if link == "cooked":
        return bytes(14) + struct.pack(">H", ethertype) + inner
    return inner


LINKS = {"ethernet": 1, "vlan": 1, "cooked": 113, "raw": 101}


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("ipv6", (False, True))
@pytest.mark.parametrize("order,nano", (("<", False), (">", True)))
def test_a_capture_is_read_whatever_its_form(tmp_path, link, ipv6, order,
                                             nano):
    path = tmp_path / "capture"
    path.write_bytes(make.Pcap(LINKS[link], order, nano).add(
        framed(link, ipv6)).data)
    seen, = objects("--read", path)
    assert seen["agent"] == "192.0.2.10"
    assert seen["from"] == ("[2001:db8::10]:50000" if ipv6
                            else "192.0.2.10:50000")
    assert [s["source"] for s in seen["samples"]] == ["2:1", "3:100000"]


def test_a_capture_of_tcpdump_is_read(lab, tmp_path):
    """And what listen writes is read by tcpdump."""
    ns = lab.namespace("one")
    theirs, ours = tmp_path / "theirs", tmp_path / "ours"
    tmp_path.chmod(0o777)
    dump = lab.process(ns.argv("tcpdump", "-i", "any", "--immediate-mode",
                               "-U", "-w", theirs, "-Z", "root", "udp"),
                       "tcpdump")
    dump.wait_output("listening on")
    listener = lab.process(ns.argv(CTL, "listen", "--pcap", ours, "--count",
                                   "2"), "listen")
    listener.wait_output("listening on [::]:6343")
    ns.run("/usr/bin/python3", "-c", f"""
import socket
data = bytes.fromhex("{DATAGRAM.hex()}")
for family, to in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
    socket.socket(family, socket.SOCK_DGRAM).sendto(data, (to, 6343))
""")
    assert listener.wait() == 0
    text = listener.output()
    assert "2 datagrams, 0 malformed" in text
    wait_until(lambda: len(objects("--read", theirs)) == 2
               if theirs.stat().st_size > 24 + 600 else False, "both frames")
    dump.stop()
    for path in (theirs, ours):
        first, second = objects("--read", path)
        assert first["from"].startswith("127.0.0.1:")
        assert second["from"].startswith("[::1]:")
        assert first["samples"] == second["samples"]
    read = subprocess.run(["tcpdump", "-n", "-v", "-r", ours], check=True,
                          text=True, capture_output=True).stdout
    assert read.count("sFlowv5, IPv4 agent 192.0.2.10") == 2
    assert "bad" not in read  # a checksum
    assert "127.0.0.1.6343:" in read and "::1.6343:" in read


def test_ports_and_other_frames_are_left_out_and_counted(tmp_path):
    path = tmp_path / "capture"
    fragment = bytearray(packet())
    fragment[6] = 0x20  # more to come
    path.write_bytes(
        make.Pcap(101).add(packet()).add(packet(port=6344))
        .add(make.tcp_packet("192.0.2.1", "192.0.2.2", (1, 2)))
        .add(packet()[:-1]).add(bytes(fragment[:-8])).data)
    assert len(objects("--read", path)) == 1
    assert len(objects("--read", path, 6344)) == 1
    assert len(objects("--read", path, 0)) == 2
    error = listen("--read", path)[1]
    assert "1 UDP packet to other ports\n" in error
    assert "1 frame without UDP\n" in error
    assert "2 UDP packets not whole: fragments, or cut by the capture\n" \
        in error


def test_a_capture_comes_through_a_pipe(tmp_path):
    data = make.Pcap(101).add(packet()).add(packet()).data
    assert len(objects("--read", "-", stdin=data)) == 2
    with subprocess.Popen([CTL, "listen", "--json", "--read", "-"],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as process:
        process.stdin.write(data)
        process.stdin.flush()
        for _ in range(2):  # at once, though the pipe stays open
            assert json.loads(process.stdout.readline())["sequence"] == 1
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        assert process.stderr.read() == b"2 datagrams, 0 malformed\n"


@pytest.mark.parametrize("data,message", (
    (b"", "empty"),
    (b"\n\r\r\n" + bytes(40), "pcapng is not understood"),
    (b"no capture file, but text", "no capture file"),
    (b"\xa1\xb2\xc3\xd4", "cut, the record at byte 0 is not whole"),
    (make.Pcap(105).data, "frames of link type 105 are not understood"),
))
def test_what_is_no_capture_is_refused(tmp_path, data, message):
    path = tmp_path / "capture"
    path.write_bytes(data)
    out, error = listen("--read", path, status=1)
    assert out == ""
    assert error.startswith(f"hsflowctl listen: {path}: {message}")


def test_a_damaged_capture_tells_where(tmp_path):
    path = tmp_path / "capture"
    good = make.Pcap(101).add(packet()).data
    for more, message in (
            (bytes(8), "cut, the record"),
            (make.u32(1, 1, 10, 10), "cut, the record"),
            (make.u32(1, 1, 2**31, 2**31), "damaged, the record")):
        path.write_bytes(good + more)
        out, error = listen("--json", "--read", path, status=1)
        assert len(out.splitlines()) == 1
        assert f"{message} at byte {len(good)}" in error
        assert "1 datagram, 0 malformed" in error
    missing = tmp_path / "missing"
    assert "No such file" in listen("--read", missing, status=1)[1]


def test_filters_choose_what_is_shown_counted_and_written(tmp_path):
    path, kept = tmp_path / "capture", tmp_path / "kept"
    path.write_bytes(
        make.Pcap(101).add(packet())
        .add(packet(make.datagram("192.0.2.11", [vm(1), vm(2)])))
        .add(packet(make.datagram("192.0.2.12", [host()]))).data)

    def sources(*argv):
        return [(d["agent"][-2:], s["source"],
                 [r["name"] for r in s["records"]])
                for d in objects("--read", path, *argv)
                for s in d["samples"]]
    assert sources("--agent", "192.0.2.12", "--agent", "192.0.2.13") == \
        [("12", "2:1", ["host_descr", "host_net_io"])]
    assert [s[:2] for s in sources("--source", "3")] == \
        [("10", "3:100000"), ("11", "3:1"), ("11", "3:2")]
    assert sources("--source", "3:1", "--source", "2:1", "--record",
                   "host_descr", "--record", "0:2101") == \
        [("10", "2:1", ["host_descr"]),
         ("11", "3:1", ["host_descr", "virt_cpu"]),
         ("12", "2:1", ["host_descr"])]
    text, error = listen("--read", path, "--record", "host_net_io", "--pcap",
                         kept)
    assert text.count("host_net_io") == 2 and "host_descr" not in text
    assert "2 datagrams, 0 malformed, 1 more that do not fit the filter" \
        in error
    assert [d["agent"] for d in objects("--read", kept)] == \
        ["192.0.2.10", "192.0.2.12"]
    assert len(objects("--read", path, "--count", 1, "--agent",
                       "192.0.2.12")) == 1


def test_what_was_not_decoded_is_told_at_the_end(tmp_path):
    path = tmp_path / "capture"
    unknown = make.datagram("192.0.2.10", [
        make.counters((2, 1), [make.tlv(9, 1, bytes(8)),
                               make.tlv(9, 1, bytes(8))]),
        make.tlv(4300, 1003, bytes(4))])
    path.write_bytes(make.Pcap(101).add(packet(unknown))
                     .add(packet(DATAGRAM[:-4])).data)
    text, error = listen("--read", path)
    assert "PROBLEM at byte" in text
    assert "2 datagrams, 1 malformed\n" in error
    assert "not decoded: 2 records unknown 9:1\n" in error
    assert "not decoded: 1 sample rtflow 4300:1003\n" in error
    summary, error = listen("--read", path, "--summary")
    assert error == ""
    assert "2 datagrams, 1 malformed\n" in summary
    counts = {line.split()[1]: line.split()[3]
              for line in summary.splitlines() if line.startswith("  record")}
    assert counts["unknown"] == "2" and counts["host_descr"] == "2"
    found, = objects("--read", path, "--summary")
    assert found["datagrams"] == 2 and found["malformed"] == 1
    assert found["agents"] == [{"agent": "192.0.2.10", "datagrams": 2}]
    assert {"kind": "record", "tag": "9:1", "name": None,
            "within": "counters", "known": False, "count": 2} \
        in found["kinds"]


def test_counts_are_told_when_it_is_stopped(lab):
    process = lab.process([CTL, "listen", "--bind", "127.0.0.1", "0"],
                          "listen")
    process.wait_output("listening on 127.0.0.1:")
    port = int(process.output().rpartition(":")[2])
    sender = make.Sender(("127.0.0.1", port))
    sender.send(DATAGRAM)
    sender.send(b"garbage")
    sender.close()
    process.wait_output("PROBLEM at byte 0")
    assert process.stop(signal.SIGINT) == 0
    assert "2 datagrams, 1 malformed\n" in process.output()


def test_the_command_line_is_checked(tmp_path):
    for argv, message in (
            (["--record", "virt"], "'virt' is no record"),
            (["--source", "x"], "'x' is no data source"),
            (["--agent", "host"], "'host' is no IP address"),
            (["--bind", "::1", "--read", "x"], "exclude each other"),
            (["--record", "0:1"] * 33, "one too many"),
            (["--count", "0"], "'0' is no number from 1"),
            (["65536"], "'65536' is no port")):
        assert message in listen(*argv, status=2)[1]
    nowhere = tmp_path / "missing" / "file"
    assert "No such file" in listen("--read", "/dev/null", "--pcap", nowhere,
                                    status=1)[1]
    assert "--record NAME" in listen("-h")[0]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        error = listen("--bind", "127.0.0.1", taken.getsockname()[1],
                       status=1)[1]
    assert error.endswith("Address already in use\n")


def test_a_full_disk_is_an_error(tmp_path):
    path = tmp_path / "capture"
    path.write_bytes(make.Pcap(101).add(packet()).data)
    error = listen("--summary", "--read", path, "--pcap", "/dev/full",
                   status=1)[1]
    assert error == "hsflowctl listen: /dev/full: No space left on device\n"
