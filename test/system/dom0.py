# SPDX-License-Identifier: Apache-2.0
"""hsflowd on what looks like a dom0, with fake-hsflowd-xen beside it."""

import json
import pathlib
import shutil
import uuid

from agent import Host
from lab import BUILD, ROOT

TREE = ROOT / "test/fixtures/root-xen-dom0"
UUID = "4c4c4544-0035-4d10-8048-b4c04f4d3432"
FAKE = pathlib.Path(__file__).resolve().parent / "fake-hsflowd-xen"


class Dom0(Host):
    def __init__(self, lab, vms=()):
        super().__init__(lab)
        self.bin = lab.folder / "bin"
        self.bin.mkdir()
        self.tree = lab.folder / "root"
        shutil.copytree(TREE, self.tree, symlinks=True)
        (self.tree / "proc/xen").mkdir(exist_ok=True)
        (self.tree / "proc/xen/capabilities").write_text("control_d\n")
        self.program = self.bin / "hsflowd"
        shutil.copy(BUILD / "hsflowd", self.program)
        shutil.copy(FAKE, self.bin / "hsflowd-xen")
        self.set_vms(vms)

    def set_vms(self, vms):
        new = self.bin / "vms.new"
        new.write_text(json.dumps(list(vms)))
        new.rename(self.bin / "vms")

    def mute(self):
        (self.bin / "mute").touch()

    def argv(self, *more, **options):
        return super().argv("--root", self.tree, "-u", UUID, *more, **options)


def vm(number, name=None, vifs=0):
    """One for set_vms."""
    return [number, str(uuid.UUID(int=number)), name or f"vm {number}", vifs]
