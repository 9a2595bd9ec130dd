#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A DNS server that lies: valid answers with bytes changed, cut and repeated,
lengths and counts that are wrong, names that point at themselves, other ids
and questions, broken TCP. Names with "truth" in them are answered truly.

usage: hostile_dns.py ADDRESS SEED

Stands in for a broken or malicious server or somebody on the path. Each
question gets, after what a resolver must throw away, one answer that it must
look at, so that nothing waits for time-outs; one in a few thousand gets none.
SIGTERM ends it; it then prints how many answers it has sent.
"""

import random
import selectors
import signal
import socket
import struct
import sys

from dns_wire import A, CNAME, SRV, TXT, a, record, srv, txt, wire_name

QUESTION = b"\xc0\x0c"  # a pointer to the name that was asked for
MUTANTS = 4000          # for each type
SELF = "truth.test."


def pointed(rtype, data, ttl=60):
    return QUESTION + record("", rtype, data, ttl)[1:]


def srv_data(target, port=6343, priority=0):
    return struct.pack("!HHH", priority, 0, port) + target


def txt_data(*strings):
    return b"".join(bytes([len(s)]) + s for s in strings)


def valid():
    """For each type lists of records, as a server might send them."""
    alias = pointed(CNAME, wire_name("alias.test"), 5)
    many = [pointed(SRV, srv_data(wire_name(
        f"collector-{i}.lies.test"), 6343 + i, i % 3)) for i in range(20)]
    return {
        SRV: [
            [pointed(SRV, srv_data(b"\1c" + QUESTION))],
            [pointed(SRV, srv_data(wire_name("c.test"), 6343)),
             pointed(SRV, srv_data(wire_name("d.test"), 6344, 1), 0)],
            [pointed(SRV, srv_data(b"\0", 0))],
            [alias, record("alias.test", SRV, srv_data(wire_name("c.test")))],
            many],
        TXT: [
            [pointed(TXT, txt_data(b"txtvers=1", b"polling=20",
                                   b"sampling=512"))],
            # Without '=' it ended other agents.
            [pointed(TXT, txt_data(b"polling", b"sampling"))],
            [pointed(TXT, txt_data(b"=", b"", b"=x", b"polling=\xff\0",
                                   b"x=" + b"y" * 253))],
            [pointed(TXT, txt_data(b"sampling.10G=4000",
                                   b"sampling.100M=50")),
             pointed(TXT, txt_data(b"headerBytes=128", b"agent=eth0",
                                   b"agentIP=10.0.0.7",
                                   b"agent.cidr=!10.0.0.0/8"))],
            [pointed(TXT, b"")]],
        A: [
            [pointed(A, bytes((10, 0, 0, i))) for i in range(1, 4)],
            [alias, record("alias.test", A, bytes((10, 0, 0, 1)))],
            [pointed(CNAME, QUESTION)],
            [pointed(A, bytes((224, 0, 0, 1)))]],
    }


def truth():
    service = f"_sflow._udp.{SELF}"
    return {
        (service, SRV): [srv(service, f"c2.{SELF}", 6344),
                         srv(service, f"c1.{SELF}", 6343)],
        (service, TXT): [txt(service, "txtvers=1", "polling=20",
                             "sampling=512")],
        (f"c1.{SELF}", A): [a(f"c1.{SELF}", "192.0.2.77")],
    }


NUMBERS = [b"\0\0", b"\0\1", b"\xff\xff", b"\x7f\xff", b"\x80\0", b"\xc0\x0c",
           b"\xc0\0", b"\xff", b"\x3f", b"\x40", b"\0\0\0\0\0\0"]


def mutate(rnd, body):
    """One change, anywhere."""
    body = bytearray(body)
    at = rnd.randrange(len(body) + 1)
    end = min(len(body), at + rnd.choice((1, 2, 4, 20)))
    what = rnd.randrange(7)
    if what == 0 and body:
        body[at % len(body)] ^= 1 << rnd.randrange(8)
    elif what == 1 and body:
        body[at % len(body)] = rnd.randrange(256)
    elif what == 2:
        number = rnd.choice(NUMBERS)
        body[at:at + len(number)] = number
    elif what == 3:
        del body[at:]
    elif what == 4:
        del body[at:end]
    elif what == 5:
        body[at:at] = body[at:end] * rnd.choice((1, 3, 100))
    else:
        body[at:at + 2] = struct.pack("!H", 0xc000 | rnd.randrange(12, 300))
    return bytes(body[:60000])


def make_mutants(rnd):
    """For each type tuples of flags, the last three counts and records."""
    out = {}
    for rtype, seeds in valid().items():
        out[rtype] = []
        for _ in range(MUTANTS):
            records = rnd.choice(seeds)
            body = b"".join(records)
            for _ in range(rnd.choice((0, 0, 1, 1, 2, 5))):
                body = mutate(rnd, body)
            flags = 0x8580
            if rnd.random() < 0.1:
                flags = (flags & 0xfff0) | rnd.choice((1, 2, 3, 4, 5, 9, 15))
            elif rnd.random() < 0.1:
                # TC makes it ask again by TCP: that is for the server.
                flags = 0x8000 | (rnd.randrange(0x8000) & ~0x200)
            counts = [len(records), 0, 0]
            if rnd.random() < 0.2:
                counts[rnd.randrange(3)] = rnd.choice((0, 1, 2, 255, 65535))
            out[rtype].append((struct.pack("!H", flags),
                               struct.pack("!3H", *counts), body))
    return out


def broken_records():
    """SRV records none of which can be understood."""
    good = pointed(SRV, srv_data(wire_name("c.lies.test")))
    out = [good[:i] for i in range(len(good))]
    for target in (b"\xc0\x25", b"\xc0\xff", b"\xff\xff", b"\x40c\0",
                   b"\x80c\0", b"\x3fc\0", b"\xc0", b"\1c", b"\1 \0",
                   b"\1\0\0", b"\3a.b\0", b"\2\xff\xfe\0", b"",
                   b"\x3f" + b"a" * 63 + b"\xc0\x0c" * 2):
        out.append(pointed(SRV, srv_data(target)))
    out += [pointed(SRV, b""), pointed(SRV, b"\0\0\0"),
            pointed(SRV, srv_data(wire_name("c.lies.test"), 0)),
            good[:10] + b"\xff\xff" + good[12:],
            good[:10] + b"\0\7" + good[12:],
            b"\xc0\x0e" + good[2:6] + good[6:]]
    return out


class Hostile:
    def __init__(self, address, seed):
        self.rnd = random.Random(seed)
        self.mutants = make_mutants(self.rnd)
        self.truth = truth()
        self.sent = 0
        self.asked = 0
        self.selector = selectors.DefaultSelector()
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.udp.bind((address, 53))
        self.tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.tcp.bind((address, 53))
        self.tcp.listen(128)
        self.selector.register(self.udp, selectors.EVENT_READ, self.on_udp)
        self.selector.register(self.tcp, selectors.EVENT_READ, self.on_tcp)

    def run(self):
        while True:
            for key, _ in self.selector.select():
                key.data(key.fileobj)

    def read(self, data):
        """Id, question on the wire, type; and the true answer or None."""
        end = data.index(0, 12) + 5
        question = data[12:end]
        rtype = question[-3]
        if b"truth" not in question:
            return data[:2], question, rtype, None
        labels, at = [], 0
        while question[at]:
            labels.append(question[at + 1:at + 1 + question[at]].decode())
            at += 1 + question[at]
        found = self.truth.get((".".join(labels) + ".", rtype), [])
        return (data[:2], question, rtype, data[:2] + b"\x85\x80\0\1" +
                struct.pack("!3H", len(found), 0, 0) + question +
                b"".join(found))

    def lie(self, qid, question, rtype):
        flags, counts, body = self.rnd.choice(
            self.mutants.get(rtype) or self.mutants[A])
        return qid + flags + b"\0\1" + counts + question + body

    def noise(self, qid, question, rtype):
        """To be thrown away: not an answer to this question."""
        lie = bytearray(self.lie(qid, question, rtype))
        what = self.rnd.randrange(4)
        if what == 0:
            lie[self.rnd.randrange(2)] ^= 1 << self.rnd.randrange(8)
        elif what == 1:
            at = 12 + self.rnd.randrange(len(question))
            lie[at] ^= 1 << self.rnd.randrange(8)
        elif what == 2:
            lie[4:6] = self.rnd.choice((b"\0\0", b"\0\2", b"\xff\xff"))
        else:
            del lie[self.rnd.randrange(12 + len(question)):]
        return bytes(lie)

    def on_udp(self, s):
        data, peer = s.recvfrom(4096)
        qid, question, rtype, true = self.read(data)
        if true:
            s.sendto(true, peer)
            return
        self.asked += 1
        chance = self.rnd.random()
        if chance < 0.0001:
            return
        while chance < 0.25:
            s.sendto(self.noise(qid, question, rtype), peer)
            self.sent += 1
            chance = self.rnd.random()
        lie = self.lie(qid, question, rtype)
        if chance > 0.98:
            lie = lie[:2] + b"\x87\x80" + lie[4:]
        s.sendto(lie, peer)
        self.sent += 1

    def on_tcp(self, s):
        connection, _ = s.accept()
        connection.settimeout(1)
        self.selector.register(connection, selectors.EVENT_READ,
                               self.on_connection)

    def on_connection(self, s):
        try:
            data = s.recv(65536)
            going = bool(data)
            while data and going:
                end = 2 + struct.unpack("!H", data[:2])[0]
                going = self.lie_by_tcp(s, data[2:end])
                data = data[end:]
        except (OSError, ValueError, struct.error):
            going = False
        if not going:
            self.selector.unregister(s)
            s.close()

    def lie_by_tcp(self, s, data):
        """False when the connection is to end."""
        qid, question, rtype, true = self.read(data)
        lie = true or self.lie(qid, question, rtype)
        whole = struct.pack("!H", len(lie)) + lie
        what = 9 if true else self.rnd.randrange(10)
        self.sent += 1
        if what == 0:       # no end
            s.sendall(b"\xff\xff" + lie)
        elif what == 1:     # nothing in it
            s.sendall(b"\0\0" + whole)
        elif what == 2:     # too short
            s.sendall(b"\0\5" + lie[:5] + whole)
        elif what == 3:     # cut
            s.sendall(whole[:self.rnd.randrange(len(whole))])
        elif what == 4:     # another one first
            noise = self.noise(qid, question, rtype)
            s.sendall(struct.pack("!H", len(noise)) + noise + whole)
        elif what == 5:     # as large as it goes
            large = lie + bytes(65535 - len(lie))
            s.sendall(b"\xff\xff" + large)
        elif what == 6:     # in pieces
            for i in range(0, min(len(whole), 40)):
                s.sendall(whole[i:i + 1])
            s.sendall(whole[40:])
        else:
            s.sendall(whole)
        return what not in (0, 3)


def main(address, seed):
    server = Hostile(address, int(seed))

    def end(*_):
        raise SystemExit
    signal.signal(signal.SIGTERM, end)
    print("ready", flush=True)
    try:
        server.run()
    finally:
        print(f"asked {server.asked} sent {server.sent}", flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
