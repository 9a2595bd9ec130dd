# SPDX-License-Identifier: Apache-2.0
"""Network namespaces, processes and a collector, for tests and the demo.

Everything made here is ended and removed by close(), also after a failure.
Waiting is always for a condition; the limits are there for what hangs.
"""

import itertools
import json
import os
import pathlib
import shutil
import signal
import subprocess
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = pathlib.Path(os.environ.get("HSFLOWD_BUILD",
                                    ROOT / "build")).resolve()
LIMIT = 60  # seconds until something counts as never happening

_numbers = itertools.count()


def wait_until(condition, what, limit=LIMIT):
    """Returns the first true value of condition()."""
    end = time.monotonic() + limit
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"never happened: {what}")
        time.sleep(0.01)


def run(*argv, check=True):
    return subprocess.run([str(a) for a in argv], check=check, text=True,
                          capture_output=True)


class Process:
    """A program with its output in a file."""

    def __init__(self, argv, log, env=None, stdout=None):
        self.argv = [str(a) for a in argv]
        self.log = pathlib.Path(log)
        self._out = open(self.log, "ab")
        self.popen = subprocess.Popen(
            self.argv, stdin=subprocess.DEVNULL, stdout=stdout or self._out,
            stderr=self._out, env=env, start_new_session=True)

    @property
    def pid(self):
        return self.popen.pid

    def output(self):
        return self.log.read_text(errors="replace")

    def alive(self):
        return self.popen.poll() is None

    def wait_output(self, text, limit=LIMIT):
        def seen():
            if text in self.output():
                return True
            assert self.alive() or text in self.output(), \
                f"{self.argv[0]} ended without '{text}':\n{self.output()}"
            return False
        wait_until(seen, f"'{text}' in the output of {self.argv[0]}:\n"
                   f"{self.output()}", limit)

    def wait(self, limit=LIMIT):
        return self.popen.wait(limit)

    def stop(self, signo=signal.SIGTERM, limit=LIMIT):
        """Sends the signal, waits; the exit status. Kills what does not."""
        if self.alive():
            self.popen.send_signal(signo)
        try:
            return self.popen.wait(limit)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()
            raise
        finally:
            self._out.close()

    def close(self):
        """Gives it the time to stop what it has started itself."""
        if self.alive():
            self.popen.terminate()
            try:
                self.popen.wait(10)
            except subprocess.TimeoutExpired:
                self.popen.kill()
                self.popen.wait()
        self._out.close()


class Namespace:
    """A network namespace with loopback up and files of its own in /etc."""

    def __init__(self, label):
        self.name = f"hsf-{os.getpid()}-{next(_numbers)}-{label}"
        self.etc = pathlib.Path("/etc/netns", self.name)
        run("ip", "netns", "add", self.name)
        self.ip("link", "set", "lo", "up")

    def argv(self, *argv):
        return ["ip", "netns", "exec", self.name, *argv]

    def run(self, *argv, check=True):
        return run(*self.argv(*argv), check=check)

    def ip(self, *argv, check=True):
        return run("ip", "-n", self.name, *argv, check=check)

    def etc_file(self, name, text):
        """Seen as /etc/NAME by what is started in the namespace from now."""
        self.etc.mkdir(parents=True, exist_ok=True)
        (self.etc / name).write_text(text)

    def close(self):
        run("ip", "netns", "del", self.name, check=False)
        shutil.rmtree(self.etc, ignore_errors=True)


def veth(one, one_name, other, other_name):
    """A cable between two namespaces, both ends up."""
    one.ip("link", "add", one_name, "type", "veth", "peer", "name",
           other_name, "netns", other.name)
    one.ip("link", "set", one_name, "up")
    other.ip("link", "set", other_name, "up")


def address(namespace, dev, cidr):
    more = ["nodad"] if ":" in cidr else []
    namespace.ip("addr", "add", cidr, "dev", dev, *more)


class Collector:
    """hsflowctl listen, its datagrams as dicts."""

    def __init__(self, namespace, folder, port=6343, bind="0.0.0.0"):
        self.datagrams = []
        self._changed = threading.Condition()
        self._failure = None
        argv = namespace.argv(BUILD / "hsflowctl", "listen", "--json",
                              "--bind", bind, str(port))
        log = pathlib.Path(folder, f"collector-{next(_numbers)}.log")
        self.process = Process(argv, log, stdout=subprocess.PIPE)
        self.process.wait_output("listening")
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        failure = "hsflowctl has ended"
        for line in self.process.popen.stdout:
            try:
                datagram = json.loads(line)
            except ValueError as error:
                failure = f"{error}: {line}"
                break
            with self._changed:
                self.datagrams.append(datagram)
                self._changed.notify_all()
        with self._changed:
            self._failure = failure
            self._changed.notify_all()

    def wait_for(self, predicate, what, limit=LIMIT):
        """The first datagram, seen already or to come, that fits."""
        end = time.monotonic() + limit
        at = 0
        with self._changed:
            while True:
                while at < len(self.datagrams):
                    if predicate(self.datagrams[at]):
                        return self.datagrams[at]
                    at += 1
                left = end - time.monotonic()
                if left <= 0 or self._failure:
                    raise AssertionError(
                        f"no datagram: {what} ({at} others), "
                        f"{self._failure or 'none came'}")
                self._changed.wait(left)

    def next(self, predicate=lambda d: True, what="any", limit=LIMIT):
        """The first that fits and comes after now."""
        with self._changed:
            known = len(self.datagrams)
        seen = itertools.count()
        return self.wait_for(lambda d: next(seen) >= known and predicate(d),
                             what, limit)

    def samples(self, kind=None):
        with self._changed:
            return [(d, s) for d in self.datagrams for s in d["samples"]
                    if kind is None or s["type"] == kind]

    def close(self):
        self.process.close()
        self._thread.join(LIMIT)


def records(sample):
    """name -> fields; the last of a name wins."""
    return {r["name"]: r["fields"] for r in sample["records"]}


def host_sample(datagram):
    """The records of the host's own sample, or None."""
    for sample in datagram["samples"]:
        if sample["type"] == "counters" and sample["source"] == "2:1":
            return records(sample)
    return None


class Lab:
    """Owns everything a test makes; close() undoes it in reverse."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self._owned = []

    def own(self, thing):
        self._owned.append(thing)
        return thing

    def namespace(self, label):
        return self.own(Namespace(label))

    def process(self, argv, name, **more):
        log = self.folder / f"{name}-{next(_numbers)}.log"
        return self.own(Process(argv, log, **more))

    def collector(self, namespace, **more):
        return self.own(Collector(namespace, self.folder, **more))

    def close(self):
        while self._owned:
            self._owned.pop().close()
