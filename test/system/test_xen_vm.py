# SPDX-License-Identifier: Apache-2.0
"""What a VM's sample says, number by number."""

from lab import host_sample
from xen_beside import beside
from xen_host import (FLAG_NETWORK, FLAG_VBD, FLAGS, GIB, UNLIMITED, Disk,
                      Vif, XenHost)

VM_RECORDS = {"host_descr", "host_parent", "host_adapters", "virt_cpu",
              "virt_memory", "virt_disk_io", "virt_net_io"}
UUID = "5f100000-0000-4000-8000-00000000000%x"


def adapters(fields):
    """[(ifIndex, MACs)]"""
    return [(a["ifIndex"], [m["mac"] if isinstance(m, dict) else m
                            for m in a["macs"]])
            for a in fields["host_adapters"]["adapters"]]


@beside
def test_a_vm_has_a_source_and_all_records(host):
    vm = host.add_vm(7, UUID % 7, "web server")
    vm.cpu_ns, vm.vcpus, vm.online, vm.flags = 5_123_999_999, 2, 2, "r"
    vm.cur_mem, vm.max_mem = 134217728, 135266304
    index = host.kernel_counts("vif7.0")["ifindex"]
    host.publish()
    host.start()
    sample, fields = host.wait_vm(vm)
    assert (sample["class"], sample["sequence"]) == (3, 1)
    assert 0 < sample["index"] < 2**24
    assert set(fields) == VM_RECORDS
    assert len(sample["records"]) == len(VM_RECORDS)
    descr = fields["host_descr"]
    assert (descr["hostname"], descr["uuid"]) == ("web server", vm.uuid)
    assert fields["host_parent"] == {"container_type": 2,
                                     "container_index": 1}
    assert adapters(fields) == [(index, ["00:16:3e:00:07:00"])]
    cpu = fields["virt_cpu"]
    assert (cpu["state"], cpu["cpuTime"], cpu["nrVirtCpu"]) == (1, 5123, 2)
    memory = fields["virt_memory"]
    assert (memory["memory"], memory["maxMemory"]) == (134217728, 135266304)


@beside
def test_dom0_is_the_host_and_no_vm(host):
    vm = host.add_vm(7)
    host.standin.node = (2_299_997_000, 8, 16 * GIB, 3 * GIB)
    host.publish()
    host.start()
    host.wait_vm(vm)
    host.settle()
    node = host.node()
    assert node["mhz"] in (2299, 2300)
    assert (node["cpus"], node["memory"], node["memory_free"]) == \
        (8, 16 * GIB, 3 * GIB)
    assert node["num_domains"] == 2  # dom0 is one
    assert {f["host_descr"]["uuid"] for _, _, f in host.vm_samples()} == \
        {vm.uuid}
    # QEMU is asked for VBD, and NETWORK has no truth in it.
    assert host.standin.count(FLAGS) & (FLAG_VBD | FLAG_NETWORK) == 0
    assert host.problems() == []


@beside
def test_the_index_is_that_of_the_uuid(host):
    vms = [host.add_vm(i + 1, UUID % i, vifs=0, disks=0) for i in range(5)]
    host.publish()
    process = host.start()
    indexes = [host.wait_vm(vm)[0]["index"] for vm in vms]
    assert len(set(indexes)) == len(vms)
    # After a restart of all there is.
    process.stop()
    since = host.mark()
    host.start()
    host.collector.next(lambda d: d["sequence"] == 1, "the new start")
    host.settle()
    again = {f["host_descr"]["uuid"]: s["index"]
             for _, s, f in host.vm_samples(since=since)}
    assert [again[vm.uuid] for vm in vms] == indexes
    # On another host, in another order, under other ids.
    other = XenHost(host.lab)
    moved = [other.add_vm(40 - i, UUID % i, vifs=0, disks=0)
             for i in range(5)]
    other.publish()
    other.start()
    assert [other.wait_vm(vm)[0]["index"] for vm in moved] == indexes


@beside
def test_received_is_what_the_vm_has_received(host):
    vm = host.add_vm(7, vifs=2)
    host.publish()
    host.start()
    first = host.wait_vm(vm)[1]["virt_net_io"]
    assert set(first.values()) == {0}
    host.guest_sends(vm.vifs[0], 7, 100)
    host.guest_sends(vm.vifs[1], 4, 200)
    host.dom0_sends("vif7.0", 3, 1000)
    host.settle()
    net = host.latest(vm)["virt_net_io"]
    assert (net["tx_packets"], net["tx_bytes"]) == (11, 1500)
    assert (net["rx_packets"], net["rx_bytes"]) == (3, 3000)
    # The kernel counts as the host sees it.
    dom0 = [host.kernel_counts(v.name) for v in vm.vifs.values()]
    assert sum(c["rx"]["bytes"] for c in dom0) == net["tx_bytes"]
    assert sum(c["tx"]["bytes"] for c in dom0) == net["rx_bytes"]


