# SPDX-License-Identifier: Apache-2.0
"""Each VM's sample, number by number, against the tools that dom0 has.

A counter must lie between its readings before and after. Where a guest stood
still, paused or dead, both are equal and so must be the sample.
"""

import pytest

BRACKETS = ("running", "changed", "unplugged", "migrated in", "by DNS")
# xl list -v: what each flag means as virDomainState, the first that is set.
STATES = (("c", 6), ("s", 5), ("p", 3), ("b", 2), ("r", 1))
RUNNING, BLOCKED, PAUSED, SHUT_OFF, CRASHED = 1, 2, 3, 5, 6
FROZEN = (PAUSED, SHUT_OFF, CRASHED)
RECORDS = {"host_descr", "host_parent", "virt_cpu", "virt_memory"}
TENTH = 0.05 + 0.001  # seconds; xl list rounds to a tenth, the sample cuts ms

bracket = pytest.mark.parametrize("name", BRACKETS)


def state(guest):
    """Of xl list; a domain that waits for a CPU has no flag and runs."""
    return next((value for flag, value in STATES if flag in guest["state"]),
                RUNNING)


def between(before, sample, after, what):
    """Every field of both readings."""
    for key in before:
        assert before[key] <= sample[key] <= after[key], \
            f"{what}, {key}: {before[key]} <= {sample[key]} <= {after[key]}"


@bracket
def test_every_guest_is_a_vm(life, name):
    scene = life.scene(name)
    seen = {s.uuid for s in scene.samples() if s.uuid}
    assert seen == set(scene.after.guests)


@bracket
def test_records(life, name):
    for _, guest, sample in life.scene(name).guests():
        assert RECORDS <= set(sample.records), guest["name"]
        assert sample.records["host_parent"] == {
            "container_type": 2, "container_index": 1}


@bracket
def test_name_and_uuid(life, name):
    scene = life.scene(name)
    for _, guest, sample in scene.guests():
        descr = sample.records["host_descr"]
        path = f"/local/domain/{guest['domid']}"
        assert descr["hostname"] == guest["name"]
        assert descr["hostname"] == scene.after.store[f"{path}/name"]
        assert scene.after.store[f"{path}/vm"] == f"/vm/{descr['uuid']}"


@bracket
def test_adapters(life, name):
    """dom0's ifIndex of each vif, whatever it is called, and the MAC that the
    guest has, not the one of dom0's end."""
    scene = life.scene(name)
    for _, guest, sample in scene.guests():
        assert sample.adapters() == scene.after.adapters(guest["domid"])
        assert all(mac.startswith("00:16:3e:") for _, mac in
                   sample.adapters())


@bracket
def test_state(life, name):
    for before, after, sample in life.scene(name).guests():
        got = sample.records["virt_cpu"]["state"]
        if state(before) in FROZEN or state(after) in FROZEN:
            assert state(before) == state(after), \
                f"{after['name']} changed, the scenario is to blame"
            assert got == state(after), after["name"]
        else:
            assert got in (RUNNING, BLOCKED), after["name"]


@bracket
def test_cpu_time(life, name):
    for before, after, sample in life.scene(name).guests():
        seconds = sample.records["virt_cpu"]["cpuTime"] / 1000
        assert before["seconds"] - TENTH <= seconds <= \
            after["seconds"] + TENTH, after["name"]
        if state(after) in FROZEN:
            assert before["seconds"] == after["seconds"]


@bracket
def test_vcpus(life, name):
    """Those that are online."""
    for _, guest, sample in life.scene(name).guests():
        assert sample.records["virt_cpu"]["nrVirtCpu"] == guest["vcpus"], \
            guest["name"]


@bracket
def test_memory(life, name):
    """xentop has KiB."""
    scene = life.scene(name)
    for _, guest, sample in scene.guests():
        before, after = (r.top[guest["name"]]
                         for r in (scene.before, scene.after))
        memory = sample.records["virt_memory"]
        for field, column in (("memory", "MEM(k)"),
                              ("maxMemory", "MAXMEM(k)")):
            assert before[column] == after[column], \
                f"{guest['name']} changed, the scenario is to blame"
            assert memory[field] == int(after[column]) * 1024, guest["name"]


# Guests with a history: of a vif that was unplugged, of devices that were
# disconnected when their guest had shut down. It is in the VM's sums for as
# long as hsflowd-xen lives, but no tool knows it any more.
HISTORY = dict.fromkeys(("unplugged", "migrated in"), ("renamed", "twin"))


def counted(scene):
    """The guests whose counters dom0's tools know from their beginning."""
    return [g for g in scene.guests()
            if g[1]["name"] not in HISTORY.get(scene["name"], ())]


@bracket
def test_network_is_seen_from_the_guest(life, name):
    scene = life.scene(name)
    for before, after, sample in counted(scene):
        between(scene.before.net(before["domid"]),
                sample.records["virt_net_io"],
                scene.after.net(after["domid"]), after["name"])


