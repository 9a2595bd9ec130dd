# SPDX-License-Identifier: Apache-2.0
"""What /status tells of VMs."""

from control import hsflowctl, metrics, wait_status
from dom0 import Dom0, vm


def vms(now):
    return {v["name"]: v for v in now["xen"]["vms"]}


def ask(host, *more):
    return hsflowctl(host.socket, "/none", *more, "hsflowd")


def test_each_vm_is_told(lab):
    names = ["web 1", "M\u00fcller", '"},{"x":[', "a" * 64]
    host = Dom0(lab, [vm(n + 1, name, vifs=n)
                      for n, name in enumerate(names)])
    lab.collector(host.far)
    host.write_conf(polling=1)
    host.start()
    now = wait_status(host.socket, lambda s: len(s["xen"]["vms"]) == 4 and
                      all(v["sample_age"] is not None
                          for v in s["xen"]["vms"]), "samples of four VMs")
    assert now["xen"]["role"] == "dom0"
    assert now["xen"]["hsflowd_xen"] == "there"
    assert now["xen"]["missing"] == []
    assert set(vms(now)) == set(names)
    second = vms(now)["M\u00fcller"]
    assert second["uuid"] == "00000000-0000-0000-0000-000000000002"
    assert (second["domid"], second["vifs"]) == (2, 1)
    assert 0x100000 <= second["index"] < 0x1000000
    assert len({v["index"] for v in now["xen"]["vms"]}) == 4
    assert metrics(host.socket)["hsflowd_vms"] == 4
    code, out = ask(host)
    assert code == 0, out
    assert "Xen          dom0 with 4 VMs; hsflowd-xen is there" in out
    assert "    M\u00fcller               00000000-0000-0000-0000-" in out
    host.set_vms([vm(2)])
    wait_status(host.socket, lambda s: list(vms(s)) == ["vm 2"], "one left")


def test_one_that_gives_no_numbers_is_told(lab):
    host = Dom0(lab, [vm(1)])
    lab.collector(host.far)
    host.mute()
    host.write_conf(polling=1)
    host.start()
    now = wait_status(host.socket, lambda s: s["state"] == "degraded",
                      "a complaint")
    assert now["problems"][0].startswith("no numbers of VMs: hsflowd-xen")
    assert now["host"]["sample_age"] is not None
    assert metrics(host.socket)["hsflowd_vms"] == 0
    assert ask(host)[0] == 1
