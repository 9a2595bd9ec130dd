# SPDX-License-Identifier: Apache-2.0
"""hsflowd-xen is near to the guests: what it says is taken as hostile."""

import os
import pathlib
import shutil

import xen_liar
from lab import BUILD, wait_until
from xen_beside import beside

COMPLAINT = "says what it should not"
REPEATED = 20  # complaints in some seconds, however much a liar says


def lies(host, lie):
    """hsflowd with a liar beside it."""
    folder = host.folder / "bin"
    folder.mkdir()
    shutil.copy2(BUILD / "hsflowd", folder / "hsflowd")
    shutil.copy2(xen_liar.__file__, folder / "hsflowd-xen")
    (folder / "hsflowd-xen").chmod(0o755)
    host.program = folder / "hsflowd"
    host.collector = host.lab.collector(host.far)
    argv = host.argv("--root", host.tree.root, debug="-d")
    host.process = host.lab.process(argv, "hsflowd",
                                    env=dict(os.environ, XEN_LIAR=lie))


def survives(host, lie):
    lies(host, lie)
    host.rounds(1)
    agent = host.agent_pid()
    host.rounds(5)
    assert host.agent_pid() == agent
    sequences = [s["sequence"] for _, s in host.collector.samples("counters")
                 if s["source"] == "2:1"]
    assert sequences == list(range(1, len(sequences) + 1))
    assert host.problems() == []
    assert host.log_count(COMPLAINT) <= REPEATED
    assert "Sanitizer" not in host.process.output()


def not_believed(lie):
    @beside
    def test(host):
        survives(host, lie)
        assert host.vm_samples() == []
        assert host.process.stop() == 0
    return test


@beside
def test_one_that_tells_the_truth_is_believed(host):
    """So that the others are refused for what they say."""
    lies(host, "good")
    host.collector.wait_for(lambda d: host.vm_samples(), "the VM")
    fields = host.vm_samples()[0][2]
    assert fields["host_descr"]["hostname"] == "liar"
    assert fields["virt_disk_io"]["rd_req"] == 5


@beside
def test_files_without_end(host):
    """The monitor answers as long as it is asked properly, and keeps none."""
    survives(host, "files")
    path = pathlib.Path(f"/proc/{host.process.pid}/fd")
    wait_until(lambda: len(list(path.iterdir())) < 40, "descriptors closed")
    assert host.process.stop() == 0


for _lie in xen_liar.LIES:
    if _lie not in ("good", "files"):
        _test = not_believed(_lie)
        globals()["test_not_believed_" + _lie.replace("-", "_")] = _test
