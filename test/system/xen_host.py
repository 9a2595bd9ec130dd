# SPDX-License-Identifier: Apache-2.0
"""A Xen host for tests: hsflowd and hsflowd-xen, the stand-in for Xen's
libraries (test/standin), a tree with what dom0's /proc and /sys would hold,
and real interfaces in a network namespace.

A test says what there is (Vm, Vif, Disk), then publish() makes all of it seen
at once. The interfaces' counters are the kernel's own: guest_sends() and
dom0_sends() make them count.
"""

import contextlib
import itertools
import json
import mmap
import os
import pathlib
import re
import struct
import subprocess
import uuid as uuid_module

import agent
from lab import BUILD, host_sample, records, wait_until
from xen_tree import Tree, Xenstored

PROGRAM = BUILD / "hsflowd-xen"
STANDIN = BUILD / "xen_standin.so"
FRAMES = pathlib.Path(__file__).resolve().parent / "xen_frames.py"
UNLIMITED = 2**64 - 1
NO_ERRORS = 2**64 - 1
GIB = 2**30

# Places in the stand-in's control file (standin.h).
INITS, GETS, FLAGS, OPENS, READS, DIRECTORIES, GIVEN = range(1, 8)
FLAG_VCPU, FLAG_NETWORK, FLAG_VERSION, FLAG_VBD = 1, 2, 4, 8


def escape(value):
    """As the stand-in's files want it; text or any bytes."""
    data = value.encode() if isinstance(value, str) else value
    return b"".join(bytes([b]) if 0x21 <= b < 0x7f and b != 0x5c else
                    b"\\x%02x" % b for b in data)


def in_order(path):
    """The stand-in's order of paths: '/' before all else."""
    return path.replace(b"/", b"\x01")


class Vif:
    """`name` is the interface in dom0, `mac` the guest's own."""

    def __init__(self, domid, number, name=None, mac=None):
        self.domid = domid
        self.number = number
        self.name = name or f"vif{domid}.{number}"
        self.mac = mac or "00:16:3e:%02x:%02x:%02x" % (
            domid >> 8 & 255, domid & 255, number)
        self.peer = f"g{domid}.{number}"


class Disk:
    """blkback's, or with `pid` tapdisk3's; counts in requests, sectors."""

    def __init__(self, domid, dev=51712, sectors=2**21, pid=None):
        self.domid = domid
        self.dev = dev
        self.sectors = sectors
        self.pid = pid
        self.rd_req = self.wr_req = self.rd_sect = self.wr_sect = 0
        self.errors = 0

    @property
    def kind(self):
        return "vbd" if self.pid is None else "vbd3"

    @property
    def entry(self):
        return f"{self.kind}-{self.domid}-{self.dev}"


class Vm:
    """One domain as it is to be seen from the next publish() on."""

    def __init__(self, domid, uuid, name):
        self.domid = domid
        self.uuid = uuid
        self.name = name          # None: NULL
        self.left_out = False     # by libxenstat
        self.cpu_ns = 0
        self.vcpus = self.online = 1
        self.cur_mem = self.max_mem = 128 * 2**20
        self.flags = "b"
        self.vifs = {}
        self.disks = {}
        self.own = {}             # below /local/domain/D
        self.store = {}           # whole paths; None: not there at all

    def line(self):
        name = b"~" if self.left_out else b"-" if self.name is None else \
            {b"-": b"\\x2d", b"~": b"\\x7e"}.get(escape(self.name),
                                                 escape(self.name))
        return b"%d %s %d %d %d %d %d %s\n" % (
            self.domid, name, self.cpu_ns, self.vcpus, self.online,
            self.cur_mem, self.max_mem, (self.flags or "-").encode())

    def entries(self):
        """Path to value, as the toolstack writes them."""
        home = f"/local/domain/{self.domid}"
        found = {}
        if self.uuid is not None:
            found[f"{home}/vm"] = f"/vm/{self.uuid}"
        if self.name is not None and not self.left_out:
            found[f"{home}/name"] = self.name
        for vif in self.vifs.values():
            back = f"/local/domain/0/backend/vif/{self.domid}/{vif.number}"
            if vif.mac is not None:
                found[f"{back}/mac"] = vif.mac
                found[f"{home}/device/vif/{vif.number}/mac"] = vif.mac
            found[f"{back}/state"] = "4"
        for disk in self.disks.values():
            back = f"/local/domain/0/backend/{disk.kind}/{self.domid}/" \
                f"{disk.dev}"
            if disk.sectors is not None:
                found[f"{back}/sectors"] = str(disk.sectors)
            if disk.pid is not None:
                found[f"{back}/kthread-pid"] = str(disk.pid)
        found.update({f"{home}/{key}": v for key, v in self.own.items()})
        found.update(self.store)
        return {key: v for key, v in found.items() if v is not None}


