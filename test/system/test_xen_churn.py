# SPDX-License-Identifier: Apache-2.0
"""VMs come, go and change; what is sent stays true."""

from agent import kill
from xen_beside import beside
from xen_host import Disk, Vif

UUID = "5f100000-0000-4000-8000-0000000000%02x"

COUNTERS = {
    "virt_cpu": ("cpuTime",),
    "virt_disk_io": ("rd_req", "rd_bytes", "wr_req", "wr_bytes"),
    "virt_net_io": ("rx_bytes", "rx_packets", "rx_errs", "rx_drop",
                    "tx_bytes", "tx_packets", "tx_errs", "tx_drop"),
}


def started(host, *vms):
    host.publish()
    host.start()
    for vm in vms:
        host.wait_vm(vm)
    host.settle()


def counters(fields):
    return {(record, name): fields[record][name] or 0
            for record, names in COUNTERS.items() if record in fields
            for name in names}


def check_history(host, vm):
    """Where sequence numbers go on no sum has stepped back, and where they
    do not they begin anew. Returns how often they have begun."""
    last, begun = None, 0
    for _, sample, fields in host.vm_samples(vm.uuid):
        now = counters(fields)
        if last is not None and sample["first"] == last[0] + 1:
            for key, value in now.items():
                assert value >= last[1].get(key, 0), key
        else:
            assert sample["first"] == 1
            begun += 1
        last = (sample["sequence"], now)
    return begun


def check_once_a_round(host, vm):
    """Never two samples between two of the host's own."""
    seen = 0
    for datagram in host.collector.datagrams:
        for sample in datagram["samples"]:
            if sample["source"] == "2:1":
                seen = 0
        seen += sum(r["fields"].get("uuid") == vm.uuid
                    for s in datagram["samples"] if s["class"] == 3
                    for r in s["records"])
        assert seen <= 1


@beside
def test_a_new_vm_appears_and_a_destroyed_one_is_gone(host):
    old = host.add_vm(1, UUID % 1)
    started(host, old)
    new = host.add_vm(2, UUID % 2)
    host.publish()
    host.settle()
    assert host.latest(old) and host.latest(new)
    assert host.vm_samples(new.uuid)[0][1]["first"] == 1
    host.destroy(old)
    host.publish()
    host.settle()
    assert host.latest(old) is None
    assert host.latest(new)
    assert check_history(host, old) == check_history(host, new) == 1
    assert host.problems() == []


@beside
def test_a_reboot_keeps_the_index_and_starts_the_sequence_anew(host):
    vm = host.add_vm(1, UUID % 1)
    vm.cpu_ns = 50_000_000_000
    host.guest_sends(vm.vifs[0], 50)
    host.set_disk(vm.disks[51712], rd_req=100)
    started(host, vm)
    index = host.vm_samples(vm.uuid)[-1][1]["index"]
    host.destroy(vm)
    again = host.add_vm(2, UUID % 1)
    again.cpu_ns = 7_000_000
    host.publish()
    host.settle()
    _, sample, fields = host.vm_samples(vm.uuid)[-1]
    assert sample["index"] == index
    assert fields["virt_cpu"]["cpuTime"] == 7
    assert fields["virt_net_io"]["tx_packets"] == 0
    assert fields["virt_disk_io"]["rd_req"] == 0
    assert check_history(host, vm) == 2


@beside
def test_a_reboot_between_two_looks(host):
    """The old and the new one are never seen together, and the new one has
    higher counts: what tells is its domain."""
    vm = host.add_vm(1, UUID % 1, vifs=0, disks=0)
    started(host, vm)
    del host.vms[1]
    again = host.add_vm(9, UUID % 1, vifs=0, disks=0)
    again.cpu_ns = 10**12
    host.publish()
    host.settle()
    assert check_history(host, vm) == 2


@beside
def test_a_vm_that_comes_back_under_its_old_domain_id(host):
    """As after a restore of dom0's counters, or domain ids that wrapped."""
    vm = host.add_vm(1, UUID % 1, vifs=0, disks=0)
    vm.cpu_ns = 10**12
    started(host, vm)
    del host.vms[1]
    host.publish()
    host.settle()
    assert host.latest(vm) is None
    host.add(vm).cpu_ns = 10**9
    host.publish()
    host.settle()
    assert host.latest(vm)["virt_cpu"]["cpuTime"] == 1000
    assert check_history(host, vm) == 2


@beside
def test_paused_crashed_and_renamed(host):
    vms = [host.add_vm(i, UUID % i, vifs=0, disks=0) for i in (1, 2, 3)]
    started(host, *vms)
    vms[0].flags, vms[1].flags, vms[2].name = "p", "c", "after"
    host.publish()
    host.settle()
    paused, crashed, renamed = (host.latest(vm) for vm in vms)
    assert paused["virt_cpu"]["state"] == 3
    assert crashed["virt_cpu"]["state"] == 6
    assert renamed["host_descr"]["hostname"] == "after"
    vms[0].flags = "r"
    host.publish()
    host.settle()
    assert host.latest(vms[0])["virt_cpu"]["state"] == 1
    for vm in vms:
        assert check_history(host, vm) == 1


