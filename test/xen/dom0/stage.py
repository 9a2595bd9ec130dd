# SPDX-License-Identifier: Apache-2.0
"""What the scenario works with in dom0: the pair and its collector, guests,
and readings of the independent tools. Everything that is seen goes to /xt/out
as it is; judging it is up to the tests, on the host.
"""

import glob
import json
import os
import pathlib
import shutil
import signal
import subprocess
import time

from lab import Process, run

OUT = pathlib.Path("/xt/out")
# Where nobody may read, too: /xt/in is as private as it was on the host.
HERE = pathlib.Path("/opt/pair")
CONF = HERE / "hsflowd.conf"
STATE = pathlib.Path("/run/hsflowd/hsflowd.auto")
LIMIT = 240  # seconds until something counts as never happening
# Once something never happened, the rest is still played, but not for hours.
LIMIT_AFTER = 40
TOOL_LIMIT = 700  # more than that of "xt domu-wait"

# What is read beside the samples: all that a test might want to hold them
# against.
TOOLS = {
    "xl list": ["xl", "list", "-v"],
    "xl info": ["xl", "info"],
    "xentop": ["xentop", "-b", "-i", "1"],
    "xenstore": ["xenstore-ls", "-f", "/local/domain"],
    "ip": ["ip", "-s", "-j", "link"],
    "free": ["free", "-b"],
}
FILES = ("/proc/meminfo",
         "/sys/bus/xen-backend/devices/vbd-*/statistics/*",
         "/sys/class/net/*/ifindex",
         "/sys/class/net/*/device/nodename")


def tool(*argv, check=True):
    """Its standard output; what fails or hangs ends the scenario."""
    done = subprocess.run([str(a) for a in argv], text=True, check=False,
                          timeout=TOOL_LIMIT, capture_output=True,
                          stdin=subprocess.DEVNULL)
    if check and done.returncode != 0:
        raise RuntimeError(f"{argv}: {done.returncode}: {done.stderr}")
    return done.stdout


def persist(*argv, tries=5):
    """As tool(), of what libxl gives up when a script of Xen's takes longer
    than 40 s: on a busy machine it does, now and then."""
    for _ in range(tries - 1):
        try:
            return tool(*argv)
        except RuntimeError as error:
            print(f"again: {error}", flush=True)
    return tool(*argv)


def read_file(path):
    """None where it has just vanished."""
    try:
        return pathlib.Path(path).read_text().strip()
    except OSError:
        return None


def xl_list():
    """name -> (domain id, UUID) of the guests; "(null)" has no name yet."""
    lines = [line.split() for line in tool("xl", "list", "-v").splitlines()]
    rows = [words for words in lines[1:] if words[1] != "0"]
    return {words[0]: (int(words[1]), next(w for w in words if
                                           w.count("-") == 4 and len(w) == 36))
            for words in rows}


def domid(name):
    found = xl_list().get(name)
    return found and found[0]


def xenstored_pid():
    return int(read_file("/run/xenstore.pid"))


def programs():
    """process id -> the name of its program"""
    found = {}
    for link in glob.glob("/proc/[0-9]*/exe"):
        try:
            path = os.readlink(link)
        except OSError:  # a kernel thread, or gone
            continue
        found[int(link.split("/")[2])] = os.path.basename(path)
    return found


def pids(name):
    return sorted(pid for pid, n in programs().items() if n == name)


def status_of(pid):
    """The lines of /proc/PID/status as a dictionary."""
    text = read_file(f"/proc/{pid}/status") or ""
    return dict(line.split(":\t", 1) for line in text.splitlines()
                if ":\t" in line)


class Datagrams:
    """What hsflowctl listen has written to a file so far."""

    def __init__(self, path):
        self._file = open(path, encoding="utf-8")
        self._rest = ""
        self.count = 0
        # source, and source and record -> indices of the datagrams with it
        self.indices = {}
        self.uuids = {}  # UUID -> source
        self.rate = None  # of the newest flow sample

    def look(self):
        self._rest += self._file.read()
        *lines, self._rest = self._rest.split("\n")
        for line in lines:
            for sample in json.loads(line)["samples"]:
                self._take(sample)
            self.count += 1

    def _take(self, sample):
        if sample["type"] == "flow":
            self.rate = sample["rate"]
        if sample["type"] != "counters":
            return
        source = sample["source"]
        records = {r["name"]: r["fields"] for r in sample["records"]}
        for key in (source, *((source, name) for name in records)):
            self.indices.setdefault(key, []).append(self.count)
        if source.startswith("3:") and "host_descr" in records:
            self.uuids[records["host_descr"]["uuid"]] = source

    def since(self, key, index):
        """How many counters samples of a source, or with a record of it,
        came at or after the datagram."""
        self.look()
        return sum(1 for i in self.indices.get(key, ()) if i >= index)

    def since_uuid(self, uuid, index):
        self.look()
        return self.since(self.uuids.get(uuid), index)


