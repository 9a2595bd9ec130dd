# SPDX-License-Identifier: Apache-2.0
"""Whatever comes to hsflowd's control socket: every round's datagram goes out,
what the agent holds stays bounded, and who asks properly is answered after it.
"""

import itertools
import os
import random
import socket
import threading

import pytest

from agent import UUID, Host, agent_pid, status_field
from control import connect, status, wait_status
from lab import BUILD, wait_until

CLIENTS = 10000
# HTTPD_CLIENTS, and what the agent has for itself.
DESCRIPTORS = 32 + 30
REQUEST = b"GET /status HTTP/1.0\r\n\r\n"


@pytest.fixture
def host(lab):
    host = Host(lab)
    host.uuid = UUID  # else it is degraded
    host.write_conf(polling=1)
    host.collector = lab.collector(host.far)
    host.start()
    host.collector.wait_for(lambda d: d["sequence"] == 2, "two rounds")
    wait_status(host.socket, lambda s: s["phase"] == "running", "running")
    return host


class Rounds:
    """Of the time from begin to end, none is missing."""

    def __init__(self, host):
        self.collector = host.collector
        self.first = self.collector.next(what="a round before")

    def end(self):
        last = self.collector.next(what="a round after")
        seconds = (last["uptime"] - self.first["uptime"]) / 1000
        assert last["sequence"] - self.first["sequence"] == round(seconds)
        for datagram in self.collector.datagrams:
            assert datagram["problems"] == []


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def answered(stream):
    """What is said until the end; b"" when it was cut off."""
    said = b""
    try:
        while True:
            piece = stream.recv(65536)
            if not piece:
                return said
            said += piece
    except OSError:
        return said


def garbage(kind, randomness):
    return {
        "binary": lambda: randomness.randbytes(2000),
        "lines": lambda: b"\r\n" * 500,
        "long line": lambda: b"GET /" + b"a" * 100000,
        "long header": lambda: b"GET /status HTTP/1.1\r\nX: " + b"b" * 50000,
        "headers": lambda: b"GET /status HTTP/1.1\r\n" + b"A: b\r\n" * 5000,
        "body": lambda: b"POST /status HTTP/1.1\r\nContent-Length: "
                        b"1000000000\r\n\r\n" + b"c" * 100000,
        "chunks": lambda: b"POST /status HTTP/1.1\r\nTransfer-Encoding: "
                          b"chunked\r\n\r\nfffffffffffffff\r\n",
        "pipeline": lambda: REQUEST.replace(b"1.0", b"1.1") * 1000,
        "half": lambda: REQUEST[:-5],
        "nothing": lambda: b"",
    }[kind]()


@pytest.mark.parametrize("kind", ["binary", "lines", "long line",
                                  "long header", "headers", "body", "chunks",
                                  "pipeline", "half", "nothing"])
def test_garbage(host, kind):
    rounds = Rounds(host)
    randomness = random.Random(kind)
    for _ in range(100):
        with connect(host.socket) as stream:
            try:
                stream.sendall(garbage(kind, randomness))
                stream.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # it has been told to go before it was done
            answered(stream)
    rounds.end()
    assert status(host.socket)["state"] == "ok"


def test_ten_thousand_one_after_the_other(host):
    agent = agent_pid(host.process)
    before = descriptors(agent)
    rounds = Rounds(host)
    for _ in range(CLIENTS):
        with connect(host.socket) as stream:
            stream.sendall(REQUEST)
            assert answered(stream).startswith(b"HTTP/1.1 200 OK\r\n") or \
                answered(stream) == b""
    rounds.end()
    wait_until(lambda: descriptors(agent) <= before, "all to be gone")


def attack(host, work, workers=64):
    """The work, over and over in many threads, until ten rounds are over."""
    stop = threading.Event()
    agent = agent_pid(host.process)
    most = [0]
    count = itertools.count()

    def loop():
        while not stop.is_set():
            try:
                work()
            except OSError:
                pass
            next(count)
            most[0] = max(most[0], descriptors(agent))

    threads = [threading.Thread(target=loop) for _ in range(workers)]
    rounds = Rounds(host)
    for thread in threads:
        thread.start()
    try:
        last = rounds.first["sequence"] + 10
        host.collector.wait_for(lambda d: d["sequence"] >= last, "ten rounds")
        rounds.end()
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert most[0] <= DESCRIPTORS
    assert next(count) > workers
    return agent


def test_many_at_once(host):
    def ask():
        with connect(host.socket) as stream:
            stream.settimeout(5)
            stream.sendall(REQUEST)
            answered(stream)

    attack(host, ask)
    assert status(host.socket)["state"] == "ok"


def test_many_that_stay(host):
    """Each holds its connection until it is ended from over there."""
    def hold():
        with connect(host.socket) as stream:
            stream.settimeout(1)
            stream.sendall(b"GET /sta")
            answered(stream)

    attack(host, hold)
    assert status(host.socket)["state"] == "ok"


def test_a_flood_of_connections_that_do_not_wait(host):
    """As fast as they go, refused or not, from as many threads."""
    def knock():
        held = []
        for _ in range(200):
            stream = socket.socket(socket.AF_UNIX)
            stream.setblocking(False)
            try:
                stream.connect(str(host.socket))
                held.append(stream)
            except OSError:
                stream.close()
        for stream in held:
            stream.close()

    agent = attack(host, knock, workers=16)
    assert status(host.socket)["state"] == "ok"
    # The sanitizers keep what is freed.
    if BUILD.name != "san":
        assert int(status_field(agent, "VmRSS").split()[0]) < 8192