@beside
def test_vifs_come_and_go(host):
    vm = host.add_vm(1, UUID % 1, vifs=2)
    host.guest_sends(vm.vifs[0], 10)
    host.guest_sends(vm.vifs[1], 20)
    started(host, vm)
    assert host.latest(vm)["virt_net_io"]["tx_packets"] == 30
    host.remove_vif(vm, 1)
    host.publish()
    host.settle()
    fields = host.latest(vm)
    assert len(fields["host_adapters"]["adapters"]) == 1
    host.add_vif(vm, Vif(1, 1))
    host.guest_sends(vm.vifs[0], 1)
    host.guest_sends(vm.vifs[1], 2)
    host.publish()
    host.settle()
    fields = host.latest(vm)
    assert len(fields["host_adapters"]["adapters"]) == 2
    begun = check_history(host, vm)
    # What has gone stays in the sum.
    assert (begun, fields["virt_net_io"]["tx_packets"]) == (1, 33)


@beside
def test_all_vifs_go(host):
    vm = host.add_vm(1, UUID % 1)
    host.guest_sends(vm.vifs[0], 10)
    started(host, vm)
    host.remove_vif(vm, 0)
    host.publish()
    host.settle()
    assert host.latest(vm).get("host_adapters",
                               {"adapters": []})["adapters"] == []
    host.add_vif(vm, Vif(1, 0))
    host.guest_sends(vm.vifs[0], 3)
    host.publish()
    host.settle()
    check_history(host, vm)
    assert len(host.latest(vm)["host_adapters"]["adapters"]) == 1


@beside
def test_disks_come_and_go(host):
    vm = host.add_vm(1, UUID % 1, disks=2)
    host.set_disk(vm.disks[51712], rd_req=10, rd_sect=80)
    host.set_disk(vm.disks[51728], rd_req=20, rd_sect=160)
    started(host, vm)
    assert host.latest(vm)["virt_disk_io"]["rd_req"] == 30
    host.remove_disk(vm, 51728)
    host.publish()
    host.settle()
    assert host.latest(vm)["virt_disk_io"]["capacity"] == 2**30
    # Another one in its place.
    host.set_disk(host.add_disk(vm, Disk(1, 51728)), rd_req=2, rd_sect=16)
    host.publish()
    host.settle()
    fields = host.latest(vm)
    assert fields["virt_disk_io"]["capacity"] == 2**31
    begun = check_history(host, vm)
    assert (begun, fields["virt_disk_io"]["rd_req"]) == (1, 32)


@beside
def test_what_has_gone_is_forgotten_with_the_collector(host):
    """A sum that fell is not sent as if it went on."""
    vm = host.add_vm(1, UUID % 1, vifs=0, disks=2)
    host.set_disk(vm.disks[51712], rd_req=10)
    host.set_disk(vm.disks[51728], rd_req=20)
    started(host, vm)
    host.remove_disk(vm, 51728)
    host.publish()
    host.settle()
    assert host.latest(vm)["virt_disk_io"]["rd_req"] == 30
    pid = host.xen_pid()
    kill(pid)
    host.wait_xen(other_than=pid)
    host.settle()
    assert host.latest(vm)["virt_disk_io"]["rd_req"] == 10
    assert check_history(host, vm) == 2


@beside
def test_vcpus_come_and_go(host):
    vm = host.add_vm(1, UUID % 1, vifs=0, disks=0)
    vm.vcpus = vm.online = 4
    vm.cpu_ns = 8_000_000_000
    started(host, vm)
    assert host.latest(vm)["virt_cpu"]["nrVirtCpu"] == 4
    # The sum of those that are online would fall.
    vm.online, vm.cpu_ns = 1, 8_100_000_000
    host.publish()
    host.wait_vm(vm, lambda f: f["virt_cpu"]["nrVirtCpu"] == 1, "one vcpu")
    assert host.vm_samples(vm.uuid)[-1][2]["virt_cpu"]["cpuTime"] == 8100
    vm.online, vm.cpu_ns = 3, 8_200_000_000
    host.publish()
    host.wait_vm(vm, lambda f: f["virt_cpu"]["nrVirtCpu"] == 3, "three")
    assert check_history(host, vm) == 1


