# SPDX-License-Identifier: Apache-2.0
"""What fails costs the VMs' numbers for a while, and never the host's."""

import os
import pathlib
import signal

from agent import kill
from lab import host_sample, wait_until
from xen_beside import beside
from xen_host import (FLAG_VCPU, FLAGS, GETS, INITS, XenHost)

GONE, BACK = "no numbers of VMs", "numbers of VMs again"


def working(host):
    """One VM, seen once."""
    vm = host.add_vm(1)
    host.publish()
    host.start()
    host.wait_vm(vm)
    host.settle()
    return vm


def fails(host, words, **behaviour):
    """From now on; the log says so, the host's own numbers go on, the VMs'
    do not."""
    host.publish(**behaviour)
    host.process.wait_output(words)
    host.rounds(2)  # what was under way has come
    mark = host.mark()
    host.rounds(3)
    assert host.vm_samples(since=mark) == []


def comes_back(host, vm):
    """The same data source goes on where it was."""
    before = host.vm_samples(vm.uuid)[-1][1]
    mark = host.mark()
    host.publish()
    host.collector.wait_for(
        lambda d: host.vm_samples(vm.uuid, since=mark), "the VM again")
    after = host.vm_samples(vm.uuid, since=mark)[0][1]
    assert after["index"] == before["index"]
    assert after["sequence"] == before["sequence"] + 1
    host.settle()
    assert host.problems() == []


def uninterrupted(host):
    """The host's own samples: none is missing, and each was sent."""
    sequences = [s["sequence"] for _, s in host.collector.samples("counters")
                 if s["source"] == "2:1"]
    assert sequences == list(range(1, len(sequences) + 1))


@beside
def test_no_answer_of_the_library(host):
    vm = working(host)
    fails(host, GONE, get="null")
    comes_back(host, vm)
    host.process.wait_output(BACK)
    # Said once each, however many rounds it took.
    assert host.log_count(GONE) == host.log_count(BACK) == 1
    # And it may fail again.
    fails(host, GONE, get="null")
    wait_until(lambda: host.log_count(GONE) == 2, "the second complaint")
    uninterrupted(host)


@beside
def test_without_vcpus_it_is_asked_again(host):
    vm = host.add_vm(1)
    vm.vcpus, vm.online, vm.cpu_ns = 4, 2, 10**9
    host.publish(get="null-with-vcpu")
    host.start()
    _, fields = host.wait_vm(vm)
    assert fields["virt_cpu"]["cpuTime"] == 1000
    assert fields["virt_cpu"]["nrVirtCpu"] in (2, 4)
    host.rounds(2)
    assert host.log_count(GONE) == 0
    assert host.standin.count(FLAGS) & FLAG_VCPU
    assert host.node()["num_domains"] == 2


@beside
def test_xenstore_is_gone_is_not_no_vms(host):
    vm = working(host)
    fails(host, "xenstore is gone", get="empty", store="fail")
    comes_back(host, vm)
    assert host.log_count("xenstore is gone") == 1
    uninterrupted(host)


@beside
def test_xenstore_fails_for_a_while(host):
    """Names and UUIDs cannot be read, while libxenstat gives domains."""
    vm = working(host)
    index = host.vm_samples(vm.uuid)[-1][1]["index"]
    host.publish(store="fail")
    host.settle()
    mark = host.mark()
    host.publish()
    host.settle()
    after = [s for _, s, _ in host.vm_samples(vm.uuid, since=mark)]
    assert after and {s["index"] for s in after} == {index}
    # Nothing under another identity, with or without the UUID at hand.
    assert {f["host_descr"]["uuid"] for _, _, f in host.vm_samples()} == \
        {vm.uuid}
    uninterrupted(host)


@beside
def test_no_vms_are_no_fault(host):
    vm = working(host)
    host.destroy(vm)
    host.publish()
    host.settle()
    host.rounds(2)
    assert host.vm_samples(since=host.settled) == []
    assert host.log_count(GONE) == 0
    assert host.node()["num_domains"] == 1


@beside
def test_without_the_kernels_list_of_disks(host):
    """Its driver may be loaded late."""
    vm = host.add_vm(1)
    devices = host.tree.root / "sys/bus/xen-backend"
    devices.rename(devices.with_name("later"))
    host.publish()
    host.start()
    host.wait_vm(vm)
    host.settle()
    fields = host.latest(vm)
    assert fields["host_adapters"]["adapters"]
    assert fields["virt_net_io"]["rx_packets"] == 0
    assert fields.get("virt_disk_io", {"rd_req": None})["rd_req"] is None
    devices.with_name("later").rename(devices)
    host.set_disk(vm.disks[51712], rd_req=5)
    host.wait_vm(vm, lambda f: f.get("virt_disk_io", {}).get("rd_req") == 5,
                 "its disk")
    host.process.wait_output("disk counters")
    assert host.log_count("no disk counters") == 1
    check_one_row(host, vm)