class Standin:
    """The stand-in's folder: whole states, one in force."""

    def __init__(self, folder):
        self.folder = folder
        self.folder.mkdir()
        path = folder / "control"
        path.write_bytes(bytes(4096))
        path.chmod(0o666)
        with open(path, "r+b") as f:
            self.control = mmap.mmap(f.fileno(), 4096)
        self.number = 0
        self.behaviour = {}
        self.node = (2300000000, 8, 16 * GIB, 4 * GIB)

    def count(self, place):
        return struct.unpack_from("@Q", self.control, 8 * place)[0]

    def write(self, vms):
        """A new state, in force when this returns; its number."""
        folder = self.folder / str(self.number + 1)
        folder.mkdir()
        store = {}
        for vm in vms:
            store.update(vm.entries())
        escaped = {escape(path): escape(v) for path, v in store.items()}
        files = {
            "domains": b"".join(vm.line() for vm in vms),
            "node": b"%d %d %d %d\n" % self.node,
            "store": b"".join(b"%s %s\n" % (path, escaped[path]) for path in
                              sorted(escaped, key=in_order)),
            "behave": b"".join(b"%s=%s\n" % (key.encode(), str(v).encode())
                               for key, v in self.behaviour.items()),
        }
        for name, data in files.items():
            (folder / name).write_bytes(data)
        self.number += 1
        struct.pack_into("@Q", self.control, 0, self.number)
        return self.number

    def libraries(self):
        """A folder with the stand-in under each soname that is needed."""
        folder = self.folder / "lib"
        if not folder.exists():
            folder.mkdir()
            for name in sonames():
                (folder / name).symlink_to(STANDIN)
        return folder


def children(pid):
    """Of the main thread; without a process for each look."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        path = pathlib.Path(f"/proc/{pid}/task/{pid}/children")
        return [int(child) for child in path.read_text().split()]
    return []


def sonames():
    """Xen's libraries that hsflowd-xen is linked with."""
    text = subprocess.run(["readelf", "-d", PROGRAM], check=True,
                                text=True, capture_output=True).stdout
    return re.findall(r"NEEDED.*\[(libxen[^]]*)\]", text)


