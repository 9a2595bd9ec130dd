# SPDX-License-Identifier: Apache-2.0
"""What an Open vSwitch of a given version keeps of bridges and of sFlow, as a
file of JSON: a model, with the differences that were measured on real builds.
fake-ovs-vsctl is its command line.

    {"bridges": {NAME: {"sflow": UUID or "", "external_ids": {}}},
     "fakes": {NAME: PARENT}, "sflow": {UUID: {COLUMN: VALUE}}}
"""

import json
import os
import random
import re
import uuid

VERSIONS = ("1.0.1", "1.0.3", "1.1.0pre2", "1.1.0", "1.4.6", "2.5.12",
            "2.17.12", "3.7.1")
SINCE = {  # a difference, and the first of these versions that shows it
    "create-id": "1.0.3",        # create --id=@name
    "row-ids": "1.0.3",          # sFlow has external_ids
    "collects": "1.1.0",         # rows that nothing refers to go away
    "queries": "1.1.0",          # find, --columns, --format, --bare
    "destroy-is-nothing": "1.4.6",  # of a row that is referred to; no error
    "if-exists": "2.5.12",       # on set, get and list
    "real": "2.5.12",            # list-br --real
    "early-options": "2.5.12",   # of a command, without "--" before them
    "connects-once": "2.5.12",   # older: again and again until --timeout
    "schema-line": "2.5.12",     # third line of --version
    "bare-digits": "2.17.12",    # names with a digit are printed bare
    "logs": "2.17.12",           # transaction errors; and what ended it
}

COLUMNS = ("agent", "header", "polling", "sampling", "targets")
NUMBERS = ("header", "polling", "sampling")
WORD = re.compile(r"[^\"\[\]{},=:\s]+")
STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Refusal(Exception):
    """What ovs-vsctl says before it ends with status 1."""


def features_of(version):
    at = VERSIONS.index(version)
    return {f for f, since in SINCE.items() if VERSIONS.index(since) <= at}


def parse_atoms(text, whole):
    """Atoms of "a", a or [a, b]; an unquoted colon ends the parse."""
    atoms, rest = [], text
    bracket = rest.startswith("[")
    if bracket:
        rest = rest[1:].lstrip()
    while rest and not (bracket and rest.startswith("]")):
        found = STRING.match(rest) or WORD.match(rest)
        rest_after = rest[found.end():].lstrip() if found else rest
        more = rest_after.startswith(",") if bracket else not rest_after
        if not found or not (more or bracket and rest_after == "]"):
            raise Refusal(f'{whole}: unexpected "{rest_after[:1]}" parsing '
                          "set of 1 or more strings")
        atom = found.group()
        atoms.append(json.loads(atom) if atom[0] == '"' else atom)
        rest = rest_after[1:].lstrip() if more and bracket else rest_after
    return atoms


