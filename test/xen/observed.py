# SPDX-License-Identifier: Apache-2.0
"""One played scenario (dom0/scenario.py), for the tests to judge."""

import json
import pathlib

from xentools import Reading

HOST = "2:1"
SECOND = 2  # the sample of a bracket that was surely measured within it


def adapters(record):
    """(ifIndex, MAC)"""
    return sorted((a["ifIndex"], mac) for a in record.get("adapters", [])
                  for mac in a["macs"])


class Sample:
    """`at` is the index of its datagram."""

    def __init__(self, at, datagram, raw):
        self.at = at
        self.agent = datagram["agent"]
        self.sub_agent = datagram["subAgent"]
        self.raw = raw
        self.kind = raw["type"]
        self.source = raw["source"]
        self.sequence = raw["sequence"]
        self.records = {r["name"]: r["fields"] for r in raw["records"]}

    @property
    def begins_round(self):
        """What Xen says of the host comes in a sample of its own when it was
        late: that one does not."""
        return self.source == HOST and "host_cpu" in self.records

    @property
    def uuid(self):
        """Of the VM, None where it is none's."""
        if not self.source.startswith("3:"):
            return None
        return self.records["host_descr"]["uuid"]

    def adapters(self):
        """(ifIndex, MAC), or [] where it has none."""
        return adapters(self.records.get("host_adapters", {}))

    def __repr__(self):
        return f"<{self.kind} {self.source} #{self.sequence} " \
            f"in datagram {self.at}>"


class Scene:
    def __init__(self, life, raw):
        self._life = life
        self.raw = raw
        if "before" in raw:
            self.before = Reading(raw["before"])
            self.after = Reading(raw["after"])

    def __getitem__(self, key):
        return self.raw[key]

    def samples(self, first="first", last="last"):
        """Of the datagrams between two of its marks."""
        return self._life.between(self.raw[first], self.raw[last])

    def _newest(self, samples, what):
        samples = list(samples)
        assert len(samples) >= SECOND, \
            f"{self['name']}: {len(samples)} samples of {what}"
        return samples[-1]

    def host(self, record):
        """A record of the host measured between both readings."""
        return self._newest((s for s in self.samples() if s.source == HOST
                             and record in s.records),
                            f"the host's {record}").records[record]

    def guest(self, uuid):
        return self._newest((s for s in self.samples() if s.uuid == uuid),
                            uuid)

    def guests(self):
        """Of those that are there in both readings: values of xl list before
        and after, and the sample."""
        found = [(self.before.guests[u], self.after.guests[u], self.guest(u))
                 for u in self.before.guests if u in self.after.guests]
        assert found, f"{self['name']}: no guests"
        return found


class Life:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        seen = json.loads((self.folder / "scenes.json").read_text())
        self.missed = seen["missed"]
        lines = (self.folder / "datagrams.jsonl").read_text().splitlines()
        self.datagrams = [json.loads(line) for line in lines]
        self.samples = [Sample(at, datagram, raw)
                        for at, datagram in enumerate(self.datagrams)
                        for raw in datagram["samples"]]
        self.scenes = {s["name"]: Scene(self, s) for s in seen["scenes"]}

    def scene(self, name):
        assert name in self.scenes, f"'{name}' was not played"
        return self.scenes[name]

    def between(self, first, last):
        return [s for s in self.samples if first <= s.at < last]

    def of_uuid(self, uuid):
        return [s for s in self.samples if s.uuid == uuid]

    def flows(self):
        return [s for s in self.samples if s.kind == "flow"]

    def uuids(self):
        return {s.uuid for s in self.samples if s.uuid}

    def log(self, name):
        path = self.folder / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""
