# SPDX-License-Identifier: Apache-2.0
"""DNS for tests: NSD and dnsmasq in a namespace, a scripted server for what
these cannot be made to show, and hsflowd with an /etc of its own.
"""

import itertools
import os
import pathlib
import re
import selectors
import shutil
import socket
import struct
import threading

from agent import COLLECTOR_IP, Host
from dns_wire import (NOERROR, NXDOMAIN, A, Question, SOA, SRV, TXT, a, ask,
                      sockets_in, srv, txt)
from lab import BUILD, wait_until

SERVICE = "_sflow._udp."
_numbers = itertools.count()


class Nsd:
    """NSD with zones that may change while it runs."""

    CONF = """server:
  ip-address: {ip}
  username: ""
  chroot: ""
  zonesdir: "{folder}"
  zonelistfile: "{folder}/zone.list"
  xfrdfile: "{folder}/xfrd.state"
  xfrdir: "{folder}"
  pidfile: "{folder}/nsd.pid"
  database: ""
  server-count: 1
  rrl-ratelimit: 0
  {more}
remote-control:
  control-enable: no
"""
    ZONE = """$ORIGIN {origin}
$TTL {ttl}
@ IN SOA ns hostmaster {serial} 3600 600 86400 5
@ IN NS ns
ns IN A {ip}
serial IN TXT "serial-{serial}-"
{text}
"""

    def __init__(self, lab, namespace, zones, ip=COLLECTOR_IP, more=""):
        """`zones` maps names, without a dot at the end, to their records."""
        self.lab = lab
        self.ns = namespace
        self.ip = ip
        self.folder = lab.folder / f"nsd-{next(_numbers)}"
        self.folder.mkdir()
        conf = self.CONF.format(ip=ip, folder=self.folder, more=more)
        for zone in zones:
            self._write(zone, zones[zone], 60)
            conf += f"zone:\n  name: {zone}\n  zonefile: {zone}.zone\n"
        (self.folder / "nsd.conf").write_text(conf)
        self.process = None
        self.start()

    def _write(self, zone, text, ttl):
        serial = next(_numbers) + 1
        new = self.folder / f"{zone}.new"
        new.write_text(self.ZONE.format(origin=f"{zone}.", ttl=ttl, ip=self.ip,
                                        serial=serial, text=text))
        new.rename(self.folder / f"{zone}.zone")
        return serial

    def start(self):
        self.process = self.lab.process(self.ns.argv(
            "/usr/sbin/nsd", "-d", "-c", self.folder / "nsd.conf"), "nsd")
        wait_until(lambda: ask(self.ns, self.ip, "nsd.invalid", SOA),
                   f"NSD to answer: {self.process.output()}")

    def stop(self, signo=9):
        """Dead at once, as after a power cut."""
        pids = children_of(self.process.pid)
        self.process.stop(signo)
        for pid in pids:
            try:
                os.kill(pid, signo)
            except ProcessLookupError:
                pass
        wait_until(lambda: not any(running(pid) for pid in pids),
                   "NSD to end")

    def change(self, zone, text, ttl=60, reload=True):
        """New records; returns when they are served."""
        serial = self._write(zone, text, ttl)
        if not reload:
            return
        self.process.popen.send_signal(1)
        word = f"serial-{serial}-".encode()
        wait_until(lambda: word in (ask(self.ns, self.ip, f"serial.{zone}",
                                        TXT) or b""),
                   f"the new zone {zone}: {self.process.output()}")


def children_of(pid):
    """All processes below it."""
    out = []
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            child = int(stat.parent.name)
            out += [child] + children_of(child)
    return out


def running(pid):
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rsplit(")", 1)[1].split()[0] != "Z"


class Dnsmasq:
    """dnsmasq, which says in its log what it was asked."""

    def __init__(self, lab, namespace, *options, ip=COLLECTOR_IP):
        self.process = lab.process(namespace.argv(
            "/usr/sbin/dnsmasq", "--keep-in-foreground", "--no-resolv",
            "--no-hosts", "--conf-file=/dev/null", "--pid-file=", "--user=",
            "--group=", "--bind-interfaces", f"--listen-address={ip}",
            "--log-queries", "--log-facility=-", *options), "dnsmasq")
        wait_until(lambda: ask(namespace, ip, "ready.invalid", SOA),
                   f"dnsmasq to answer: {self.process.output()}")

    def asked(self, rtype="SRV"):
        """The names, in the order of the questions."""
        return re.findall(rf"query\[{rtype}\] (\S+) from",
                          self.process.output())