def check_one_row(host, vm):
    """What comes late is no restart of what was there."""
    numbers = [s["sequence"] for _, s, _ in host.vm_samples(vm.uuid)]
    assert numbers == list(range(1, len(numbers) + 1))


def hangs(host, begin, end):
    """Killed and replaced after its time; the host's samples wait for none
    of that."""
    vm = working(host)
    pid = host.xen_pid()
    begin(host, pid)
    process = host.process
    before = host.collector.next(host_sample)["sequence"]
    process.wait_output("does not answer")
    after = host.collector.next(host_sample)["sequence"]
    assert after - before >= 3
    wait_until(lambda: not pathlib.Path(f"/proc/{pid}").exists(),
               "the end of the one that hangs")
    host.wait_xen(other_than=pid)
    mark = host.mark()
    end(host)
    host.collector.wait_for(
        lambda d: host.vm_samples(vm.uuid, since=mark), "the VM again")
    process.wait_output(BACK)
    assert host.log_count("does not answer") >= 1
    samples = [s["sequence"] for _, s, _ in host.vm_samples(vm.uuid)]
    assert samples == list(range(1, len(samples) + 1))
    uninterrupted(host)


@beside
def test_a_hung_library_is_replaced(host):
    hangs(host, lambda h, _: h.publish(get="hang"), XenHost.publish)


@beside
def test_a_hung_xenstore_is_replaced(host):
    hangs(host, lambda h, _: h.publish(store="hang"), XenHost.publish)


@beside
def test_a_stopped_collector_is_replaced(host):
    hangs(host, lambda h, pid: kill(pid, signal.SIGSTOP), lambda h: None)


@beside
def test_a_library_that_hangs_at_once(host):
    host.add_vm(1)
    host.publish(get="hang")
    process = host.start()
    first = host.collector.wait_for(host_sample, "the host's counters")
    assert first["sequence"] == 1
    process.wait_output("does not answer")
    # Less and less often, and a stop does not wait for it.
    wait_until(lambda: host.standin.count(GETS) >= 2, "another try")
    pid = host.xen_pid()
    assert process.stop() == 0
    assert pid is None or not pathlib.Path(f"/proc/{pid}").exists()


@beside
def test_a_slow_library_is_waited_for(host):
    """Longer than a round: numbers come later, each sample is a new one."""
    vm = host.add_vm(1, vifs=0, disks=0)
    host.publish(slow=1500)
    host.start()
    host.wait_vm(vm)
    host.rounds(5)
    samples = host.vm_samples(vm.uuid)
    assert [s["sequence"] for _, s, _ in samples] == \
        list(range(1, len(samples) + 1))
    assert len(samples) <= host.standin.count(GETS)
    assert host.log_count("does not answer") == 0
    uninterrupted(host)


@beside
def test_a_slow_library_keeps_no_vm_from_being_sent(host):
    """What was not sent when the next round begins must not be always the
    same VMs."""
    vms = [host.add_vm(i, "5f100000-0000-4000-8000-%012x" % i, vifs=0,
                       disks=0) for i in range(1, 61)]
    host.publish(slow=700)
    host.start()
    host.wait_vm(vms[0])
    host.rounds(6)
    assert {f["host_descr"]["uuid"] for _, _, f in host.vm_samples()} == \
        {vm.uuid for vm in vms}


@beside
def test_the_host_does_not_wait_long_for_its_hypervisor(host):
    """A round's own sample waits neither for the answer nor for the next
    round; virt_node comes in a further sample."""
    host.write_conf(polling=3)
    host.publish(slow=2500)
    host.start()
    host.rounds(3)
    host.node()
    assert not any({"host_descr", "virt_node"} <= set(host_sample(d) or {})
                   for d in host.collector.datagrams)
    uninterrupted(host)


@beside
def test_init_fails_and_works_later(host):
    vm = host.add_vm(1)
    host.publish(init="fail")
    process = host.start()
    host.rounds(3)
    wait_until(lambda: host.standin.count(INITS) >= 2, "another try")
    assert host.vm_samples() == []
    process.wait_output("Permission denied")
    host.publish()
    host.wait_vm(vm)
    uninterrupted(host)


