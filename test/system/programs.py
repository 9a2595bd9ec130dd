# SPDX-License-Identifier: Apache-2.0
"""What the programs say about their own command lines."""

import functools
import re

from lab import BUILD, run

DAEMONS = ("hsflowd", "sflowovsd")

_OPTION = re.compile(r"(?<![\w-])-(?:-[a-z][a-z-]*|[A-Za-z])(?![\w-])")


@functools.lru_cache(maxsize=None)
def help_text(program, verb=None):
    argv = [BUILD / program, *([verb] if verb else []), "-h"]
    done = run(*argv)
    assert done.stderr == ""
    return done.stdout


@functools.lru_cache(maxsize=None)
def verbs():
    """Of hsflowctl."""
    found = re.findall(r"^  ([a-z]+)  ", help_text("hsflowctl"), re.M)
    assert len(found) >= 4
    return tuple(found)


def commands():
    """Each (program, verb) that has options of its own."""
    return [*((daemon, None) for daemon in DAEMONS), ("hsflowctl", None),
            *(("hsflowctl", verb) for verb in verbs())]


def help_options(program, verb=None):
    """The options that -h explains: lines that begin with one."""
    found = set()
    for line in help_text(program, verb).splitlines():
        if re.match(r"  -", line):
            head = re.split(r"\s{2,}", line.strip())[0]
            found |= set(_OPTION.findall(head))
    assert found
    return found


def usage_options(program, verb=None):
    """The options of the synopsis that -h begins with."""
    usage = help_text(program, verb).split("\n\n")[0]
    found = set(_OPTION.findall(usage))
    for letters in re.findall(r"\[-([A-Za-z]{2,})\]", usage):
        found |= {f"-{letter}" for letter in letters}
    return found
