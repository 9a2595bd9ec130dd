# SPDX-License-Identifier: Apache-2.0
"""The scenario came to its end, and the pair to its own."""


def test_nothing_was_waited_for_in_vain(life):
    assert life.missed == []


def test_the_scenario_was_played_to_its_end(life):
    assert "end" in life.scenes


def test_every_datagram_is_decoded_whole(life):
    assert life.datagrams
    assert [d["problems"] for d in life.datagrams if d["problems"]] == []


def test_no_datagram_is_lost_or_comes_twice(life):
    """Each sub-agent counts by one, and from 1 when it starts again."""
    last = {}
    for datagram in life.datagrams:
        sub_agent, sequence = datagram["subAgent"], datagram["sequence"]
        if sequence != 1:
            assert sequence == last.get(sub_agent, 0) + 1, datagram
        last[sub_agent] = sequence


def test_host_guests_and_switch_are_one_agent(life):
    assert len({d["agent"] for d in life.datagrams}) == 1
    ours = {s.sub_agent for s in life.samples
            if s.source.startswith(("2:1", "3:")) and s.source != "2:1000"}
    assert ours == {100000}
    assert {s.sub_agent for s in life.flows()} == {0}


def test_hsflowd_stops_and_takes_its_state_file_along(life):
    stopped = life.scene("stopped")
    assert stopped["status"] == 0
    assert stopped["state"] is None


def test_the_pair_stops_although_xenstored_is_dead(life):
    end = life.scene("end")
    assert end["status"] == {"hsflowd": 0, "sflowovsd": 0}
    assert end["left"] == []


def test_sflowovsd_takes_its_rows_along_or_says_that_it_could_not(life):
    """It gives Open vSwitch a second, which may be too short here."""
    left = "127.0.0.1" in life.scene("end")["rows"]
    told = "what was set may be there still" in life.log("sflowovsd")
    assert left <= told


def test_only_the_monitor_and_sflowovsd_are_root(life):
    """And none but the monitor has capabilities."""
    processes = life.scene("running").before.processes
    programs = sorted(p["program"] for p in processes)
    assert programs == ["hsflowd", "hsflowd", "hsflowd-xen", "sflowovsd"]
    monitor = [p for p in processes if p["program"] == "hsflowd"
               and p["Uid"].split()[0] == "0"]
    assert len(monitor) == 1
    for process in processes:
        if process is not monitor[0]:
            assert int(process["CapEff"], 16) == 0, process
        if process["program"] == "hsflowd-xen":
            assert set(process["Uid"].split()) == {"65534"}, process
