# SPDX-License-Identifier: Apache-2.0
"""What a guest, or who names it, can influence is bounded and harmless."""

from xen_beside import beside
from xen_host import Disk, Vif

UUID = "5f100000-0000-4000-8000-0000000000%02x"

NAMES = [
    "x" * 4096,
    "ä" * 2048,
    "x" + "ä" * 100,
    "xxx" + "€" * 40,
    "😀" * 1000,
    b"\xff\xfe" + b"bad utf-8 \xc3\x28 \xe2\x82",
    b"\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80",
    b"\x80" * 200,
    b"line\nnew\r\ttab\x1b[31mred\x07\x7f",
    "\"quoted\" 'and' \\back\\ $(touch /tmp/x) `id` %s%n%d",
    "\u202eright to left\u200b",
    "-", "~", " ", "a b", ".", "/../..",
    b"\xef\xbb\xbfbom",
]


def hostname(host, vm):
    return host.latest(vm)["host_descr"]["hostname"]


@beside
def test_names_of_all_kinds(host):
    vms = [host.add_vm(i + 1, UUID % i, name=name, vifs=0, disks=0)
           for i, name in enumerate(NAMES)]
    host.publish()
    host.start()
    host.wait_vm(vms[-1])
    host.settle()
    assert host.problems() == []
    names = [hostname(host, vm) for vm in vms]
    for name, vm in zip(names, vms):
        assert len(name.encode()) <= 64, vm.name
        assert "\ufffd" not in name, vm.name
        assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in name)
    # Cut at a character, not before.
    assert names[:5] == ["x" * 64, "ä" * 32, "x" + "ä" * 31, "xxx" + "€" * 20,
                         "😀" * 16]
    assert names[9] == NAMES[9][:64]
    assert names[11:17] == NAMES[11:17]


@beside
def test_uuids_that_are_none(host):
    bad = ["", "/vm/", "/vm/" + "0" * 32, "x" * 4096, b"/vm/\x00\x01\xff",
           "/vm/00000000-0000-0000-0000-000000000000",
           "/vm/5f100000-0000-4000-8000-00000000009",
           "/vm/5f100000-0000-4000-8000-00000000009g",
           "/vm/5f100000-0000-4000-8000-0000000000999",
           "/vm/5f100000-0000-4000-8000-000000000099/../x",
           "../vm/5f100000-0000-4000-8000-000000000099", "%n%n%n%n"]
    for i, value in enumerate(bad):
        vm = host.add_vm(i + 1, UUID % i, vifs=0, disks=0)
        vm.store[f"/local/domain/{i + 1}/vm"] = value
    # XCP-ng adds a number after a move; upper case is no other UUID.
    good = host.add_vm(90, "5f100000-0000-4000-8000-0000000000ab",
                       vifs=0, disks=0)
    good.store["/local/domain/90/vm"] = "/vm/" + good.uuid.upper()
    host.publish()
    host.start()
    host.wait_vm(good)
    host.settle()
    assert host.problems() == []
    seen = [f["host_descr"]["hostname"]
            for _, _, f in host.whole_round()]
    assert set(seen) == {"vm90"}


@beside
def test_macs_that_are_none(host):
    bad = ["", "x", "00:16:3e:00:00", "00:16:3e:00:00:01:02",
           "00163e000001", "gg:16:3e:00:00:01", "ff:ff:ff:ff:ff:ff",
           "00:00:00:00:00:00", "01:00:5e:00:00:01",
           "0:1:2:3:4:5", "00:16:3e:00:00:01" + " " * 4000,
           b"\xff" * 6, "-0:16:3e:00:00:01", "00:16:3e:00:00:0x"]
    vm = host.add_vm(1, vifs=0, disks=0)
    for i, mac in enumerate(bad):
        host.add_vif(vm, Vif(1, i, mac=mac)).mac = mac
    good = host.add_vif(vm, Vif(1, 100))
    index = {host.kernel_counts(v.name)["ifindex"]: v.mac
             for v in vm.vifs.values()}
    host.publish()
    host.start()
    host.wait_vm(vm)
    host.settle()
    assert host.problems() == []
    got = {a["ifIndex"]: [str(m["mac"] if isinstance(m, dict) else m)
                          for m in a["macs"]]
           for a in host.latest(vm)["host_adapters"]["adapters"]}
    for number, macs in got.items():
        assert len(macs) <= 1
        for mac in macs:
            assert mac not in ("ff:ff:ff:ff:ff:ff", "00:00:00:00:00:00")
            # Nothing is made up of what is none.
            assert index[number].strip().lower() == mac, index[number]
    assert [good.mac] in got.values()


@beside
def test_what_all_vifs_have_is_no_guests_mac(host):
    """Whoever has written it: it would lead to every VM."""
    vm = host.add_vm(1, vifs=0)
    host.add_vif(vm, Vif(1, 0, mac="fe:ff:ff:ff:ff:ff"))
    host.publish()
    host.start()
    host.wait_vm(vm)
    host.settle()
    assert "fe:ff:ff:ff:ff:ff" not in str(host.whole_round())