@beside
def test_drops_are_counted_on_the_vms_side(host):
    vm = host.add_vm(7)
    host.publish()
    host.start()
    # What dom0 sends is too long for the other end.
    host.guests.ip("link", "set", vm.vifs[0].peer, "mtu", "500")
    host.dom0_sends("vif7.0", 5, 1400)
    dropped = host.kernel_counts("vif7.0")
    assert (dropped["tx"]["dropped"], dropped["rx"]["dropped"]) == (5, 0)
    host.settle()
    net = host.latest(vm)["virt_net_io"]
    assert (net["rx_drop"], net["tx_drop"]) == (5, 0)


@beside
def test_the_mac_is_the_guests(host):
    vm = host.add_vm(7, vifs=0)
    host.add_vif(vm, Vif(7, 0, mac="00:16:3E:AB:CD:EF"))
    host.add_vif(vm, Vif(7, 1, mac=None)).mac = None
    host.publish()
    host.start()
    host.wait_vm(vm)
    host.settle()
    index = [host.kernel_counts(v.name)["ifindex"] for v in vm.vifs.values()]
    assert dict(adapters(host.latest(vm)))[index[0]] == ["00:16:3e:ab:cd:ef"]
    # Unknown is unknown, and not what all vifs of dom0 have.
    assert "fe:ff:ff:ff:ff:ff" not in str(host.collector.datagrams)
    # Nor are vifs adapters of the host.
    own = host_sample(host.collector.next(host_sample))
    assert not set(index) & {number for number, _ in adapters(own)}
    # The toolstack writes it late.
    vm.vifs[1].mac = "02:00:00:00:00:01"
    host.publish()
    host.wait_vm(vm, lambda f: adapters(f) == [
        (index[0], ["00:16:3e:ab:cd:ef"]),
        (index[1], ["02:00:00:00:00:01"])], "both MACs")


@beside
def test_a_renamed_vif_is_found_by_its_nodename(host):
    vm = host.add_vm(7, vifs=0)
    host.add_vif(vm, Vif(7, 0, name="web0"))
    host.guest_sends(vm.vifs[0], 5)
    host.publish()
    host.start()
    fields = host.wait_vm(vm, lambda f: f["virt_net_io"]["tx_packets"],
                          "packets of web0")[1]
    assert fields["virt_net_io"]["tx_packets"] == 5
    before = adapters(fields)
    assert before == [(host.kernel_counts("web0")["ifindex"],
                       ["00:16:3e:00:07:00"])]
    # Renamed while it is watched; of a name that looks like another VM's.
    host.rename_vif(vm.vifs[0], "vif8.0")
    host.guest_sends(vm.vifs[0], 2)
    host.publish()
    host.settle()
    assert host.latest(vm)["virt_net_io"]["tx_packets"] == 7
    assert adapters(host.latest(vm)) == before
    assert [s["sequence"] for _, s, _ in host.vm_samples(vm.uuid)] == \
        list(range(1, len(host.vm_samples(vm.uuid)) + 1))


@beside
def test_interfaces_that_are_nobodys_are_not_counted(host):
    vm = host.add_vm(7, vifs=0)
    for name in ("vif7", "vif7.x", "xvif7.0", "tap7", "tap7.0.1", "tap07.0x"):
        host.ns.ip("link", "add", name, "type", "veth", "peer", "name",
                   f"p{name}", "netns", host.guests.name)
        host.ns.ip("link", "set", name, "up")
        host.guests.ip("link", "set", f"p{name}", "up")
        host.dom0_sends(name, 3)
    # A disk is no vif, whatever its number.
    host.publish()
    host.start()
    host.wait_vm(vm)
    host.settle()
    fields = host.latest(vm)
    assert adapters(fields) == []
    assert fields.get("virt_net_io", {"rx_packets": 0})["rx_packets"] in \
        (0, None)