class Script:
    """A DNS server that does what `answer` says.

    It stands in for servers that fail, lie, are slow or old, which those of
    Debian cannot be made to do: answer(question) returns a message in bytes,
    (seconds, message) for one that comes late, or None for silence. UDP and
    TCP. `asked` has every question.
    """

    def __init__(self, lab, namespace, answer, ip=COLLECTOR_IP):
        self.answer = answer
        self.asked = []
        self._changed = threading.Condition()
        self._selector = selectors.DefaultSelector()
        self._wake, self._end = socket.socketpair()

        def make():
            udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            udp.bind((ip, 53))
            tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tcp.bind((ip, 53))
            tcp.listen(64)
            return udp, tcp
        self.udp, self.tcp = sockets_in(namespace, make)
        for s, work in ((self.udp, self._on_udp), (self.tcp, self._on_tcp),
                        (self._wake, None)):
            self._selector.register(s, selectors.EVENT_READ, work)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        lab.own(self)

    def _run(self):
        while True:
            for key, _ in self._selector.select():
                if key.data is None:
                    return
                try:
                    key.data(key.fileobj)
                except (OSError, struct.error, IndexError):
                    continue

    def _on_udp(self, s):
        data, peer = s.recvfrom(65535)
        self._handle(data, False, lambda out: s.sendto(out, peer))

    def _on_tcp(self, s):
        connection, _ = s.accept()
        connection.settimeout(5)
        self._selector.register(connection, selectors.EVENT_READ,
                                self._on_connection)

    def _on_connection(self, s):
        head = s.recv(2, socket.MSG_WAITALL)
        data = b""
        if len(head) == 2:
            data = s.recv(struct.unpack("!H", head)[0], socket.MSG_WAITALL)
        if not data:
            self._selector.unregister(s)
            s.close()
            return
        self._handle(data, True, lambda out: s.sendall(
            struct.pack("!H", len(out)) + out))

    def _handle(self, data, tcp, send):
        question = Question(data, tcp)
        reply = self.answer(question)
        with self._changed:
            self.asked.append(question)
            self._changed.notify_all()
        if isinstance(reply, tuple):
            timer = threading.Timer(reply[0], self._send_late, (send,
                                                                reply[1]))
            timer.daemon = True
            timer.start()
        elif reply is not None:
            send(reply)

    @staticmethod
    def _send_late(send, reply):
        try:
            send(reply)
        except OSError:
            pass  # the test, or the connection, has ended meanwhile

    def count(self, name=None, rtype=SRV):
        with self._changed:
            return sum(1 for q in self.asked if q.type == rtype and
                       (name is None or q.name == name))

    def wait_asked(self, name=None, rtype=SRV, more=1):
        """Until it was asked so many times more than up to now."""
        wanted = self.count(name, rtype) + more
        wait_until(lambda: self.count(name, rtype) >= wanted,
                   f"{more} questions for {name or 'anything'}")

    def close(self):
        self._end.send(b"x")
        self._thread.join()
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()
        self._selector.close()
        self._end.close()


class Zone:
    """An answer() for Script: records by name and type, and what is wrong."""

    def __init__(self, **more):
        self.records = {}
        self.wrong = None  # question -> answer, in place of the records
        self.put(**more)

    def put(self, domain="s.test", address=COLLECTOR_IP, ttl=60,
            strings=("txtvers=1", "polling=5", "sampling=111")):
        service = f"{SERVICE}{domain}."
        self.records[service, SRV] = [srv(service, f"c.{domain}.", ttl=ttl)]
        self.records[service, TXT] = [txt(service, *strings, ttl=ttl)]
        self.records[f"c.{domain}.", A] = [a(f"c.{domain}.", address)]
        return self

    def __call__(self, question):
        if self.wrong is not None:
            return self.wrong(question)
        return self.right(question)

    def right(self, question):
        found = self.records.get((question.name, question.type))
        if found:
            return question.reply(*found)
        known = any(name == question.name for name, _ in self.records)
        return question.reply(rcode=NOERROR if known else NXDOMAIN)