@beside
def test_what_is_wrong_at_each_start_is_told_once(host):
    host.publish(init="fail")
    host.start()
    wait_until(lambda: host.standin.count(INITS) >= 3, "other tries")
    host.rounds(1)
    assert host.log_count("Could not obtain handle") == 1


@beside
def test_xs_open_fails_and_works_later(host):
    vm = host.add_vm(1)
    host.publish(open="fail")
    host.start()
    host.rounds(3)
    assert host.vm_samples() == []
    host.publish()
    host.wait_vm(vm)


@beside
def test_noise_is_told_once(host):
    vm = working(host)
    host.publish(noise=40)
    host.settle()
    host.rounds(4)
    assert host.latest(vm)
    words = "does not exist"
    assert 1 <= host.log_count(words) <= 40
    said = host.log_count(words)
    host.rounds(3)
    assert host.log_count(words) == said
    assert host.log_count("ended") == 0


@beside
def test_noise_that_is_always_another_is_not_told_each_round(host):
    vm = working(host)
    host.publish(babble=3)
    host.settle()
    host.rounds(6)
    assert host.latest(vm)
    said = host.log_count("does not exist")
    host.rounds(6)
    assert host.log_count("does not exist") == said


@beside
def test_noise_without_end_blocks_nothing(host):
    vm = working(host)
    host.publish(noise=20000)
    host.settle()
    host.rounds(3)
    assert host.latest(vm)
    assert host.log_count("does not exist") <= 100
    assert host.log_count("does not answer") == 0
    uninterrupted(host)


@beside
def test_a_crashing_library(host):
    vm = working(host)
    inits = host.standin.count(INITS)
    host.publish(get="crash")
    host.process.wait_output("hsflowd-xen ended")
    wait_until(lambda: host.standin.count(INITS) >= inits + 2, "more tries")
    comes_back(host, vm)
    # Told once, though it went on for some starts.
    assert sum("hsflowd-xen ended" in line and "no VM numbers" in line
               for line in host.process.output().splitlines()) == 1
    uninterrupted(host)


@beside
def test_a_killed_collector_is_replaced(host):
    vm = working(host)
    pid = host.xen_pid()
    kill(pid)
    host.wait_xen(other_than=pid)
    comes_back(host, vm)
    uninterrupted(host)


@beside
def test_a_new_agent_is_served_by_the_same_collector(host):
    vm = working(host)
    pid, agent = host.xen_pid(), host.agent_pid()
    index = host.vm_samples(vm.uuid)[-1][1]["index"]
    mark = host.mark()
    kill(agent)
    host.collector.wait_for(
        lambda d: [s for _, s, _ in host.vm_samples(vm.uuid, since=mark)
                   if s["sequence"] == 1], "the VM, counted anew")
    assert host.vm_samples(vm.uuid)[-1][1]["index"] == index
    assert host.xen_pid() == pid
    assert host.agent_pid() != agent


@beside
def test_agent_and_collector_are_killed_together(host):
    vm = working(host)
    mark = host.mark()
    agent = host.agent_pid()
    kill(host.xen_pid())
    kill(agent)
    host.collector.wait_for(
        lambda d: [s for _, s, _ in host.vm_samples(vm.uuid, since=mark)
                   if s["sequence"] == 1], "the VM, counted anew")
    assert host.problems() == []


@beside
def test_the_collector_goes_with_the_monitor(host):
    working(host)
    pid, agent = host.xen_pid(), host.agent_pid()
    kill(host.process.pid)
    host.process.wait()
    for gone in (pid, agent):
        path = pathlib.Path(f"/proc/{gone}")
        wait_until(lambda path=path: not path.exists(), f"the end of {path}")


@beside
def test_a_stop_ends_a_collector_that_is_stopped(host):
    working(host)
    pid = host.xen_pid()
    os.kill(pid, signal.SIGSTOP)
    assert host.process.stop() == 0
    assert not pathlib.Path(f"/proc/{pid}").exists()


@beside
def test_xenstored_that_does_not_listen_is_waited_for(host):
    """libxenstat would hang for ever where it does not."""
    vm = host.add_vm(1)
    host.publish()
    (host.tree.root / "run/xenstored").mkdir()
    process = host.start()
    host.rounds(3)
    process.wait_output("xenstored")
    assert host.standin.count(INITS) == 0
    assert host.vm_samples() == []
    host.xenstored()
    host.wait_vm(vm)
    uninterrupted(host)


@beside
def test_xenstored_that_listens(host):
    vm = host.add_vm(1)
    host.publish()
    server = host.xenstored()
    host.start()
    host.wait_vm(vm)
    assert server.accepted >= 1