@bracket
def test_disks(life, name):
    scene = life.scene(name)
    for before, after, sample in counted(scene):
        low = scene.before.disk(before["domid"])
        disk = sample.records.get("virt_disk_io")
        if low is None:
            assert disk is None or no_disk(disk), after["name"]
            continue
        between(low, disk, scene.after.disk(after["domid"]), after["name"])
        # blkback counts no errors: none is known, which is not zero.
        assert disk["errs"] is None


def no_disk(disk):
    return disk["capacity"] is None and not any(
        disk[f"{way}_{what}"] for way in ("rd", "wr")
        for what in ("req", "bytes"))


@pytest.mark.parametrize("name", HISTORY["migrated in"])
@pytest.mark.parametrize("record", ("virt_net_io", "virt_disk_io"))
def test_a_guest_with_a_history_counts_on(life, name, record):
    """From one bracket to the next as much as the tools do."""
    def seen(scene):
        played = life.scene(scene)
        before, after, sample = named(life, scene, name)
        tool = {"virt_net_io": lambda r, g: r.net(g["domid"]),
                "virt_disk_io": lambda r, g: r.disk(g["domid"])}[record]
        return (tool(played.before, before), sample.records[record],
                tool(played.after, after))

    low1, one, high1 = seen("unplugged")
    low2, two, high2 = seen("migrated in")
    for key in low1:
        if key != "capacity":
            assert low2[key] - high1[key] <= two[key] - one[key] <= \
                high2[key] - low1[key], key


# That the brackets above hold something to look at.


def named(life, scene, name):
    """before, after and the sample of one guest."""
    return next(g for g in life.scene(scene).guests() if g[1]["name"] == name)


def test_two_vifs_and_two_vcpus(life):
    _, guest, sample = named(life, "running", "twin")
    assert len(sample.adapters()) == 2
    assert guest["vcpus"] == 2
    assert all(sample.records["virt_net_io"][f"{side}_packets"] > 0
               for side in ("rx", "tx"))


def test_a_renamed_vif(life):
    scene = life.scene("running")
    _, guest, sample = named(life, "running", "named")
    assert list(scene.after.vifs(guest["domid"]).values()) == ["web0"]
    assert len(sample.adapters()) == 1


def test_disks_are_used(life):
    for name in ("plain", "twin", "doomed"):
        disk = named(life, "running", name)[2].records["virt_disk_io"]
        assert disk["capacity"] == 16 << 20
        # 64 KiB each way, once a second
        assert disk["rd_bytes"] >= 1 << 16 and disk["wr_bytes"] >= 1 << 16


def test_a_guest_that_is_busy_runs(life):
    before, after, sample = named(life, "running", "doomed")
    assert sample.records["virt_cpu"]["state"] == RUNNING
    assert after["seconds"] > before["seconds"]


def test_a_paused_guest(life):
    """It stands still, so that its numbers are exact."""
    scene = life.scene("changed")
    before, after, sample = named(life, "changed", "plain")
    assert sample.records["virt_cpu"]["state"] == PAUSED
    assert scene.before.disk(before["domid"]) == \
        scene.after.disk(after["domid"])


def test_a_crashed_guest(life):
    assert named(life, "changed", "doomed")[2].records["virt_cpu"][
        "state"] == CRASHED


def test_a_guest_that_was_shut_down_and_kept(life):
    assert named(life, "unplugged", "twin")[2].records["virt_cpu"][
        "state"] == SHUT_OFF


def test_a_vcpu_is_unplugged(life):
    """CPU time goes on from what it was with two."""
    before, after = (named(life, scene, "twin")[2].records["virt_cpu"]
                     for scene in ("running", "changed"))
    assert (before["nrVirtCpu"], after["nrVirtCpu"]) == (2, 1)
    assert after["cpuTime"] >= before["cpuTime"]


def test_memory_is_given_back(life):
    memory = named(life, "changed", "twin")[2].records["virt_memory"]
    assert memory["memory"] == 100 << 20


def test_a_guest_is_renamed(life):
    before = named(life, "running", "named")[2]
    after = named(life, "changed", "renamed")[2]
    assert before.uuid == after.uuid
    assert before.source == after.source


def test_a_vif_and_a_disk_are_plugged_in(life):
    sample = named(life, "changed", "renamed")[2]
    assert "00:16:3e:79:00:03" in {mac for _, mac in sample.adapters()}
    assert len(sample.adapters()) == 2
    assert sample.records["virt_disk_io"]["capacity"] == 8 << 20


def test_a_vif_is_unplugged(life):
    """What it has counted stays in the sum."""
    assert len(named(life, "changed", "renamed")[2].adapters()) == 2
    assert len(named(life, "unplugged", "renamed")[2].adapters()) == 1


@pytest.mark.parametrize("name", HISTORY["unplugged"])
@pytest.mark.parametrize("record", ("virt_net_io", "virt_disk_io"))
def test_nothing_that_was_counted_is_lost(life, name, record):
    before = named(life, "changed", name)[2].records[record]
    after = named(life, "unplugged", name)[2].records[record]
    for key, value in before.items():
        if key not in ("capacity", "allocation", "physical", "errs"):
            assert after[key] >= value, key