class XenHost(agent.Host):
    """An agent.Host that is dom0; not started, one state published."""

    def __init__(self, lab, **tree):
        super().__init__(lab)
        self.folder = lab.folder / self.ns.name
        self.folder.mkdir()
        self.conf = self.folder / "hsflowd.conf"
        self.run_folder = self.folder / "run"
        self.state = self.run_folder / "hsflowd.auto"
        self.socket = self.run_folder / "hsflowd.sock"
        self.last = self.folder / "dns.last"
        self.pidfile = self.folder / "hsflowd.pid"
        self.guests = lab.namespace("guests")
        for ns in (self.ns, self.guests):
            # Nothing is to be counted but what a test sends.
            ns.run("sh", "-c",
                   "echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6")
        self.tree = Tree(self.folder / "root", **tree)
        self.standin = Standin(self.folder / "standin")
        self.vms = {}
        dom0 = Vm(0, None, "Domain-0")
        dom0.flags, dom0.vcpus, dom0.online = "r", 2, 2
        self.add(dom0)
        self.collector = None
        self.settled = self.settled_end = 0  # places of datagrams
        self.write_conf()
        self.publish()

    # What there is

    def add(self, vm):
        self.vms[vm.domid] = vm
        return vm

    def add_vm(self, domid, uuid=None, name=None, vifs=1, disks=1):
        """With its interfaces and disks; seen after publish()."""
        vm = Vm(domid, uuid or str(uuid_module.uuid4()),
                f"vm{domid}" if name is None else name)
        self.add(vm)
        for number in range(vifs):
            self.add_vif(vm, Vif(domid, number))
        for number in range(disks):
            self.add_disk(vm, Disk(domid, 51712 + 16 * number))
        return vm

    def add_vif(self, vm, vif):
        self.tree.put_vif(vif)
        self.ns.ip("link", "add", vif.name, "type", "veth", "peer", "name",
                   vif.peer, "netns", self.guests.name)
        self.ns.ip("link", "set", vif.name, "address", "fe:ff:ff:ff:ff:ff",
                   "up")
        self.guests.ip("link", "set", vif.peer, "up")
        vm.vifs[vif.number] = vif
        return vif

    def add_tap(self, vm, number):
        """What QEMU gives a guest without PV drivers; its name."""
        name = f"tap{vm.domid}.{number}"
        folder = self.tree.root / "sys/devices/virtual/net" / name
        folder.mkdir(parents=True)
        (self.tree.root / "sys/class/net" / name).symlink_to(
            f"../../devices/virtual/net/{name}")
        self.ns.run("ip", "tuntap", "add", "dev", name, "mode", "tap")
        self.ns.ip("link", "set", name, "up")
        return name

    def add_many(self, vms):
        """Each with one vif and one disk, in one run of ip."""
        lines = []
        for vm in vms:
            self.add(vm)
            vif = vm.vifs[0] = Vif(vm.domid, 0)
            self.tree.put_vif(vif)
            self.add_disk(vm, Disk(vm.domid))
            lines.append(f"link add {vif.name} address fe:ff:ff:ff:ff:ff "
                         f"type veth peer name {vif.peer} netns "
                         f"{self.guests.name}\n")
        batch = self.folder / "batch"
        batch.write_text("".join(lines))
        self.ns.ip("-batch", batch)

    def rename_vif(self, vif, name):
        self.tree.put_vif(vif, name)
        self.ns.ip("link", "set", vif.name, "down")
        self.ns.ip("link", "set", vif.name, "name", name, "up")
        self.tree.drop_vif_name(vif, vif.name)
        vif.name = name

    def remove_vif(self, vm, number):
        vif = vm.vifs.pop(number)
        self.ns.ip("link", "del", vif.name)
        self.tree.drop_vif(vif)

    def add_disk(self, vm, disk):
        vm.disks[disk.dev] = disk
        self.tree.put_disk(disk)
        return disk

    def set_disk(self, disk, **counts):
        for key, value in counts.items():
            setattr(disk, key, value)
        self.tree.put_disk(disk)

    def remove_disk(self, vm, dev):
        self.tree.drop_disk(vm.disks.pop(dev))

    def destroy(self, vm):
        """Gone as a whole, devices first, as Xen does it."""
        for number in list(vm.vifs):
            self.remove_vif(vm, number)
        for dev in list(vm.disks):
            self.remove_disk(vm, dev)
        del self.vms[vm.domid]

    def publish(self, **behaviour):
        """All of it in force at once; with these ways to fail and no other."""
        self.standin.behaviour = behaviour
        return self.standin.write(list(self.vms.values()))

    def xenstored(self):
        return self.lab.own(Xenstored(self.tree.root / "run/xenstored/socket"))

    # Traffic

    def _frames(self, namespace, dev, count, size, *more):
        namespace.run("/usr/bin/python3", FRAMES, dev, count, size, *more)

    def guest_sends(self, vif, count, size=100):
        self._frames(self.guests, vif.peer, count, size)

    def dom0_sends(self, dev, count, size=100):
        self._frames(self.ns, dev, count, size)

    def tap_gives(self, tap, count, size=100):
        """The guest sends: QEMU writes to the tap."""
        self._frames(self.ns, tap, count, size, "tap")

    def kernel_counts(self, dev):
        """The kernel's own: ip -s."""
        text = self.ns.ip("-s", "-j", "link", "show", "dev", dev).stdout
        link = json.loads(text)[0]
        return dict(link["stats64"], ifindex=link["ifindex"])

    # The programs

    def environment(self):
        return dict(os.environ, XEN_STANDIN=str(self.standin.folder),
                    LD_LIBRARY_PATH=str(self.standin.libraries()))

    def start(self, *more, env=None):
        if self.collector is None:
            self.collector = self.lab.collector(self.far)
        return super().start("--root", self.tree.root, *more,
                             env=env or self.environment())

    def _running(self, program):
        """The monitor's child that runs it, or None."""
        for pid in children(self.process.pid):
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                exe = os.readlink(f"/proc/{pid}/exe")
                if exe.split("/")[-1] == program:
                    return pid
        return None

    def xen_pid(self):
        """The collector process, or None."""
        return self._running("hsflowd-xen")

    def agent_pid(self):
        return wait_until(lambda: self._running("hsflowd"),
                          "an agent process")

    def wait_xen(self, other_than=None):
        def there():
            pid = self.xen_pid()
            return pid if pid != other_than else None
        return wait_until(there, "a collector process")

    def log_count(self, words):
        return self.process.output().count(words)

    # What arrives

    def settle(self):
        """Until all that holds now is measured and sent. The first host's
        sample after the library was asked anew belongs to a round that has
        seen it; with the next one all of such a round has come, which is
        what latest() looks at."""
        asked = self.standin.count(GETS)
        wait_until(lambda: self.standin.count(GETS) > asked and
                   self.standin.count(GIVEN) >= self.standin.number,
                   "the new state to be read")
        self.settled = self._next_round(self.mark())
        self.settled_end = self._next_round(self.settled + 1)

    def _next_round(self, at):
        """The place of the first host's sample from there on."""
        seen = itertools.count()
        found = []

        def is_it(datagram):
            place = next(seen)
            if place >= at and "host_descr" in (host_sample(datagram) or {}):
                found.append(place)
            return bool(found)
        self.collector.wait_for(is_it, "the host's counters")
        return found[0]

    def rounds(self, n):
        for _ in range(n):
            self._next_round(self.mark())

    def node(self):
        """The machine's numbers, from the next sample that has some: one
        that would have been late has gone without."""
        return host_sample(self.collector.next(
            lambda d: "virt_node" in (host_sample(d) or {}),
            "the machine's numbers"))["virt_node"]

    def mark(self):
        return len(self.collector.datagrams)

    def vm_samples(self, uuid=None, since=0, until=None):
        """(datagram, sample, records) of VMs in order of arrival. Where a
        datagram was full, a VM's records go on in further samples: they are
        one here, "first" being the sequence number of the first."""
        found, open_ones = [], {}
        for datagram in self.collector.datagrams[since:until]:
            for sample in datagram["samples"]:
                if sample["type"] != "counters" or sample["class"] != 3:
                    continue
                fields = records(sample)
                if "host_descr" in fields:
                    entry = (datagram, dict(sample, first=sample["sequence"]),
                             fields)
                    open_ones[sample["index"]] = entry
                    found.append(entry)
                elif sample["index"] in open_ones:
                    _, first, before = open_ones[sample["index"]]
                    before.update(fields)
                    first["sequence"] = sample["sequence"]
        return [(d, s, f) for d, s, f in found
                if uuid in (None, f["host_descr"]["uuid"])]

    def whole_round(self):
        """The VMs' samples of the round that settle() has waited for."""
        return self.vm_samples(None, self.settled, self.settled_end)

    def latest(self, vm):
        """The records of its sample in that round, or None."""
        found = [f for _, _, f in self.whole_round()
                 if f["host_descr"]["uuid"] == vm.uuid]
        return found[-1] if found else None

    def wait_vm(self, vm, condition=lambda fields: True, what="a sample"):
        """Its first sample that fits, seen already or to come."""
        fit = []

        def is_it(datagram):
            for sample in datagram["samples"]:
                if sample["type"] != "counters" or sample["class"] != 3:
                    continue
                fields = records(sample)
                if fields.get("host_descr", {}).get("uuid") == vm.uuid and \
                        condition(fields):
                    fit.append((sample, fields))
                    return True
            return False
        self.collector.wait_for(is_it, f"{what} of VM {vm.name!r}")
        return fit[0]

    def problems(self):
        return [d["problems"] for d in self.collector.datagrams
                if d["problems"]]
