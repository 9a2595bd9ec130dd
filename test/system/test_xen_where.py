# SPDX-License-Identifier: Apache-2.0
"""Where hsflowd-xen runs and with which rights; where it does not run."""

import os
import pathlib
import shutil

import pytest

from agent import process_user, status_field
from lab import BUILD, host_sample
from xen_beside import beside
from xen_host import GETS, XenHost

VM_UUID = "5f100000-0000-4000-8000-000000000042"


@beside
def test_the_collector_has_no_rights(host):
    vm = host.add_vm(1)
    host.publish()
    host.start()
    host.wait_vm(vm)
    pid = host.xen_pid()
    assert process_user(pid) != 0
    for field in ("CapEff", "CapPrm", "CapInh", "CapAmb"):
        assert int(status_field(pid, field), 16) == 0
    assert status_field(pid, "NoNewPrivs") == "1"
    assert status_field(pid, "Groups") == ""
    assert set(status_field(pid, "Uid").split()) == \
        {str(process_user(host.agent_pid()))}


@beside
def test_only_the_collector_has_xens_libraries(host):
    vm = host.add_vm(1)
    host.publish()
    host.start()
    host.wait_vm(vm)

    def maps(pid):
        return pathlib.Path(f"/proc/{pid}/maps").read_text()
    assert "xen_standin" in maps(host.xen_pid())
    assert "xen_standin" not in maps(host.agent_pid())
    assert "xen_standin" not in maps(host.process.pid)
    # Nothing but its channels, the library's and what it measures with.
    folder = f"/proc/{host.xen_pid()}/fd"
    files = [os.readlink(f"{folder}/{fd}") for fd in os.listdir(folder)]
    assert not any(str(host.conf) in f or "hsflowd.auto" in f or
                   "hsflowd.pid" in f for f in files), files


@pytest.fixture(name="host")
def fixture_host(request, lab):
    return XenHost(lab, **getattr(request, "param", {}))


@pytest.mark.parametrize("host", [
    {"capabilities": "", "hypervisor": "xen"},
    {"capabilities": None, "hypervisor": "xen"}], indirect=True)
def test_in_a_vm_the_uuid_is_the_vms(host):
    """So that it can be joined with what dom0 says of it."""
    host.tree.write("sys/hypervisor/uuid", VM_UUID + "\n")
    host.tree.write("sys/class/dmi/id/product_uuid",
                    "11112222-3333-4444-5555-666677778888\n")
    host.add_vm(1)
    host.publish()
    host.start()
    sample = host_sample(host.collector.wait_for(host_sample, "counters"))
    assert sample["host_descr"]["uuid"] == VM_UUID
    assert "virt_node" not in sample
    host.rounds(2)
    nothing_of_xen(host)


def nothing_of_xen(host):
    assert host.xen_pid() is None
    assert host.vm_samples() == []
    assert host.standin.count(GETS) == 0
    assert host.log_count("hsflowd-xen") == 0
    assert host.log_count("VMs") == 0


@pytest.mark.parametrize("host", [
    {"capabilities": None, "hypervisor": None}], indirect=True)
def test_without_xen_nothing_is_different(host):
    host.tree.write("sys/class/dmi/id/product_uuid",
                    "11112222-3333-4444-5555-666677778888\n")
    host.add_vm(1)
    host.publish()
    host.start()
    sample = host_sample(host.collector.wait_for(host_sample, "counters"))
    assert sample["host_descr"]["uuid"] == \
        "11112222-3333-4444-5555-666677778888"
    assert "virt_node" not in sample
    host.rounds(2)
    nothing_of_xen(host)


def test_dom0_has_the_machines_uuid(host):
    """/sys/hypervisor/uuid is all zeros there."""
    host.tree.write("sys/class/dmi/id/product_uuid",
                    "11112222-3333-4444-5555-666677778888\n")
    host.start()
    sample = host_sample(host.collector.wait_for(host_sample, "counters"))
    assert sample["host_descr"]["uuid"] == \
        "11112222-3333-4444-5555-666677778888"


def test_the_program_may_be_missing(host):
    """hsflowd-xen is a package of its own."""
    # As nobody must be able to run it, not in the test's own folder.
    folder = host.lab.folder / "bin"
    folder.mkdir()
    shutil.copy2(BUILD / "hsflowd", folder / "hsflowd")
    host.program = folder / "hsflowd"
    host.add_vm(1)
    host.publish()
    process = host.start()
    host.rounds(3)
    process.wait_output("hsflowd-xen")
    assert "virt_node" not in host_sample(
        host.collector.next(host_sample, "counters"))
    assert host.log_count("no VM numbers") <= 1
    assert process.stop() == 0


def test_an_ordinary_user_gets_what_that_user_may(host):
    """No dom0 lets such a user near Xen, but the host's numbers come."""
    argv = host.argv()
    host.collector = host.lab.collector(host.far)
    host.process = host.lab.process(
        argv[:4] + ["setpriv", "--reuid", "65534", "--regid", "65534",
                    "--clear-groups"] + argv[4:] +
        ["--root", host.tree.root], "hsflowd", env=host.environment())
    host.rounds(3)
    assert host.vm_samples() == []
    assert host.standin.count(GETS) == 0
    assert host.process.stop() == 0
