# SPDX-License-Identifier: Apache-2.0
"""The examples of a page of docs/: commands and what they print.

An example is an indented block that begins with "$ COMMAND". A line of it that
is "..." stands for any lines; numbers, times and the like in the others stand
for any of their kind, so that an example can be a real one.
"""

import re

from lab import ROOT

# What differs from run to run, and what it may be instead.
VOLATILE = (
    (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
     r"[0-9a-f-]{36}"),
    (r"\d\d:\d\d:\d\d\.\d+", r"\d\d:\d\d:\d\d\.\d+"),
    (r"\(\d+\.\d+ (?:[KMGT]iB)\)", r"\(\d+(?:\.\d+)? (?:[KMGT]iB|B)\)"),
    (r"\d+(?:\.\d+)? (?:ms|s)\b", r"\d+(?:\.\d+)? (?:ms|s|min|h)"),
    (r"\bpid \d+", r"pid \d+"),
    (r"\.\d{5}\b", r"\.\d+"),      # a port that the system has chosen
    (r":\d{5}\b", r":\d+"),
    (r"seqnum \d+", r"seqnum \d+"),
    (r"uptime \d+", r"uptime \d+"),
    (r"length \d+", r"length \d+"),
    (r"\bdatagram \d+", r"datagram \d+"),
    (r"\bsequence \d+", r"sequence \d+"),
    (r"\bpool \d+", r"pool \d+"),
    (r"\bsFlow \d+ V5", r"sFlow \d+ V5"),
    (r",\d+,\d+$", r",\d+,\d+"),     # of traffic, as the two below
    (r"(?<= )\d{3,} \d{4,}$", r"\d+\s+\d+"),
    (r"packets: \d+, flows: \d+", r"packets: \d+, flows: \d+"),
    (r"\b\d+ datagrams sent, \d+ refused, \d+ dropped",
     r"\d+ datagrams sent, \d+ refused, \d+ dropped"),
    (r"\b\d+ bytes\b", r"\d+ bytes"),
)
KINDS = re.compile("|".join(f"({kind})" for kind, _ in VOLATILE))


def pattern(line):
    """A regular expression for a line of an example."""
    line = line.strip()
    out, at = "", 0
    for found in KINDS.finditer(line):
        out += re.escape(line[at:found.start()])
        out += VOLATILE[found.lastindex - 1][1]
        at = found.end()
    out += re.escape(line[at:])
    return re.sub(r"(?:\\ )+", r"\\s+", out)


class Example:
    def __init__(self, heading, lines):
        self.heading = heading
        self.command = lines[0].removeprefix("$ ")
        self.lines = lines[1:]
        self.shown = False

    def show(self, output):
        """Fails unless the output is what the page says it is."""
        self.shown = True
        self.matches(output)

    def matches(self, output):
        given = [line.strip() for line in output.splitlines()]
        at, anything = 0, False
        for line in self.lines:
            if line.strip() == "...":
                anything = True
                continue
            wanted = re.compile(pattern(line))
            fits = [i for i in range(at, len(given))
                    if wanted.fullmatch(given[i])]
            assert fits and (anything or fits[0] == at or at == 0), \
                f"{self.heading}: the page has\n  {line}\nbut " \
                f"'{self.command}' has said\n{output}"
            at, anything = fits[0] + 1, False


class Page:
    """Its examples, by heading and in their order."""

    def __init__(self, name):
        self.examples = {}
        heading, block = "", []
        for line in (ROOT / "docs" / name).read_text().splitlines() + [""]:
            if re.match("#+ ", line):
                heading = line.lstrip("# ")
            if line.startswith("    "):
                block.append(line[4:])
                continue
            if block and block[0].startswith("$ "):
                self.examples.setdefault(heading, []).append(
                    Example(heading, block))
            block = []