class Stage:
    def __init__(self):
        self.scenes = []
        self.missed = []
        self._began = time.monotonic()
        shutil.copytree("/xt/in/build", HERE, dirs_exist_ok=True)
        HERE.chmod(0o755)
        # Those of a build with sanitizers.
        for library in glob.glob("/xt/in/libraries/*"):
            shutil.copy(library, "/usr/lib/x86_64-linux-gnu/")
        self.collector = Process(
            [HERE / "hsflowctl", "listen", "--json", "--bind", "127.0.0.1",
             "6343"], OUT / "hsflowctl.log",
            stdout=open(OUT / "datagrams.jsonl", "ab"))
        self.collector.wait_output("listening", LIMIT)
        self.datagrams = Datagrams(OUT / "datagrams.jsonl")
        self.hsflowd = None
        self.sflowovsd = None
        self.others = []

    # Time.

    def now(self):
        return round(time.monotonic() - self._began, 3)

    def wait(self, what, condition):
        """Not an error here: what never happened is for a test to say."""
        end = time.monotonic() + (LIMIT_AFTER if self.missed else LIMIT)
        while True:
            value = condition()
            if value:
                return value
            if time.monotonic() > end:
                self.missed.append(what)
                print(f"{self.now():8.1f} never: {what}", flush=True)
                return value
            time.sleep(0.05)

    def mark(self):
        """The index of the next datagram."""
        self.datagrams.look()
        return self.datagrams.count

    # The pair.

    def start_hsflowd(self, *more):
        self.hsflowd = Process([HERE / "hsflowd", "-dd", "-o", STATE,
                                "-p", "/run/hsflowd.pid", *more],
                               OUT / "hsflowd.log")

    def start_sflowovsd(self):
        self.sflowovsd = Process([HERE / "sflowovsd", "-dd", "-f", STATE,
                                  "-p", "/run/sflowovsd.pid"],
                                 OUT / "sflowovsd.log")

    def start_other(self, name, *argv):
        self.others.append(Process(argv, OUT / f"{name}.log"))

    @staticmethod
    def stop(process):
        """Its exit status, None when it had to be killed."""
        try:
            return process.stop(limit=LIMIT)
        except subprocess.TimeoutExpired:
            return None

    def log_end(self):
        """Where in hsflowd's log something to come will stand."""
        return len(self.hsflowd.output())

    # What is seen.

    def reading(self):
        began = self.now()
        tools = {name: tool(*argv) for name, argv in TOOLS.items()}
        files = {path: read_file(path) for pattern in FILES
                 for path in sorted(glob.glob(pattern))}
        return {"began": began, "ended": self.now(), "tools": tools,
                "files": files, "processes": self._processes()}

    @staticmethod
    def _processes():
        wanted = ("Name", "PPid", "Uid", "CapEff", "NoNewPrivs", "VmRSS")
        found = {}
        for pid, name in programs().items():
            if name in ("hsflowd", "hsflowd-xen", "sflowovsd"):
                status = status_of(pid)
                found[pid] = {"program": name, **{
                    key: status.get(key) for key in wanted}}
        return found

    def rounds(self, number, first, record="host_cpu"):
        """Waits for so many of the host's samples from a datagram on. What
        Xen says of it comes in one of its own when it was late."""
        self.wait(f"{number} samples of the host with {record}", lambda:
                  self.datagrams.since(("2:1", record), first) >= number)

    def samples_of(self, uuids, number, first):
        for uuid in uuids:
            self.wait(f"{number} samples of {uuid}", lambda u=uuid:
                      self.datagrams.since_uuid(u, first) >= number)

    def bracket(self, scene):
        """Samples between two readings. Of each source the second one that
        came after the first reading was measured after it, too."""
        before = self.reading()
        first = self.mark()
        self.rounds(2, first)
        self.rounds(2, first, "virt_node")
        self.samples_of([u for _, u in xl_list().values()], 2, first)
        last = self.mark()
        after = self.reading()
        self.scene(scene, before=before, after=after, first=first, last=last)

    def scene(self, name, **seen):
        """Keeps it; also what the scenario has not lived to the end of."""
        self.scenes.append({"name": name, "at": self.now(), **seen})
        print(f"{self.now():8.1f} {name}", flush=True)
        self.save()

    def save(self):
        path = OUT / "scenes.json.part"
        path.write_text(json.dumps({"scenes": self.scenes,
                                    "missed": self.missed}))
        path.rename(OUT / "scenes.json")

    def close(self):
        for process in (self.hsflowd, self.sflowovsd, *self.others,
                        self.collector):
            if process and process.alive():
                self.stop(process)
        self.save()


def ovs_rows():
    return run("ovs-vsctl", "--timeout=60", "--format=json", "list",
               "sflow").stdout


def freeze(pid):
    os.kill(pid, signal.SIGSTOP)


def thaw(pid):
    os.kill(pid, signal.SIGCONT)


def kill(pid):
    os.kill(pid, signal.SIGKILL)
