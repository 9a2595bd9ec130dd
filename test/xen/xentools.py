# SPDX-License-Identifier: Apache-2.0
"""What the independent tools have printed in dom0, as values."""

import json
import re

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def xl_list(text):
    """Of xl list -v: UUID -> values, in MiB and seconds. dom0 is zeros."""
    found = {}
    for line in text.splitlines()[1:]:
        name, domid, mib, vcpus, state, seconds, *_ = line.split()
        found[UUID.search(line).group()] = {
            "name": name, "domid": int(domid), "mib": int(mib),
            "vcpus": int(vcpus), "state": state, "seconds": float(seconds)}
    return found


def xl_info(text):
    return dict(re.split(r"\s*:\s*", line, maxsplit=1)
                for line in text.splitlines() if ":" in line)


def xentop(text):
    """name -> column -> text. CPU(sec) and memory in k."""
    head, *lines = (line for line in text.splitlines() if line.strip())
    columns = head.split()
    assert columns[:3] == ["NAME", "STATE", "CPU(sec)"], head
    rows = {}
    for line in lines:
        # dom0's "no limit" is two words.
        words = line.replace("no limit", "no-limit").split()
        rows[words[0]] = dict(zip(columns, words))
    return rows


def links(text):
    """interface -> ifindex and both directions' counters, as dom0 has them."""
    return {link["ifname"]: link for link in json.loads(text)}


def xenstore(text):
    """path -> value"""
    return dict(re.findall(r'^(\S+) = "(.*)"$', text, re.M))


def kilobytes(text):
    """Of /proc/meminfo."""
    return {key: int(value) for key, value in
            re.findall(r"^(\S+):\s+(\d+) kB$", text, re.M)}


def free_bytes(text):
    """Of free -b, its line of memory."""
    head, memory = text.splitlines()[:2]
    return dict(zip(head.split(), map(int, memory.split()[1:])))


class Reading:
    """All tools, read one after the other within a few seconds."""

    def __init__(self, raw):
        self.raw = raw
        tools = raw["tools"]
        domains = xl_list(tools["xl list"])
        self.n_domains = len(domains)
        self.dom0 = next(d for d in domains.values() if d["domid"] == 0)
        self.guests = {uuid: d for uuid, d in domains.items() if d["domid"]}
        self.info = xl_info(tools["xl info"])
        self.top = xentop(tools["xentop"])
        self.links = links(tools["ip"])
        self.store = xenstore(tools["xenstore"])
        self.meminfo = kilobytes(self.file("/proc/meminfo"))
        self.free = free_bytes(tools["free"])
        self.processes = list(raw["processes"].values())

    def file(self, path):
        return self.raw["files"].get(path)

    def vifs(self, domid):
        """number -> interface, by what the kernel says it is for."""
        found = {}
        for path, node in self.raw["files"].items():
            match = re.fullmatch(rf"backend/vif/{domid}/(\d+)", node or "")
            if match and path.endswith("/nodename"):
                found[int(match.group(1))] = path.split("/")[4]
        return found

    def adapters(self, domid):
        """What host_adapters should say: (ifIndex, MAC)."""
        return sorted(
            (int(self.file(f"/sys/class/net/{interface}/ifindex")),
             self.store[f"/local/domain/0/backend/vif/{domid}/{number}/mac"])
            for number, interface in self.vifs(domid).items())

    def net(self, domid):
        """virt_net_io, from the guest's side: what dom0 sends it receives."""
        total = {}
        for interface in self.vifs(domid).values():
            stats = self.links[interface]["stats64"]
            for ours, side in (("rx", "tx"), ("tx", "rx")):
                for field, name in (("bytes", "bytes"),
                                    ("packets", "packets"),
                                    ("errs", "errors"), ("drop", "dropped")):
                    key = f"{ours}_{field}"
                    total[key] = total.get(key, 0) + stats[side][name]
        return total

    def disk(self, domid):
        """virt_disk_io, None without a disk."""
        device = re.compile(r"/sys/bus/xen-backend/devices/"
                            rf"vbd-{domid}-(\d+)/statistics/(\w+)")
        found = [(m.group(1), m.group(2), int(value))
                 for path, value in self.raw["files"].items()
                 if value is not None and (m := device.fullmatch(path))]
        if not found:
            return None

        def total(name):
            return sum(value for _, n, value in found if n == name)
        numbers = {number for number, _, _ in found}
        base = f"/local/domain/0/backend/vbd/{domid}"
        return {"capacity": sum(
                    int(self.store[f"{base}/{n}/sectors"]) * 512
                    for n in numbers),
                "rd_req": total("rd_req"), "wr_req": total("wr_req"),
                "rd_bytes": total("rd_sect") * 512,
                "wr_bytes": total("wr_sect") * 512}
