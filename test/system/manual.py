# SPDX-License-Identifier: Apache-2.0
"""The manual pages, taken apart as far as tests need it."""

import re

from lab import ROOT

FOLDER = ROOT / "docs/man"

_MACROS = {"Ar", "Brq", "Cm", "Dv", "Ev", "Fl", "Ic", "Li", "Nm", "No", "Ns",
           "Op", "Pa", "Ql", "Sx", "Xr"}


def words_of(line, macro):
    """What stands behind a macro in a line, without punctuation."""
    found, inside = [], False
    for word in line.replace("\\&", "").split():
        if word in _MACROS or word.startswith("."):
            inside = word.lstrip(".") == macro
        elif inside and re.search(r"\w", word):
            found.append(word)
    return found


def options_of(line):
    """The options in a line; -dhn of a synopsis is three."""
    found = set()
    for word in words_of(line, "Fl"):
        if word.startswith("-"):
            found.add("-" + word)
        else:
            found |= {"-" + letter for letter in word}
    return found


class Manual:
    def __init__(self, name):
        self.name = name
        self.path = FOLDER / name
        self.text = self.path.read_text()

    def section(self, title):
        """The lines below .Sh or .Ss, up to the next of either."""
        lines, inside = [], False
        for line in self.text.splitlines():
            if line.startswith((".Sh ", ".Ss ")):
                inside = line[4:] == title
            elif inside:
                lines.append(line)
        assert lines, f"{self.name} has no section '{title}'"
        return lines

    def sections(self, pattern):
        return re.findall(rf"^\.S[hs] ({pattern})$", self.text, re.M)

    def items(self, title, macro):
        """word -> its text, of all .It in a section that have the macro.

        Items without a text of their own share the next one's.
        """
        found, waiting = {}, []
        for line in self.section(title):
            if line.startswith(".It "):
                names = words_of(line[1:], macro)
                if waiting and any(found[name] for name in waiting):
                    waiting = []
                for name in names:
                    assert name not in found, f"{self.name}: {name} twice"
                    found[name] = ""
                waiting += names
            elif not line.startswith((".Bl ", ".El", ".\\\"")):
                plain = re.sub(r"^\.[A-Z][a-z] ", "", line)
                for name in waiting:
                    found[name] += plain + " "
        return found

    def statuses(self):
        """What they are the exit statuses of ("" the program itself, a verb,
        or an option that changes their meaning) -> their numbers.
        """
        found, of = {}, ""
        for line in self.section("EXIT STATUS"):
            if line.startswith(".It Cm "):
                of = words_of(line, "Cm")[0]
            elif re.fullmatch(r"\.Fl \w :", line):
                of = "-" + line.split()[1]
            elif line.startswith(".It "):
                found.setdefault(of, set()).add(int(line.split()[1]))
        return found

    def displays(self, title):
        """The texts of .Bd in a section."""
        text = "\n".join(self.section(title))
        return [d.replace("\\e", "\\") + "\n" for d in
                re.findall(r"^\.Bd[^\n]*\n(.*?)\n\.Ed$", text, re.M | re.S)]


def every():
    return [Manual(path.name) for path in sorted(FOLDER.iterdir())]