class Machine(Host):
    """One more hsflowd in the namespace of a host, with an /etc of its own.

    Files bound by `ip netns exec` cannot be renamed; a folder's can. Each
    machine takes inotify instances, of which a user has 128 by default.
    """

    COPIED = ("passwd", "group", "nsswitch.conf", "ld.so.cache", "hosts",
              "machine-id", "localtime", "host.conf")

    def __init__(self, host, name, resolv=None, conf=None, hostname=None):
        # pylint: disable=super-init-not-called
        self.lab = host.lab
        self.ns, self.far = host.ns, host.far
        self.name = name
        self.hostname = hostname
        self.folder = host.lab.folder / f"{name}-{next(_numbers)}"
        self.etc = self.folder / "etc"
        self.etc.mkdir(parents=True)
        for file in self.COPIED:
            if os.path.exists(f"/etc/{file}"):
                shutil.copy(f"/etc/{file}", self.etc / file)
        self.run_folder = self.folder / "run"
        self.state = self.run_folder / "hsflowd.auto"
        self.socket = self.run_folder / "hsflowd.sock"
        self.last = self.run_folder / "dns.last"
        self.pidfile = self.folder / "hsflowd.pid"
        self.program = BUILD / "hsflowd"
        self.process = None
        if resolv is not None:
            self.resolv(resolv)
        if conf:
            self.write_conf(conf)

    def _replace(self, name, text):
        new = self.etc / f"{name}.new"
        new.write_text(text)
        new.rename(self.etc / name)

    def resolv(self, text):
        """Replaced by rename, as everything does that writes it."""
        self._replace("resolv.conf", text)

    def search(self, *domains, server=COLLECTOR_IP, more=""):
        """The same again makes hsflowd ask again: the text differs."""
        line = f"search {' '.join(domains)}\n" if domains else ""
        self.resolv(f"# {next(_numbers)}\nnameserver {server}\n{line}{more}")
        return self

    def write_conf(self, text=None, polling=1, more=""):
        """The default one, so that it need not be named."""
        self._replace("hsflowd.conf", text or "sflow { %s }\n" % more)

    def inside(self, *argv):
        """To be run with the machine's own /etc."""
        setup = f"mount --bind {self.etc} /etc && "
        unshare = []
        if self.hostname:
            unshare = ["unshare", "--uts"]
            setup += f"hostname {self.hostname} && "
        return self.ns.argv(*unshare, "sh", "-c", setup + 'exec "$@"', "sh",
                            *argv)

    def argv(self, *more, debug="-dd"):
        return self.inside(self.program, *([debug] if debug else []),
                           "-s", self.socket, "-o", self.state,
                           "-l", self.last, "-p", self.pidfile,
                           *(["-u", self.uuid] if self.uuid else []), *more)

    def start(self, *more, env=None):
        self.process = self.lab.process(self.argv(*more),
                                        f"hsflowd-{self.name}", env=env)
        return self

    def values(self, *keys):
        """One value, or a list of them, for each key."""
        found = [self.setting(key) for key in keys]
        return [v[0] if len(v) == 1 else v for v in found]

    def wait_values(self, **wanted):
        """Until the state file says so; [] for a key that is not there."""
        keys = list(wanted)

        def there():
            assert self.process.alive(), self.process.output()
            return dict(zip(keys, self.values(*keys))) == wanted
        try:
            wait_until(there, f"{self.name}: {wanted}")
        except AssertionError as error:
            raise AssertionError(f"{error}; it is {self.settings()}\n"
                                 f"{self.process.output()[-6000:]}") from None

    def wait_log(self, pattern):
        found = re.compile(pattern)
        wait_until(lambda: found.search(self.process.output()),
                   f"{self.name}: /{pattern}/ in the log:\n"
                   f"{self.process.output()[-6000:]}")
