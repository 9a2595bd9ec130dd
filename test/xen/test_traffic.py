# SPDX-License-Identifier: Apache-2.0
"""What Open vSwitch's kernel datapath samples belongs to exactly one VM."""

SIGMAS = 5
GUESTS_MAC = "00:16:3e:"
# Packets that were sampled before the first reading or go on after the flood
# (a ping a second, neighbours that are asked for): counted on one side only.
OTHERS = 40


def owners(life):
    """ifIndex -> the VMs that ever named it, with the MAC."""
    found = {}
    for sample in life.samples:
        if sample.uuid:
            for index, mac in sample.adapters():
                found.setdefault(index, set()).add((sample.uuid, mac))
    return found


def header(flow):
    return flow.records["sampled_header"]


def test_packets_of_guests_are_sampled(life):
    macs = {header(f)["ethSrc"] for f in life.flows()}
    assert {"00:16:3e:77:00:01", "00:16:3e:77:00:02", "00:16:3e:78:00:02",
            "00:16:3e:77:00:03", "00:16:3e:77:00:04",
            "00:16:3e:79:00:03"} <= macs


def test_every_packet_of_a_guest_names_its_vif(life):
    """Its input is in exactly one VM's adapters, with the packet's MAC."""
    known = owners(life)
    flows = [f for f in life.flows()
             if header(f)["ethSrc"].startswith(GUESTS_MAC)]
    assert flows
    for flow in flows:
        assert flow.raw["inputKind"] == "ifIndex"
        owner = known.get(flow.raw["input"], set())
        assert len(owner) == 1, (flow, owner)
        (_, mac), = owner
        assert mac == header(flow)["ethSrc"], flow


def test_no_vif_lets_others_packets_in(life):
    known = owners(life)
    for flow in life.flows():
        if flow.raw["input"] in known:
            assert header(flow)["ethSrc"].startswith(GUESTS_MAC), flow


def test_ports_counters_are_of_vms_too(life):
    """Open vSwitch's counters carry the ifIndex that is in host_adapters."""
    scene = life.scene("running")
    ports = {s.source for s in scene.samples() if s.source.startswith("0:")}
    for _, _, sample in scene.guests():
        for index, _ in sample.adapters():
            assert f"0:{index}" in ports


def test_no_interface_is_counted_by_both(life):
    """A data source belongs to one sub-agent."""
    seen = {}
    for sample in life.samples:
        seen.setdefault(sample.source, set()).add(sample.sub_agent)
    assert {k: v for k, v in seen.items() if len(v) != 1} == {}


def test_sampled_packets_times_rate_are_the_vifs_packets(life):
    """Of a flood that the guest answers: each packet is sampled with 1/rate,
    so that the estimate's deviation is the root of packets * (rate - 1)."""
    scene = life.scene("flood")
    rate, index = scene["rate"], scene["ifindex"]
    flows = [s for s in scene.samples() if s.kind == "flow"
             and s.raw["input"] == index]
    assert {f.raw["rate"] for f in flows} == {rate}
    before, after = (next(link for link in reading.links.values()
                          if link["ifindex"] == index)["stats64"]["rx"]
                     for reading in (scene.before, scene.after))
    packets = after["packets"] - before["packets"]
    assert packets >= 1000, "too few for a test"
    estimate = len(flows) * rate
    assert abs(estimate - packets) <= \
        SIGMAS * (packets * (rate - 1)) ** 0.5 + OTHERS


def test_the_vms_counter_is_the_sum_of_its_samples(life):
    """The same flood, as an analyzer sees it: without any tool of dom0."""
    scene = life.scene("flood")
    index, rate = scene["ifindex"], scene["rate"]
    uuid = next(s.uuid for s in life.samples
                if s.uuid and index in {i for i, _ in s.adapters()})
    samples = [s for s in life.samples if s.uuid == uuid]
    before = [s for s in samples if s.at < scene["first"]][-1]
    after = [s for s in samples if s.at >= scene["last"]][0]
    packets = after.records["virt_net_io"]["tx_packets"] - \
        before.records["virt_net_io"]["tx_packets"]
    flows = [s for s in life.between(before.at, after.at)
             if s.kind == "flow" and s.raw["input"] == index]
    assert packets >= 1000
    assert abs(len(flows) * rate - packets) <= \
        SIGMAS * (packets * (rate - 1)) ** 0.5 + OTHERS


def test_sampling_follows_dns(life):
    """From the file's rate to that of the TXT record, on the real switch."""
    scene = life.scene("by DNS")
    before = {f.raw["rate"] for f in life.flows()
              if f.at < life.scene("stopped")["last"]}
    after = {f.raw["rate"] for f in life.flows() if f.at >= scene["first"]}
    assert (before, after) == ({4}, {8})