@beside
def test_numbers_that_are_none(host):
    sectors = ["", "-1", "x", "9" * 400, str(2**64 - 1), str(2**55),
               " 8", "8 ", "8\n", "0x10", "1e3", b"\x00", "0"]
    for i, value in enumerate(sectors):
        vm = host.add_vm(i + 1, UUID % i, vifs=0, disks=0)
        host.add_disk(vm, Disk(i + 1, 51712)).sectors = None
        vm.store[f"/local/domain/0/backend/vbd/{i + 1}/51712/sectors"] = value
    vm = host.add_vm(99, vifs=0)
    host.publish()
    host.start()
    host.wait_vm(vm)
    host.settle()
    assert host.problems() == []
    for i, value in enumerate(sectors):
        disk = host.latest(host.vms[i + 1])["virt_disk_io"]
        if value in (" 8", "8 ", "8\n"):
            assert disk["capacity"] in (None, 8 * 512), value
        else:
            assert disk["capacity"] in (None, 0), value


@beside
def test_statistics_that_are_none(host):
    texts = ["", "x", "-1\n", "9" * 400, str(2**64) + "\n", "5", "5\n6\n",
             "5 \n"]
    vms = []
    for i, text in enumerate(texts):
        vm = host.add_vm(i + 1, UUID % i, vifs=0)
        path = host.tree.root / f"sys/devices/vbd-{i + 1}-51712/statistics"
        (path / "rd_req").write_text(text)
        vms.append(vm)
    # No entry that Xen would make; one that is not readable.
    devices = host.tree.root / "sys/bus/xen-backend/devices"
    for name in ("vbd-1", "vbd-1-", "vbd--1", "vbd-1-51712-7", "vbd-x-y",
                 "vbd-99999999999-1", "vbd-1-" + "9" * 200, "vbd3-1-1",
                 "vif-1-0", "console-1-0", "-", "vbd"):
        (devices / name).mkdir(exist_ok=True)
    (devices / "vbd-2-51728").symlink_to("../../../../nowhere")
    host.publish()
    host.start()
    host.wait_vm(vms[-1])
    host.settle()
    assert host.problems() == []
    for vm, text in zip(vms, texts):
        disk = host.latest(vm).get("virt_disk_io", {"rd_req": None})
        assert disk["rd_req"] in ((5,) if text == "5" else (None, 5)), text


@beside
def test_a_store_full_of_rubbish(host):
    """Values of a size that xenstore itself would not take."""
    vm = host.add_vm(1, vifs=1, disks=1)
    huge = b"\xff" * 65000
    back = "/local/domain/0/backend"
    vm.store.update({
        "/local/domain/1/vm": huge,
        "/local/domain/1/name": huge,
        f"{back}/vif/1/0/mac": huge,
        f"{back}/vbd/1/51712/sectors": huge,
        f"{back}/vif/1/99999999999999999999/mac": "00:16:3e:00:00:01",
        f"{back}/vif/nonsense/0/mac": "00:16:3e:00:00:01",
        f"{back}/vbd/1/../mac": "x",
        f"{back}/vbd3/1/51712/kthread-pid": huge,
    })
    for i in range(3000):
        vm.store[f"{back}/vif/1/{i}/mac"] = "00:16:3e:00:00:02"
        vm.own[f"data/{i}"] = "x" * 50
    good = host.add_vm(2)
    host.publish()
    host.start()
    host.wait_vm(good)
    host.settle()
    vm.store["/local/domain/1/vm"] = f"/vm/{vm.uuid}"
    host.publish()
    host.wait_vm(vm)
    host.settle()
    assert len(host.latest(vm)["host_adapters"]["adapters"]) == 1
    assert host.problems() == []
    assert host.log_count("ended") == 0


@beside
def test_tapdisk_paths_are_numbers_only(host):
    """kthread-pid is written by dom0, but a path is a path."""
    vm = host.add_vm(1, UUID % 1, vifs=0, disks=0)
    host.add_disk(vm, Disk(1, 51712, pid="4242"))
    vm.disks[51712].pid = "4242/../../../etc"
    (host.tree.root / "etc/vbd-1-51712").write_bytes(
        b"\x01".ljust(16, b"\0") + b"\x07" * 80)
    bad = ["0", "-5", "4242/../4242", "4242x", " 4242", "9" * 30, ""]
    for i, pid in enumerate(bad):
        other = host.add_vm(i + 2, UUID % (i + 2), vifs=0, disks=0)
        host.add_disk(other, Disk(i + 2, 51712, pid="4242"))
        other.disks[51712].pid = pid
    good = host.add_vm(99, vifs=0)
    host.publish()
    host.start()
    host.wait_vm(good)
    host.settle()
    assert host.problems() == []
    assert host.log_count("says what it should not") == 0
    got = host.latest(vm).get("virt_disk_io")
    assert got is None or got["rd_req"] in (None, 0)


@beside
def test_vifs_without_end(host):
    """More adapters than one sample could hold; a record is cut, not lost."""
    vm = host.add_vm(1, vifs=0, disks=0)
    for i in range(120):
        host.tree.put_vif(Vif(1, i))
        vm.vifs[i] = Vif(1, i)
    batch = host.folder / "batch"
    batch.write_text("".join(
        f"link add vif1.{i} type veth peer name g1.{i} netns "
        f"{host.guests.name}\n" for i in range(120)))
    host.ns.ip("-batch", batch)
    good = host.add_vm(2)
    host.publish()
    host.start()
    host.wait_vm(good)
    host.settle()
    assert host.problems() == []
    assert host.latest(vm)["virt_net_io"]["rx_packets"] == 0
    n = len(host.latest(vm)["host_adapters"]["adapters"])
    assert 32 <= n <= 120, n