class Database:
    def __init__(self, path, features):
        self.path = path
        self.features = features
        with open(path, encoding="utf-8") as f:
            self.data = json.load(f)
        self.bridges = self.data.setdefault("bridges", {})
        self.fakes = self.data.setdefault("fakes", {})
        self.rows = self.data.setdefault("sflow", {})
        self.destroyed = {}
        self.symbols = {}

    def bridge_uuid(self, name):
        return self.bridges[name].get("uuid") or str(
            uuid.uuid5(uuid.NAMESPACE_OID, name))

    def find_bridge(self, record):
        """By name, or by UUID; None when there is none."""
        if record in self.bridges:
            return self.bridges[record]
        return next((b for n, b in self.bridges.items()
                     if self.bridge_uuid(n) == record), None)

    def bridge(self, record):
        found = self.find_bridge(record)
        if found is None:
            raise Refusal(f'no row "{record}" in table Bridge')
        return found

    def find_row(self, record):
        """By UUID, or by the bridge that refers to it."""
        if record in self.bridges:
            record = self.bridges[record]["sflow"]
        return self.rows.get(record)

    def row(self, record):
        found = self.find_row(record)
        if found is None:
            raise Refusal(f'no row "{record}" in table sFlow')
        return found

    def set_row(self, row, assignments):
        for a in assignments:
            column, _, value = a.partition("=")
            column, _, key = column.partition(":")
            if column == "external_ids" and "row-ids" in self.features:
                row[column][key] = parse_atoms(value, a)[0]
                continue
            if column not in COLUMNS:
                raise Refusal("sFlow does not contain a column whose name "
                              f'matches "{column}"')
            atoms = parse_atoms(value, a)
            if column == "targets":
                row[column] = atoms
            elif column in NUMBERS:
                row[column] = int(atoms[0]) if atoms else []
            else:
                row[column] = atoms[0] if atoms else []

    def set_bridge(self, bridge, assignments):
        for a in assignments:
            column, _, value = a.partition("=")
            column, _, key = column.partition(":")
            atoms = parse_atoms(value, a)
            if column == "sflow":
                name = atoms[0] if atoms else ""
                bridge["sflow"] = self.symbols.get(name, name)
            elif column == "external_ids":
                bridge[column][key] = atoms[0]
            else:
                raise Refusal(f"{column}: not a column of this model")

    def create(self, symbol, assignments):
        row = {c: [] for c in COLUMNS}
        if "row-ids" in self.features:
            row["external_ids"] = {}
        self.set_row(row, assignments)
        name = str(uuid.uuid4())
        self.rows[name] = row
        if symbol:
            self.symbols[symbol] = name
        return name

    def destroy(self, name):
        self.row(name)
        self.destroyed[name] = self.rows.pop(name)

    def references(self, name):
        return sum(b["sflow"] == name for b in self.bridges.values())

    def check_destroyed(self):
        for name, row in self.destroyed.items():
            count = self.references(name)
            if count and "destroy-is-nothing" in self.features:
                self.rows[name] = row
            elif count:
                raise Refusal(f"transaction error: cannot delete sFlow row "
                              f"{name} because of {count} remaining "
                              "reference(s)")

    def check_references(self):
        for name, b in self.bridges.items():
            if b["sflow"] and b["sflow"] not in self.rows:
                details = (f"Table Bridge column sflow row "
                           f"{self.bridge_uuid(name)} references nonexistent "
                           f"row {b['sflow']} in table sFlow.")
                raise Refusal("transaction error: " + json.dumps(
                    {"details": details,
                     "error": "referential integrity violation"},
                    separators=(",", ":")))

    def commit(self):
        self.check_destroyed()
        self.check_references()
        if "collects" in self.features:
            for name in [n for n in self.rows if not self.references(n)]:
                del self.rows[name]
        with open(self.path + ".new", "w", encoding="utf-8") as f:
            json.dump(self.data, f)
        os.rename(self.path + ".new", self.path)

    def table(self, name):
        """Rows as dictionaries, in an order of their own at each call."""
        if name.lower() == "bridge":
            rows = [dict(b, _uuid=self.bridge_uuid(n), name=n)
                    for n, b in self.bridges.items()]
        else:
            rows = [dict(r, _uuid=n) for n, r in self.rows.items()]
        random.shuffle(rows)
        return rows


# Values as they are printed.

def show_string(text, features):
    plain = r"[A-Za-z_][A-Za-z0-9_.-]*" if "bare-digits" in features \
        else r"[A-Za-z_][A-Za-z_.-]*"
    return text if re.fullmatch(plain, text) else json.dumps(
        text, ensure_ascii=False)


def show(column, value, features):
    if column in ("_uuid", "sflow"):
        return value or "[]"
    if isinstance(value, dict):
        return "{" + ", ".join(
            f"{show_string(k, features)}={show_string(v, features)}"
            for k, v in sorted(value.items())) + "}"
    if isinstance(value, list):
        shown = ", ".join(show_string(v, features) for v in value)
        return "[" + shown + "]" if len(value) != 1 else shown
    return str(value) if isinstance(value, int) else \
        show_string(value, features)


def as_json(column, value):
    if column in ("_uuid", "sflow") and value:
        return ["uuid", value]
    if isinstance(value, dict):
        return ["map", [[k, v] for k, v in value.items()]]
    if value == "" and column == "sflow":
        return ["set", []]
    if isinstance(value, list):
        return value[0] if len(value) == 1 else ["set", value]
    return value