@beside
def test_a_tap_counts_for_a_guest_without_drivers(host):
    vm = host.add_vm(7, vifs=0, disks=0)
    vm.store["/local/domain/0/backend/vif/7/0/mac"] = "00:16:3e:00:07:77"
    tap = host.add_tap(vm, 0)
    host.tap_gives(tap, 6, 120)
    host.publish()
    host.start()
    host.wait_vm(vm)
    host.settle()
    fields = host.latest(vm)
    kernel = host.kernel_counts(tap)
    assert kernel["rx"]["packets"] == 6
    net = fields["virt_net_io"]
    assert (net["tx_packets"], net["tx_bytes"]) == (6, 720)
    assert adapters(fields) == [(kernel["ifindex"], ["00:16:3e:00:07:77"])]


@beside
def test_disks_in_bytes_and_requests(host):
    vm = host.add_vm(7, disks=2)
    host.set_disk(vm.disks[51712], rd_req=19, wr_req=16, rd_sect=2200,
                  wr_sect=2048)
    host.set_disk(vm.disks[51728], rd_req=2**32, wr_req=1, rd_sect=2**33,
                  wr_sect=8)
    vm.disks[51712].sectors, vm.disks[51728].sectors = 32768, 65536
    host.publish()
    host.start()
    host.wait_vm(vm)
    host.settle()
    disk = host.latest(vm)["virt_disk_io"]
    assert disk["capacity"] == (32768 + 65536) * 512
    assert disk["rd_req"] == 19  # 32 bits, and the rest wraps
    assert disk["wr_req"] == 17
    assert disk["rd_bytes"] == (2200 + 2**33) * 512
    assert disk["wr_bytes"] == (2048 + 8) * 512
    # blkback tells no errors: "had to wait" is none.
    assert disk["errs"] is None
    host.set_disk(vm.disks[51712], rd_req=20)
    host.settle()
    host.wait_vm(vm, lambda f: f["virt_disk_io"]["rd_req"] == 20, "a read")


@beside
def test_capacity_is_unknown_where_one_disk_tells_none(host):
    vm = host.add_vm(7, disks=2)
    vm.disks[51728].sectors = None
    host.publish()
    host.start()
    host.wait_vm(vm)
    host.settle()
    assert host.latest(vm)["virt_disk_io"]["capacity"] is None
    vm.disks[51728].sectors = 8
    host.publish()
    host.wait_vm(vm, lambda f: f["virt_disk_io"]["capacity"] ==
                 (2**21 + 8) * 512, "the capacity")


@beside
def test_what_is_behind_the_disks(host):
    """A device's size; of a file on a loop device what is allocated, too."""
    device, file = host.add_vm(7), host.add_vm(8)
    both, bare = host.add_vm(9, disks=2), host.add_vm(10)
    image = host.folder / "image"
    with open(image, "wb") as f:
        f.truncate(2**30)
        f.write(b"x" * 65536)
    host.tree.write("sys/dev/block/7:10/loop/backing_file", f"{image}\n")
    for vm, dev, number in ((device, 51712, "fd:3"), (file, 51712, "7:a"),
                            (both, 51712, "fd:4"), (both, 51728, "7:a")):
        entry = vm.disks[dev].entry
        host.tree.write(f"sys/devices/{entry}/physical_device", number + "\n")
    host.publish()
    host.start()
    host.wait_vm(bare)
    host.settle()

    def space(vm):
        disk = host.latest(vm)["virt_disk_io"]
        return disk["capacity"], disk["physical"], disk["allocation"]
    assert space(device) == (2**30, 2**30, None)
    capacity, physical, allocation = space(file)
    assert (capacity, physical) == (2**30, 2**30)
    assert allocation == image.stat().st_blocks * 512 < 2**30
    # One that is not known makes the sum unknown.
    assert space(both) == (2**31, 2**31, None)
    assert space(bare) == (2**30, None, None)


@beside
def test_disks_of_qemu_have_no_counts(host):
    """Xen's QEMU keeps them to itself."""
    alone, mixed = host.add_vm(7, disks=0), host.add_vm(8)
    for domid in (7, 8):
        folder = host.tree.root / f"sys/devices/qdisk-{domid}-832"
        folder.mkdir()
        (host.tree.root / f"sys/bus/xen-backend/devices/qdisk-{domid}-832"
         ).symlink_to(f"../../../devices/qdisk-{domid}-832")
    alone.store["/local/domain/0/backend/qdisk/7/832/sectors"] = "4096"
    host.set_disk(mixed.disks[51712], rd_req=5)
    host.publish()
    host.start()
    host.wait_vm(mixed)
    host.settle()
    disk = host.latest(alone)["virt_disk_io"]
    assert disk["capacity"] == 4096 * 512
    assert [disk[k] for k in ("rd_req", "rd_bytes", "wr_req", "wr_bytes",
                              "errs")] == [None] * 5
    assert host.latest(mixed)["virt_disk_io"]["rd_req"] == 5


