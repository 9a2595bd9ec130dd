# SPDX-License-Identifier: Apache-2.0
"""Asking sflowovsd how it is, about each kind of bridge and trouble."""

import os

from control import hsflowctl, metrics, status, wait_status
from ovs import wait_until

OTHER = "192.0.2.1:6343"


def states(now):
    return {b["name"]: b["state"] for b in now["bridges"]}


def wait_states(daemon, **wanted):
    return wait_status(daemon.socket, lambda s: states(s) == wanted,
                       f"bridges {wanted}")


def ask(daemon, *more):
    return hsflowctl("/none", daemon.socket, *more, "sflowovsd")


def test_all_is_told(switch, daemon):
    switch.add_bridge("br0", "br1")
    daemon.write(revision=7).start()
    now = wait_states(daemon, br0="in sync", br1="in sync")
    assert now["version"] == 1 and now["daemon"] == "sflowovsd"
    assert now["pid"] == daemon.process.pid
    assert (now["state"], now["problems"]) == ("ok", [])
    assert now["goal"] == "set"
    assert now["state_file"]["path"] == daemon.state
    assert now["state_file"]["revision"] == 7
    assert now["open_vswitch"]["version"] in switch.vsctl("--version")
    assert now["open_vswitch"]["syntax"] == "one-step"
    assert now["values"]["sampling"] == 400
    assert now["values"]["targets"] == ["10.0.0.9:6343"]
    assert now["last_pass"]["result"] == "in sync"
    assert now["passes"]["written"] >= 1
    told = metrics(daemon.socket)
    assert told['sflowovsd_bridges{state="in_sync"}'] == 2
    assert told["sflowovsd_last_pass_success"] == 1
    wait_status(daemon.socket, lambda s: s["open_vswitch"]["watched"],
                "both monitors")
    code, out = ask(daemon)
    assert code == 0
    assert "    br0                  in sync\n" in out
    assert "one-step syntax; changes are watched" in out
    socket = daemon.socket
    assert daemon.stop() == 0
    assert not os.path.exists(socket)
    assert ask(daemon)[0] == 2


def test_each_bridge_has_its_state(switch, daemon):
    switch.add_bridge("br0", "br1", "br9")
    row = switch.give_row("br1", target=OTHER)
    daemon.write(ovs=("exclude=br9",)).start()
    now = wait_states(daemon, br0="in sync", br1="foreign", br9="excluded")
    assert now["bridges"][1]["owner"] == f"row {row} to collector {OTHER}"
    assert now["state"] == "degraded"
    # That it does not watch yet may come before.
    assert any(p.startswith("bridge br1 is left alone")
               for p in now["problems"])
    code, out = ask(daemon)
    assert code == 1
    assert "  bridges      3: 1 in sync, 1 foreign, 1 excluded\n" in out
    assert f"    br1                  foreign: row {row} to collector " \
        f"{OTHER}\n" in out
    daemon.write(revision=2, ovs=("takeover=yes",))
    now = wait_states(daemon, br0="in sync", br1="in sync", br9="in sync")
    assert [b["taken_over"] for b in now["bridges"]] == [False, True, False]
    assert f"in sync, taken over from row {row} to collector {OTHER}\n" in \
        ask(daemon)[1]
    daemon.write(revision=3, phase="withdrawn", collectors=())
    now = wait_states(daemon, br0="withdrawn", br1="withdrawn",
                      br9="withdrawn")
    assert now["goal"] == "withdraw" and now["state"] == "ok"


