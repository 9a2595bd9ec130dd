# SPDX-License-Identifier: Apache-2.0
"""Many VMs: each once a round, and not all at once."""

import collections
import pathlib
import tempfile
import uuid

import pytest

from lab import Lab, host_sample
from xen_host import Vm, XenHost

MANY = 300


@pytest.fixture(name="home", scope="module")
def fixture_home():
    """One host for all tests here, as its interfaces take a while."""
    with tempfile.TemporaryDirectory(prefix="hsflowd-test-") as folder:
        pathlib.Path(folder).chmod(0o755)
        lab = Lab(folder)
        try:
            host = XenHost(lab)
            host.add_many([
                Vm(i + 1, str(uuid.UUID(int=0x5f100000 << 96 | i)), f"vm{i}")
                for i in range(MANY)])
            host.publish(auto=1)
            yield host
        finally:
            lab.close()


@pytest.fixture(name="host")
def fixture_host(home):
    home.collector = home.lab.collector(home.far)
    yield home
    home.process.stop()
    home.collector.close()


def whole_rounds(host):
    """The datagrams of each round, from the host's own sample on."""
    found = []
    for datagram in host.collector.datagrams:
        if "host_descr" in (host_sample(datagram) or {}):
            found.append([])
        if found:
            found[-1].append(datagram)
    return found[1:-1]


def samples(datagrams):
    """How many of each VM's data source."""
    return collections.Counter(
        s["source"] for d in datagrams for s in d["samples"]
        if s["class"] == 3)


def uuids(datagrams):
    return collections.Counter(
        r["fields"]["uuid"] for d in datagrams for s in d["samples"]
        if s["class"] == 3 for r in s["records"] if r["name"] == "host_descr")


def largest_share(datagrams):
    """Of those that say they were made within 100 ms."""
    times = sorted(d["uptime"] for d in datagrams)
    return max(sum(t <= other < t + 100 for other in times)
               for t in times) / len(times)


def test_each_is_sent_once_a_round(host):
    host.start()
    host.rounds(5)
    rounds = whole_rounds(host)
    assert len(rounds) >= 3
    for datagrams in rounds:
        assert len(uuids(datagrams)) == MANY
        # And as one sample, as each fits into a datagram.
        assert set(samples(datagrams).values()) == {1}
    numbers = collections.defaultdict(list)
    for _, sample, _ in host.vm_samples():
        numbers[sample["index"]].append(sample["sequence"])
    for sequence in numbers.values():
        assert sequence == list(range(1, len(sequence) + 1))
    assert host.problems() == []
    largest = [largest_share(datagrams) for datagrams in rounds]
    print(f"{len(rounds[0])} datagrams a round; of these in any 100 ms at "
          f"most {max(largest):.0%} ({min(largest):.0%} in the best round)")
    # However busy the machine: a burst would have one time for all.
    assert min(largest) < 1


def test_half_of_them_go_and_others_come(host):
    host.start()
    host.settle()
    gone = [host.vms.pop(domid) for domid in range(1, MANY // 2)]
    host.add_many([
        Vm(1000 + i, str(uuid.UUID(int=0x7f100000 << 96 | i)), f"new{i}")
        for i in range(MANY // 2)])
    host.publish(auto=1)
    host.settle()
    seen = collections.Counter(f["host_descr"]["uuid"]
                               for _, _, f in host.whole_round())
    assert set(seen) == {vm.uuid for vm in host.vms.values() if vm.domid}
    assert set(seen.values()) == {1}
    assert len({s["index"] for _, s, _ in host.whole_round()}) == len(seen)
    assert not {vm.uuid for vm in gone} & set(seen)


def test_small_datagrams_carry_all_of_them(host):
    vms = sum(vm.domid != 0 for vm in host.vms.values())
    host.write_conf(more="datagramBytes = 200")
    host.start()
    host.rounds(4)
    host.write_conf()
    rounds = whole_rounds(host)
    assert len(rounds) >= 2
    for datagrams in rounds:
        records = collections.Counter(
            (s["source"], r["name"]) for d in datagrams for s in d["samples"]
            if s["class"] == 3 for r in s["records"])
        assert set(records.values()) == {1}
        assert len(records) == 7 * vms
    assert host.problems() == []


def test_few_descriptors_are_enough(host):
    """As a service manager may have it: few at first, more on demand."""
    for vm in host.vms.values():
        for disk in vm.disks.values():
            host.set_disk(disk, rd_req=vm.domid)
    argv = host.argv("--root", host.tree.root)
    host.process = host.lab.process(
        argv[:4] + ["prlimit", "--nofile=256:"] + argv[4:], "hsflowd",
        env=host.environment())
    host.settle()
    for vm in host.vms.values():
        if vm.domid:
            assert host.latest(vm)["virt_disk_io"]["rd_req"] == vm.domid