@beside
def test_machine_and_system_where_the_tools_tell(host):
    linux, windows, none, lie = (host.add_vm(i) for i in (1, 2, 3, 4))
    linux.own.update({"data/os_name": "Debian GNU/Linux 12 (bookworm)",
                      "data/os_distro": "debian",
                      "data/os_uname": "6.1.0-30-amd64"})
    windows.own.update({"data/os_name": "Microsoft Windows Server 2022",
                        "attr/os/class": "windows NT"})
    lie.own.update({key: b"\xff\x00\n" * 1000 for key in (
        "data/os_name", "data/os_distro", "data/os_uname", "attr/os/class")})
    linux.own["device/vbd/51712/protocol"] = "x86_64-abi"
    host.publish()
    host.start()
    host.wait_vm(lie)
    host.settle()
    assert host.problems() == []
    descr = [host.latest(vm)["host_descr"]
             for vm in (linux, windows, none, lie)]
    assert [(d["machine_type"], d["os_name"]) for d in descr[:3]] == \
        [(3, 2), (None, 3), (None, None)]
    assert descr[0]["os_release"] == "6.1.0-30-amd64"
    assert not descr[2]["os_release"]
    assert len((descr[3]["os_release"] or "").encode()) <= 32


@beside
def test_a_vm_without_devices_has_no_numbers_of_them(host):
    vm = host.add_vm(7, vifs=0, disks=0)
    host.publish()
    host.start()
    fields = host.wait_vm(vm)[1]
    assert {"host_descr", "host_parent", "virt_cpu", "virt_memory"} <= \
        set(fields)
    assert fields.get("host_adapters", {"adapters": []})["adapters"] == []
    disk = fields.get("virt_disk_io")
    assert disk is None or not disk["capacity"]


@beside
def test_tapdisk3_with_errors(host):
    vm = host.add_vm(7, disks=0)
    disk = host.add_disk(vm, Disk(7, 51712, 4096, pid=4242))
    host.set_disk(disk, rd_req=10, rd_sect=800, wr_req=5, wr_sect=40,
                  errors=3)
    host.publish()
    host.start()
    host.wait_vm(vm)
    host.settle()
    got = host.latest(vm)["virt_disk_io"]
    assert (got["rd_req"], got["rd_bytes"], got["wr_req"], got["wr_bytes"],
            got["errs"], got["capacity"]) == \
        (10, 800 * 512, 5, 40 * 512, 3, 4096 * 512)
    host.set_disk(disk, rd_req=11, errors=4)
    host.wait_vm(vm, lambda f: f["virt_disk_io"]["rd_req"] == 11 and
                 f["virt_disk_io"]["errs"] == 4, "what is new in the file")
    # Paused and plugged again: another process, another file.
    host.tree.drop_disk(disk)
    disk.pid = 4300
    host.set_disk(disk, rd_req=2, errors=0)
    host.publish()
    host.settle()
    host.set_disk(disk, rd_req=5)
    host.settle()
    check_no_step_back(host.vm_samples(vm.uuid), "virt_disk_io", "rd_req")


def check_no_step_back(samples, record, field):
    for (_, s1, f1), (_, s2, f2) in zip(samples, samples[1:]):
        if s2["sequence"] == s1["sequence"] + 1:
            assert f2[record][field] >= f1[record][field]
        else:
            assert s2["sequence"] == 1


@beside
def test_a_tapdisk_file_that_is_none(host):
    vm = host.add_vm(7, disks=0)
    disks = [host.add_disk(vm, Disk(7, 51712 + 16 * i, 4096, pid=4242 + i))
             for i in range(4)]
    files = [host.tree.tapdisk_file(d) for d in disks]
    files[0].write_bytes(b"")
    files[1].write_bytes(b"\x09" + bytes(95))   # another version
    files[2].write_bytes(bytes(40))             # cut
    files[3].unlink()
    files[3].symlink_to("/proc/kmsg")           # somebody's trap
    good = host.add_vm(8, disks=0)
    host.set_disk(host.add_disk(good, Disk(8, 51712, 4096, pid=4250)),
                  rd_req=9)
    host.publish()
    host.start()
    host.wait_vm(good)
    host.settle()
    assert host.latest(good)["virt_disk_io"]["rd_req"] == 9
    got = host.latest(vm).get("virt_disk_io")
    assert got is None or got["rd_req"] in (0, None)
    assert host.problems() == []