def test_failures_are_told_until_they_end(switch, daemon):
    switch.add_bridge("br0")
    daemon.write().start()
    wait_states(daemon, br0="in sync")
    switch.stop_server()
    daemon.write(revision=2, sampling=100)
    now = wait_status(daemon.socket, lambda s: s["state"] == "degraded" and
                      s["last_pass"]["result"] == "failed", "a failure")
    assert "ovs-vsctl" in now["last_pass"]["reason"]
    assert now["problems"][0] == now["last_pass"]["reason"]
    assert states(now) == {"br0": "in sync"}  # as far as is known
    assert ask(daemon)[0] == 1
    switch.start_server()
    now = wait_status(daemon.socket, lambda s: s["state"] == "ok" and
                      s["values"]["sampling"] == 100, "its end")
    assert now["passes"]["failed"] >= 1
    # Now one that can be read, but not written to.
    daemon.wrap("/usr/bin/ovs-vsctl")
    with open(daemon.wrapper, encoding="utf-8") as f:
        script = f.read()
    new = daemon.wrapper + ".new"
    with open(new, "w", encoding="utf-8") as f:
        f.write(script.replace("exec ", 'case $* in *" create "*) echo '
                               "'ovs-vsctl: no such luck' >&2; exit 1 ;; "
                               "esac\nexec ", 1))
    os.chmod(new, 0o755)
    os.rename(new, daemon.wrapper)
    daemon.write(revision=3, sampling=50)
    now = wait_states(daemon, br0="failed")
    assert "no such luck" in now["bridges"][0]["reason"]


def test_what_hsflowd_does_is_told(switch, daemon):
    switch.add_bridge("br0")
    daemon.start("--grace", "600")
    now = wait_status(daemon.socket, lambda s: s["goal"] == "nothing",
                      "nothing to do")
    assert now["state_file"]["result"] == "missing"
    assert "hsflowd does not run" in " ".join(now["problems"])
    daemon.write(phase="waiting", collectors=())
    now = wait_status(daemon.socket, lambda s: s["state_file"]["phase"] ==
                      "waiting", "waiting")
    assert "hsflowd waits for its settings" in " ".join(now["problems"])
    daemon.write(revision=2)
    wait_states(daemon, br0="in sync")
    daemon.write("nonsense\n")
    now = wait_status(daemon.socket, lambda s: s["state_file"]["result"] ==
                      "refused", "a refusal")
    assert now["state_file"]["reason"] and now["goal"] == "set"
    assert now["state_file"]["revision"] == 2
    os.unlink(daemon.state)
    now = wait_status(daemon.socket, lambda s: s["state_file"]["result"] ==
                      "missing", "a missing file")
    assert 500 < now["state_file"]["grace_left"] <= 600
    assert "withdrawing in" in " ".join(now["problems"])


def test_names_of_bridges_are_no_markup(switch, daemon):
    name = 'a"},{"x":"'
    switch.add_bridge("br0")
    daemon.write().start()
    wait_states(daemon, br0="in sync")
    switch.vsctl("--no-wait", "--", "--id=@b", "create", "bridge",
                 'name="a\\"},{\\"x\\":\\""', "--", "add", "open_vswitch",
                 ".", "bridges", "@b")
    wait_status(daemon.socket, lambda s: states(s).get(name) == "in sync",
                "the odd bridge")
    code, out = ask(daemon)
    assert code == 0 and f"    {name:20} in sync\n" in out


def test_the_form_follows_what_ovs_vsctl_is(switch, daemon):
    switch.add_bridge("br0")
    daemon.wrap("/usr/bin/ovs-vsctl", version="1.0.1")
    daemon.write().start()
    now = wait_status(daemon.socket, lambda s: s["open_vswitch"]["version"],
                      "a version")
    assert now["open_vswitch"]["version"] == "1.0.1"
    assert now["open_vswitch"]["syntax"] == "two-step"


def test_a_fight_is_told(switch, daemon):
    switch.add_bridge("br0")
    daemon.write().start()
    wait_states(daemon, br0="in sync")

    def undo():
        switch.vsctl("--no-wait", "clear", "bridge", "br0", "sflow")
        return status(daemon.socket)["fight"]["on"]

    wait_until(undo, "a fight")
    now = status(daemon.socket)
    assert any("someone keeps undoing" in p for p in now["problems"])
    assert metrics(daemon.socket)["sflowovsd_fight"] == 1


def test_many_bridges_are_listed(switch, daemon):
    switch.stop_vswitchd()
    switch.add_bridge(*[f"br{i}" for i in range(300)])
    daemon.write().start()
    now = wait_status(daemon.socket, lambda s:
                      s["bridge_counts"]["in sync"] == 300, "300 bridges")
    assert len(now["bridges"]) == 300
    out = ask(daemon)[1]
    assert "    ... and 280 more (--all)\n" in out
    assert ask(daemon, "--all")[1].count("in sync\n") >= 300
