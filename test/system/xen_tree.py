# SPDX-License-Identifier: Apache-2.0
"""What dom0's /proc, /sys and sockets would hold, below a folder of a test's."""

import contextlib
import os
import shutil
import socket
import struct
import threading

from lab import ROOT


class Xenstored:
    """What accepts connections at xenstored's socket, and no more."""

    def __init__(self, path):
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(str(path))
        self.socket.listen(64)
        self.accepted = 0
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.socket.accept()
                self.accepted += 1
                connection.close()

    def close(self):
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        with contextlib.suppress(FileNotFoundError):
            self.path.unlink()
        self._thread.join(10)


class Tree:
    """ROOT: a copy of a fixture's /proc, and a /sys of our own."""

    def __init__(self, folder, capabilities="control_d\n", hypervisor="xen"):
        self.root = folder
        shutil.copytree(ROOT / "test/fixtures/root-xen-dom0/proc",
                        folder / "proc", symlinks=True)
        for name in ("sys/class/net", "sys/bus/xen-backend/devices",
                     "sys/devices", "sys/block", "dev/shm", "etc", "run"):
            (folder / name).mkdir(parents=True)
        self.write("etc/machine-id", "0123456789abcdef0123456789abcdef\n")
        if hypervisor is not None:
            self.write("sys/hypervisor/type", hypervisor + "\n")
            self.write("sys/hypervisor/uuid",
                       "00000000-0000-0000-0000-000000000000\n")
        if capabilities is not None:
            self.write("proc/xen/capabilities", capabilities)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def _device(self, entry):
        """As in /sys: the folder, and a link from the bus to it."""
        folder = self.root / "sys/devices" / entry
        folder.mkdir(exist_ok=True)
        link = self.root / "sys/bus/xen-backend/devices" / entry
        if not link.is_symlink():
            link.symlink_to(f"../../../devices/{entry}")
            (folder / "subsystem").symlink_to("../../bus/xen-backend")
        return folder

    def _drop(self, entry):
        with contextlib.suppress(FileNotFoundError):
            (self.root / "sys/bus/xen-backend/devices" / entry).unlink()
        shutil.rmtree(self.root / "sys/devices" / entry, ignore_errors=True)

    def put_vif(self, vif, name=None):
        """Before the interface itself, as nobody finds it without."""
        name = name or vif.name
        entry = f"vif-{vif.domid}-{vif.number}"
        folder = self._device(entry)
        (folder / "nodename").write_text(
            f"backend/vif/{vif.domid}/{vif.number}\n")
        (folder / "devtype").write_text("vif\n")
        (folder / "net" / name).mkdir(parents=True, exist_ok=True)
        for link, target in ((folder / "net" / name / "device", "../.."),
                             (self.root / "sys/class/net" / name,
                              f"../../devices/{entry}/net/{name}")):
            if not link.is_symlink():
                link.symlink_to(target)

    def drop_vif_name(self, vif, name):
        (self.root / "sys/class/net" / name).unlink()
        shutil.rmtree(self.root / "sys/devices" /
                      f"vif-{vif.domid}-{vif.number}/net" / name)

    def drop_vif(self, vif):
        self.drop_vif_name(vif, vif.name)
        self._drop(f"vif-{vif.domid}-{vif.number}")

    def put_disk(self, disk):
        folder = self._device(disk.entry)
        if disk.pid is not None:
            self._put_tapdisk(disk)
            return
        (folder / "statistics").mkdir(exist_ok=True)
        for name in ("rd_req", "wr_req", "rd_sect", "wr_sect"):
            self._renew(folder / "statistics" / name,
                        b"%d\n" % getattr(disk, name))
        for name in ("oo_req", "f_req", "ds_req"):
            (folder / "statistics" / name).write_text("7\n")

    def _put_tapdisk(self, disk):
        """Completed less than submitted, so that they are told apart."""
        path = self.tapdisk_file(disk)
        path.parent.mkdir(exist_ok=True, mode=0o700)
        self._renew(path, struct.pack(
            "@II11Q", 1, 0, 5, disk.rd_req + 3, disk.rd_req, disk.rd_sect,
            999, disk.wr_req + 2, disk.wr_req, disk.wr_sect, 999, disk.errors,
            0), 0o600)

    def tapdisk_file(self, disk):
        return self.root / f"dev/shm/td3-{disk.pid}" / \
            f"vbd-{disk.domid}-{disk.dev}"

    @staticmethod
    def _renew(path, data, mode=0o644):
        """In place, as the kernel and tapdisk do: who has it open sees it."""
        if not path.exists():
            new = path.with_name(path.name + ".new")
            new.write_bytes(data)
            new.chmod(mode)
            new.rename(path)
            return
        with open(path, "r+b") as f:
            os.pwrite(f.fileno(), data, 0)
            f.truncate(len(data))

    def drop_disk(self, disk):
        self._drop(disk.entry)
        if disk.pid is not None:
            with contextlib.suppress(FileNotFoundError):
                self.tapdisk_file(disk).unlink()