@beside
def test_memory_is_xens_unless_configured(host):
    vm = host.add_vm(7)
    vm.cur_mem, vm.max_mem = 2 * GIB, UNLIMITED
    vm.own.update({"data/meminfo_free": "1048576",
                   "data/meminfo_total": "2000000"})
    host.publish()
    host.start()
    memory = host.wait_vm(vm)[1]["virt_memory"]
    assert memory["memory"] == 2 * GIB
    assert memory["maxMemory"] == UNLIMITED
    # Followed without a restart.
    host.write_conf(guest_memory())
    host.wait_vm(vm, lambda f: f["virt_memory"]["memory"] ==
                 (2000000 - 1048576) * 1024, "the guest's own view")


def guest_memory():
    return """sflow { DNSSD = off polling = 1
        collector { ip = 192.0.2.1 }
        xen { memory = guest } }"""


@beside
def test_memory_of_guests_that_tell_nonsense(host):
    host.write_conf(guest_memory())
    nonsense = [("", "100"), ("x", "100"), ("-1", "100"), ("50", ""),
                ("200", "100"), ("5", None), (None, "100"),
                ("99999999999999999999999", "9" * 40),
                (str(2**64 - 1), str(2**64 - 1)), ("0", str(2**54)),
                ("0x10", "0x20"), ("10 ", "20\n"), ("1" * 4000, "2" * 4000),
                (b"\xff\x00", b"\x00")]
    vms = []
    for i, (free, total) in enumerate(nonsense):
        vm = host.add_vm(i + 1, vifs=0, disks=0)
        vm.cur_mem, vm.max_mem = 128 * 2**20, 129 * 2**20
        vm.own.update({"data/meminfo_free": free,
                       "data/meminfo_total": total})
        vms.append(vm)
    good = host.add_vm(99, vifs=0, disks=0)
    good.own.update({"data/meminfo_free": "20000",
                     "data/meminfo_total": "100000"})
    none = host.add_vm(100, vifs=0, disks=0)
    host.publish()
    host.start()
    host.wait_vm(good)
    host.settle()
    memory = host.latest(good)["virt_memory"]
    assert memory["memory"] == 80000 * 1024
    assert host.latest(none)["virt_memory"]["memory"] == none.cur_mem
    for vm, (free, total) in zip(vms, nonsense):
        memory = host.latest(vm)["virt_memory"]
        if (free, total) in (("50", ""), ("5", None)):
            # Of what Xen has given, then.
            used = vm.cur_mem - int(free) * 1024
        elif (free, total) == ("10 ", "20\n"):
            used = memory["memory"]
            assert used in (10 * 1024, vm.cur_mem)
        else:
            used = vm.cur_mem
        assert (memory["memory"], memory["maxMemory"]) == \
            (used, vm.max_mem), (free, total)
    assert host.problems() == []


@beside
def test_states(host):
    flags = {"r": (1,), "b": (2,), "p": (3,), "s": (4, 5), "c": (6,),
             "sc": (6,), "rp": (3,), "bp": (3,), "": (0, 1, 2)}
    vms = {}
    for i, letters in enumerate(flags):
        vms[letters] = host.add_vm(i + 1, vifs=0, disks=0)
        vms[letters].flags = letters
    host.publish()
    host.start()
    host.wait_vm(vms[""])
    host.settle()
    for letters, states in flags.items():
        assert host.latest(vms[letters])["virt_cpu"]["state"] in states, \
            letters


@beside
def test_cpu_time_is_in_ms_and_32_bits(host):
    times = [0, 999_999, 1_000_000, (2**32 - 2) * 10**6, 2**32 * 10**6 + 1,
             2**63, 2**64 - 1]
    vms = [host.add_vm(i + 1, vifs=0, disks=0) for i in range(len(times))]
    for vm, ns in zip(vms, times):
        vm.cpu_ns = ns
    host.publish()
    host.start()
    host.wait_vm(vms[-1])
    host.settle()
    for vm in vms:
        assert host.latest(vm)["virt_cpu"]["cpuTime"] == \
            vm.cpu_ns // 10**6 % 2**32, vm.cpu_ns