@beside
def test_cpu_time_that_steps_back_is_not_sent(host):
    vm = host.add_vm(1, UUID % 1, vifs=0, disks=0)
    vm.cpu_ns = 8_000_000_000
    started(host, vm)
    for ns, sent in ((7_990_000_000, 8000), (7_995_000_000, 8000),
                     (8_001_000_000, 8001)):
        vm.cpu_ns = ns
        host.publish()
        host.settle()
        assert host.latest(vm)["virt_cpu"]["cpuTime"] == sent
    assert check_history(host, vm) == 1


@beside
def test_two_domains_with_one_uuid_are_one_vm(host):
    """A reboot or a move: the old one is dying, then both live."""
    old = host.add_vm(1, UUID % 1)
    started(host, old)
    old.flags, old.name = "pd", "old"
    new = host.add_vm(2, UUID % 1, name="new")
    new.flags = "r"
    host.publish()
    host.settle()
    fields = host.latest(new)
    assert fields["host_descr"]["hostname"] == "new"
    assert fields["virt_cpu"]["state"] == 1
    assert len(fields["host_adapters"]["adapters"]) == 1
    host.destroy(old)
    host.publish()
    host.settle()
    # Both alive: one of them, and always the same.
    third = host.add_vm(3, UUID % 1, name="third")
    third.flags = "b"
    host.publish()
    host.settle()
    host.rounds(2)
    names = {f["host_descr"]["hostname"]
             for _, _, f in host.vm_samples(new.uuid, host.settled)}
    assert len(names) == 1
    check_once_a_round(host, new)
    check_history(host, new)


@beside
def test_a_paused_copy_waits_behind_the_running_one(host):
    """Moved in: the copy is paused until the last page has come."""
    running = host.add_vm(5, UUID % 1, name="running", vifs=0, disks=0)
    paused = host.add_vm(6, UUID % 1, name="paused", vifs=0, disks=0)
    paused.flags = "p"
    started(host, running)
    assert host.latest(running)["host_descr"]["hostname"] == "running"
    check_once_a_round(host, running)


@beside
def test_a_dying_domain_is_not_sent(host):
    vm, other = host.add_vm(1, UUID % 1), host.add_vm(2, UUID % 2)
    started(host, vm, other)
    vm.flags = "pd"
    host.publish()
    host.settle()
    assert host.latest(vm) is None
    # Its devices vanish while it is still listed.
    host.remove_vif(vm, 0)
    host.remove_disk(vm, 51712)
    host.publish()
    host.settle()
    host.rounds(1)
    assert host.latest(vm) is None
    assert host.latest(other)
    check_history(host, vm)


@beside
def test_without_a_uuid_nothing_is_sent(host):
    vm, other = host.add_vm(1, UUID % 1), host.add_vm(2, UUID % 2)
    vm.store["/local/domain/1/vm"] = None
    started(host, other)
    assert {f["host_descr"]["uuid"] for _, _, f in host.vm_samples()} == \
        {other.uuid}
    # The toolstack writes it late.
    del vm.store["/local/domain/1/vm"]
    host.publish()
    host.settle()
    assert host.latest(vm)


@beside
def test_a_domain_without_a_name(host):
    """Left out by libxenstat 4.17; others might say NULL, or nothing."""
    left_out = host.add_vm(1, UUID % 1)
    null = host.add_vm(2, UUID % 2)
    empty = host.add_vm(3, UUID % 3, name="")
    other = host.add_vm(4, UUID % 4)
    started(host, left_out, null, empty, other)
    left_out.left_out, null.name = True, None
    host.publish()
    host.settle()
    assert host.latest(left_out) is None
    assert host.latest(other)
    for vm in (null, empty):
        fields = host.latest(vm)
        assert fields is None or not fields["host_descr"]["hostname"]
    left_out.left_out, null.name = False, "named"
    host.publish()
    host.settle()
    assert host.latest(left_out)
    assert host.latest(null)["host_descr"]["hostname"] == "named"
    assert host.problems() == []


@beside
def test_ids_are_used_again_by_others(host):
    """As they would be, in the end: a table by domain id would mix them."""
    vms = [host.add_vm(i, UUID % i, vifs=0, disks=0) for i in (1, 2, 3, 4)]
    for i, vm in enumerate(vms):
        vm.cpu_ns = 10**9 * (i + 1)
    started(host, *vms)
    index = {vm.uuid: host.vm_samples(vm.uuid)[-1][1]["index"] for vm in vms}
    for vm in vms:
        del host.vms[vm.domid]
    host.publish()
    host.settle()
    for i, vm in enumerate(vms):
        vm.domid = 4 - i
        host.add(vm)
    host.publish()
    host.settle()
    for i, vm in enumerate(vms):
        fields = host.latest(vm)
        assert fields["host_descr"]["hostname"] == f"vm{i + 1}"
        assert fields["virt_cpu"]["cpuTime"] == 1000 * (i + 1)
        assert host.vm_samples(vm.uuid)[-1][1]["index"] == index[vm.uuid]
        assert check_history(host, vm) == 2
