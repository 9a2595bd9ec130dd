# SPDX-License-Identifier: Apache-2.0
"""Over the whole life of the host: guests come, go and come again."""

# Of counters samples, all that never goes back while the sequence goes on.
GAUGES = {
    "virt_cpu": ("state", "state_name", "nrVirtCpu"),
    "virt_disk_io": ("capacity", "allocation", "physical"),
    "virt_net_io": (),
}


def after_a_round(samples):
    """What was measured before may still come in the round that is under
    way; from the next one on it is stale."""
    samples = list(samples)
    first = next((i for i, s in enumerate(samples) if s.begins_round),
                 len(samples))
    return samples[first:]


def restarts(samples):
    """Where the sequence began anew, but for the first sample."""
    return [(one, two) for one, two in zip(samples, samples[1:])
            if two.sequence == 1]


def counters(sample):
    return {(record, field): value
            for record, gauges in GAUGES.items()
            for field, value in sample.records.get(record, {}).items()
            if field not in gauges and value is not None}


def test_an_index_is_a_uuids_for_life(life):
    """Also hsflowd's next life, and that of another hsflowd-xen."""
    pairs = {(s.source, s.uuid) for s in life.samples if s.uuid}
    assert len(life.uuids()) == 4
    assert len(pairs) == 4
    assert len({source for source, _ in pairs}) == 4


def test_a_vm_is_sent_once_a_round(life):
    """A round begins with the host's sample."""
    seen = set()
    for sample in life.samples:
        if sample.begins_round:
            seen = set()
        if sample.uuid:
            assert sample.uuid not in seen, sample
            seen.add(sample.uuid)


def test_sequences_are_without_gaps(life):
    last = {}
    for sample in life.samples:
        if sample.kind != "counters" or sample.sub_agent != 100000:
            continue
        if sample.sequence != 1:
            assert sample.sequence == last.get(sample.source, 0) + 1, sample
        last[sample.source] = sample.sequence


def test_no_counter_goes_back_within_a_sequence(life):
    last = {}
    for sample in life.samples:
        if not sample.uuid:
            continue
        now = counters(sample)
        if sample.sequence != 1:
            for key, value in last.get(sample.uuid, {}).items():
                assert now.get(key, value) >= value, (sample, key)
        last[sample.uuid] = now


def test_a_counter_is_known_or_unknown_for_a_whole_sequence(life):
    """sFlow: "either always available or never available"."""
    last = {}
    for sample in life.samples:
        if not sample.uuid:
            continue
        now = set(counters(sample))
        if sample.sequence != 1:
            assert now == last.get(sample.uuid), sample
        last[sample.uuid] = now


def test_of_two_domains_with_one_uuid_the_living_one_is_sent(life):
    scene = life.scene("double")
    late = [s for s in after_a_round(scene.samples())
            if s.uuid == scene["uuid"]]
    assert late
    for sample in late:
        assert sample.records["host_descr"]["hostname"] == "shadow"
        assert sample.records["virt_cpu"]["state_name"] != "crashed"


def test_a_destroyed_guest_is_not_sent_any_more(life):
    scene = life.scene("destroyed")
    late = after_a_round(s for s in life.samples if s.at >= scene["first"])
    assert late
    assert not [s for s in late if s.uuid == scene["uuid"]]


def test_a_guest_that_has_moved_away_is_not_sent_any_more(life):
    scene = life.scene("migrated out")
    late = after_a_round(scene.samples())
    assert len(late) >= 3
    assert not [s for s in late if s.uuid == scene["uuid"]]


def test_a_rebooted_guest_starts_again(life):
    """Once, and with its counters."""
    scene = life.scene("rebooted")
    samples = [s for s in scene.samples() if s.uuid == scene["uuid"]]
    again = restarts(samples)
    assert len(again) == 1, again
    before, after = again[0]
    assert after.records["virt_cpu"]["cpuTime"] < \
        before.records["virt_cpu"]["cpuTime"]


def test_a_rebooted_guest_has_its_new_vif(life):
    """Its index and its MAC are those of before."""
    scene = life.scene("rebooted")
    old = [s for s in life.between(0, scene["first"])
           if s.uuid == scene["uuid"]][-1]
    new = [s for s in scene.samples() if s.uuid == scene["uuid"]][-1]
    assert new.source == old.source
    (old_index, old_mac), = old.adapters()
    (new_index, new_mac), = new.adapters()
    assert new_mac == old_mac
    assert new_index != old_index


def test_a_guest_that_has_moved_in_starts_again(life):
    scene = life.scene("back")
    new = [s for s in life.samples
           if s.uuid == scene["uuid"] and s.at >= scene["first"]]
    old = [s for s in life.samples
           if s.uuid == scene["uuid"] and s.at < scene["first"]]
    assert new[0].sequence == 1
    assert new[0].source == old[-1].source


def test_another_hsflowd_starts_all_sequences_again(life):
    """Every VM once, at its first sample of the new one."""
    stopped = life.scene("stopped")
    uuids = set(life.scene("by DNS").after.guests)
    assert uuids
    for uuid in uuids:
        first = next(s for s in life.samples
                     if s.uuid == uuid and s.at >= stopped["last"])
        assert first.sequence == 1
