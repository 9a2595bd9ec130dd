# SPDX-License-Identifier: Apache-2.0
"""The manual pages say what the programs and their source say, and no more."""

import os
import re

import pytest

import manual
import programs
from lab import BUILD, ROOT, run
from manual import Manual

PAGE_OF = {"hsflowd": "hsflowd.8", "sflowovsd": "sflowovsd.8",
           "hsflowctl": "hsflowctl.8"}
RANGE = re.compile(r"From (\d+)(?: \(off\))? to (\d+)"
                   r"(?:; the default is (\d+))?")


def source(name):
    return (ROOT / name).read_text()


def constants():
    """NAME -> number, of the headers with limits and defaults."""
    found = {"UINT16_MAX": 65535, "UINT32_MAX": 4294967295}
    for name in ("common/settings.h", "common/scope.h", "common/state.h",
                 "common/glob.h", "hsflowd/conf.h", "hsflowd/top_talkers.h",
                 "hsflowd/top_screen.h", "hsflowd/ctl_top_options.c",
                 "sflowovsd/main.c"):
        for key, value in re.findall(r"^#define\s+(\w+)\s+(\d+)\b",
                                     source(name), re.M):
            found[key] = int(value)
    return found


CONSTANTS = constants()


def number(word):
    return int(word) if word.isdigit() else CONSTANTS[word]


def stated(text):
    """(from, to, default or None) of an item."""
    found = RANGE.findall(text)
    assert len(found) == 1, text
    return tuple(int(n) if n else None for n in found[0])


def conf_blocks():
    """block -> {key: id}, as conf_keys.c has them."""
    text = source("hsflowd/conf_keys.c")
    tables = {name: dict(re.findall(r'\{ "([^"]+)",\s*(CONF_KEYS_\w+) \}',
                                    body))
              for name, body in re.findall(
                  r"struct entry (\w+)\[\] = \{(.*?)\n\};", text, re.S)}
    blocks = {block: dict(tables[table]) for block, table in re.findall(
        r'\[CONF_KEYS_IN_\w+\] =\s*\{ "([^"]+)", (\w+),', text)}
    prefix = re.search(r'#define SAMPLING_PREFIX\s+"([^"]+)"', text)[1]
    blocks["sflow"][prefix] = "CONF_KEYS_SUFFIXED_SAMPLING"
    assert sum(len(keys) for keys in blocks.values()) > 25
    return blocks


def conf_numbers():
    """id -> (from, to, default or None), as conf_set.c and conf.c have it."""
    text = source("hsflowd/conf_set.c")
    defaults = dict(re.findall(r"c->(\w+)\.value = (\w+);",
                               source("hsflowd/conf.c")))
    found = {}
    for key, low, high, field in re.findall(
            r'\{ (CONF_KEYS_\w+), (\w+),\s+(\w+),\s+"[^"]*",'
            r"\s+(?:offsetof\(struct conf, (\w+)\)|0) \}", text):
        found[key] = (number(low), number(high),
                      number(defaults[field]) if field else None)
    found["CONF_KEYS_UDP_PORT"] = (*found["CONF_KEYS_UDP_PORT"][:2],
                                   CONSTANTS["SETTINGS_PORT"])
    assert len(found) == 9
    return found


def complaints(path):
    """Of mandoc, but for pages that are not installed here."""
    out = run("mandoc", "-T", "lint", "-W", "style", path, check=False).stdout
    return [line for line in out.splitlines()
            if "referenced manual not found" not in line]


@pytest.mark.parametrize("page", manual.every(), ids=lambda page: page.name)
def test_mandoc_has_no_complaint(page):
    assert complaints(page.path) == []


def test_a_complaint_of_mandoc_is_seen(tmp_path):
    page = tmp_path / "bad.8"
    page.write_text(Manual("hsflowd.8").text.replace(".El\n", "", 1))
    assert complaints(page)
    page.write_text(Manual("hsflowd.8").text.replace("the ", "the " * 30, 1))
    assert complaints(page)


def item_options(page, title):
    return {option for line in page.section(title)
            if line.startswith(".It ") for option in manual.options_of(line)}


def synopsis_options(page, verb):
    """Of one .Nm of it; those of hsflowctl have a verb, but the last."""
    uses = re.split(r"^\.Nm .*$", "\n".join(page.section("SYNOPSIS")),
                    flags=re.M)[1:]
    for use in uses:
        lines = use.strip().splitlines()
        named = manual.words_of(lines[0], "Cm")
        if page.name != "hsflowctl.8" or named[:1] == ([verb] if verb else []):
            return {o for line in lines for o in manual.options_of(line)}
    raise AssertionError(f"{page.name}: no synopsis of {verb}")


@pytest.mark.parametrize("program, verb", programs.commands())
def test_options_are_those_of_help(program, verb):
    page = Manual(PAGE_OF[program])
    title = f"{program} {verb}" if verb else "DESCRIPTION"
    wanted = programs.help_options(program, verb)
    assert item_options(page, title) == wanted
    assert synopsis_options(page, verb) == wanted
    assert programs.usage_options(program, verb) <= wanted | {"-h"}


def test_verbs_are_those_of_help():
    page = Manual("hsflowctl.8")
    wanted = set(programs.verbs())
    assert {title.split()[1] for title in page.sections("hsflowctl .*")} == \
        wanted
    assert set(page.items("EXIT STATUS", "Cm")) == wanted


def test_options_of_hsflowd_xen():
    program = BUILD / "hsflowd-xen"
    if not program.exists():
        pytest.skip("built without Xen")
    usage = run(program, "-h", check=False).stderr
    wanted = set(re.findall(r"\[(-[-a-z]+)", usage))
    assert len(wanted) == 3
    assert item_options(Manual("hsflowd-xen.8"), "DESCRIPTION") == wanted


@pytest.mark.parametrize("program, verb", programs.commands())
def test_files_of_help_are_in_the_page(program, verb):
    text = Manual(PAGE_OF[program]).text
    for path in re.findall(r"(?<![\w.])/[\w./-]*\w",
                           programs.help_text(program, verb)):
        assert path in text


def test_keys_are_those_of_the_source():
    page = Manual("hsflowd.conf.5")
    blocks = conf_blocks()
    assert {title.removeprefix("Keys of ")
            for title in page.sections("Keys of .*")} == set(blocks)
    for block, keys in blocks.items():
        assert set(page.items(f"Keys of {block}", "Ic")) == set(keys), block


def test_ranges_and_defaults_are_those_of_the_source():
    page = Manual("hsflowd.conf.5")
    numbers = conf_numbers()
    seen = set()
    for block, keys in conf_blocks().items():
        items = page.items(f"Keys of {block}", "Ic")
        for key, key_id in keys.items():
            if key_id in numbers:
                assert stated(items[key]) == numbers[key_id], key
                seen.add(key_id)
            else:
                assert not RANGE.search(items[key]), key
    assert seen == set(numbers)


@pytest.mark.parametrize("name", ("configuration.md", "dns-sd.md"))
def test_ranges_in_docs_are_those_of_the_source(name):
    ids = {key: key_id for keys in conf_blocks().values()
           for key, key_id in keys.items()}
    numbers = conf_numbers()
    seen = set()
    for row in re.findall(r"^\| (.*) \|$", source(f"docs/{name}"), re.M):
        cells = row.split(" | ")
        stated_range = re.search(r"\b(\d+)(?: \([^)]*\))? to (\d+)", row)
        key = re.search(r"`(?:[\w-]+ \{ )?([\w.]+?)(?:10G)?(?: = \w+ \})?`",
                        cells[0])
        if not stated_range or not key or key[1] not in ids:
            continue
        low, high, default = numbers[ids[key[1]]]
        assert tuple(map(int, stated_range.groups())) == (low, high), row
        if default is not None:
            assert re.search(rf"\b{default}$", cells[-1].strip()), row
        seen.add(key[1])
    assert {"polling", "sampling", "headerBytes"} <= seen
    if name == "configuration.md":
        assert {"datagramBytes", "subAgentId", "confirm", "keep"} <= seen


def test_limits_are_those_of_the_source():
    page = Manual("hsflowd.conf.5")
    for block, key, limit in (
            ("sflow", "collector", "SETTINGS_COLLECTORS_MAX"),
            ("sflow", "sampling.", "SETTINGS_SPEEDS_MAX"),
            ("sflow", "agent.cidr", "CONF_CIDRS_MAX"),
            ("ovs", "bridge", "SCOPE_PATTERNS_MAX"),
            ("ovs", "exclude", "SCOPE_PATTERNS_MAX")):
        assert f"Up to {CONSTANTS[limit]} " in \
            page.items(f"Keys of {block}", "Ic")[key]
    assert f"at most {CONSTANTS['GLOB_MAX'] - 1} bytes" in page.text


def test_txt_keys_are_those_of_the_source():
    text = source("hsflowd/dnssd_txt.c")
    known = set(re.findall(r'\{ "(\w+)",\s+set_\w+ \}', text)) | set(
        re.findall(r'text_equal_nocase\([^"]*"([\w.]+)"\)', text))
    known.add("sampling.")  # is_speed: "sampling" before a dot
    assert len(known) == 8
    items = Manual("hsflowd.conf.5").items("TXT keys", "Cm")
    assert set(items) == known
    numbers = conf_numbers()
    for key in ("polling", "sampling"):
        assert stated(items[key]) == numbers[f"CONF_KEYS_{key.upper()}"]
    assert stated(items["sampling."]) == \
        numbers["CONF_KEYS_SUFFIXED_SAMPLING"]
    low, high, default = numbers["CONF_KEYS_HEADER_BYTES"]
    assert stated(items["headerBytes"]) == (low, high, None)
    assert f"else {default}." in items["headerBytes"]


def test_keys_of_the_state_file_are_those_of_the_source():
    text = source("common/state.c")
    known = set(re.findall(r'text_equal\(key, "([\w.]+)"\)', text)) | set(
        re.findall(r'text_starts\(key, "(sampling\.)"\)', text)) | set(
        re.findall(r'["n]([a-zA-Z_.]{2,})=(?=[%1y])', text))
    assert {"rev_start", "sampling.", "ds_index", "ovs.bridge", "state",
            "rev_end"} <= known
    states = set(re.findall(r'\[STATE_\w+\] = "(\w+)"', text))
    page = Manual("hsflowd.auto.5")
    items = page.items("DESCRIPTION", "Cm")
    # Behind the '=' of an item there may be a fixed value.
    assert set(items) - {"yes"} == known | (states - {"running"})
    assert "running" in states and ".Cm running" in page.text
    numbers = conf_numbers()
    for key, name in (("sampling", "SAMPLING"), ("polling", "POLLING"),
                      ("header", "HEADER_BYTES"),
                      ("datagram", "DATAGRAM_BYTES"),
                      ("sampling.", "SUFFIXED_SAMPLING")):
        assert stated(items[key])[:2] == numbers[f"CONF_KEYS_{name}"][:2]
    assert f"At most {CONSTANTS['STATE_HOSTNAME_MAX']} bytes" in \
        items["hostname"]
    assert f"longer than {CONSTANTS['STATE_TEXT_MAX']} bytes" in page.text


def test_numbers_of_top_are_those_of_the_source():
    items = Manual("hsflowctl.8").items("hsflowctl top", "Fl")
    text = source("hsflowd/ctl_top_options.c")
    seen = set()
    for low, high, name in re.findall(
            r"ctl_options_number\(verb, (\d+), (\w+),\s+&o->(?:order\.)?(\w+)\)",
            text):
        if name == "count":
            continue
        assert stated(items[f"-{name}"]) == (
            number(low), number(high), CONSTANTS.get(name.upper()))
        seen.add(name)
    assert seen == {"wait", "delay", "talkers", "width"}


def test_the_time_of_grace_is_that_of_the_source():
    item = Manual("sflowovsd.8").items("DESCRIPTION", "Fl")["-grace"]
    default = int(re.search(r"DESIRE_GRACE_US\s+\(?(\d+)",
                            source("sflowovsd/desire.h"))[1])
    assert stated(item) == (0, CONSTANTS["GRACE_MAX"], default)


def sources(pattern, but=None):
    return "".join(path.read_text() for path in sorted(ROOT.glob(pattern))
                   if but is None or not path.name.startswith(but))


def variables(text):
    return set(re.findall(r'getenv\("(\w+)"\)', text))


def test_variables_are_those_of_the_source():
    common = variables(sources("common/*.c"))
    tool = variables(sources("hsflowd/ctl_*.c"))
    agent = variables(sources("hsflowd/*.c", but="ctl_"))
    # c-ares reads these, for whoever asks DNS.
    agent |= {"RES_OPTIONS", "HOSTALIASES"}
    assert "NOTIFY_SOCKET" in common and "LOCALDOMAIN" in agent
    for page, wanted in (("hsflowd.8", common | agent),
                         ("sflowovsd.8", common), ("hsflowctl.8",
                                                   tool | agent)):
        assert set(Manual(page).items("ENVIRONMENT", "Ev")) == wanted


@pytest.mark.parametrize("page, path", (("hsflowd.8", "hsflowd/monitor.c"),
                                        ("sflowovsd.8", "sflowovsd/ovsd.c")))
def test_signals_are_those_of_the_source(page, path):
    wanted = set(re.findall(r"loop_signal_new\([^,]+, (SIG\w+)",
                            source(path)))
    assert {"SIGTERM", "SIGINT", "SIGHUP"} <= wanted
    assert set(Manual(page).items("Signals", "Dv")) == wanted


def examples(name):
    page = Manual(name)
    return [d for title in ("DESCRIPTION", "EXAMPLES")
            for d in page.displays(title)]


CONFS = [e for e in examples("hsflowd.conf.5") if e.startswith("sflow {")]


def test_there_are_configurations():
    assert len(CONFS) >= 4


@pytest.mark.parametrize("text", CONFS)
def test_each_configuration_is_good(lab, text):
    conf = lab.folder / "hsflowd.conf"
    conf.write_text(text)
    check = run(BUILD / "hsflowd", "-t", "-f", conf, check=False)
    assert (check.returncode, check.stderr) == (0, "")


def test_the_records_are_good(lab):
    zone, = [e for e in examples("hsflowd.conf.5") if "SRV" in e]
    path = lab.folder / "zone"
    path.write_text("$TTL 30\n@ SOA ns root 1 60 60 60 60\n@ NS ns\n"
                    "ns A 192.0.2.53\n" + zone)
    run("nsd-checkzone", "example.com", path)


def test_the_state_is_good(lab):
    state, _ = Manual("hsflowd.auto.5").displays("EXAMPLES")
    path = lab.folder / "hsflowd.auto"
    path.write_text(state)
    os.chmod(path, 0o644)
    argv = [BUILD / "sflowovsd", "-n", "-f", path, "--db",
            f"unix:{lab.folder}/none"]
    assert str(path) not in run(*argv, check=False).stderr
    path.write_text(state.replace("rev_end=7", "rev_end=8"))
    assert str(path) in run(*argv, check=False).stderr


def test_options_in_examples_exist():
    seen = 0
    for page in manual.every():
        text = "".join(page.displays("EXAMPLES")) \
            if "\n.Sh EXAMPLES\n" in page.text else ""
        for program, rest in re.findall(
                r"\b(hsflowctl|hsflowd|sflowovsd)(?= )([^|&>\n]*)", text):
            words = rest.split()
            verb = words.pop(0) if program == "hsflowctl" else None
            known = programs.help_options(program, verb)
            for word in words:
                if re.fullmatch(r"--[a-z-]+", word):
                    assert word in known, rest
                    seen += 1
                elif re.fullmatch(r"-[a-z]+", word):
                    assert {"-" + c for c in word[1:]} <= known, rest
                    seen += 1
    assert seen > 8


def test_pages_refer_to_pages_that_exist():
    ours = {page.name for page in manual.every()}
    for page in manual.every():
        for name, section in re.findall(r"\.Xr (\S+) (\d)", page.text):
            if name.startswith(("hsflow", "sflow")):
                assert f"{name}.{section}" in ours


def install(folder):
    build = os.path.relpath(BUILD, ROOT)
    which = {"build": [], "build/san": ["SAN=1"]}.get(build, [f"B={build}"])
    # Not as a part of the make that may have started us; and what is built
    # is what is tested.
    done = run("env", "-u", "MAKEFLAGS", "-u", "MFLAGS", "-u", "MAKELEVEL",
               "make", "-s", "-o", "all", "-C", ROOT, *which,
               f"DESTDIR={folder}", "PREFIX=/usr", "install", check=False)
    assert done.returncode == 0, done.stderr


def test_make_install(tmp_path):
    install(tmp_path)
    share = tmp_path / "usr/share"
    pages = sorted(share.glob("man/man*/*"))
    there = {path.name for path in (tmp_path / "usr/sbin").iterdir()}
    assert {"hsflowd", "sflowovsd", "hsflowctl"} <= there
    assert {path.stem for path in pages if path.suffix == ".8"} == there
    assert {path.name for path in pages if path.suffix == ".5"} == \
        {"hsflowd.conf.5", "hsflowd.auto.5"}
    for path in pages:
        assert path.parent.name == f"man{path.suffix[1:]}"
        out = run("mandoc", "-T", "utf8", "-W", "warning", path)
        assert out.stderr == ""
        # Bold letters are struck twice.
        assert f"{path.stem} \N{EN DASH} " in re.sub(".\b", "", out.stdout)
    for program in ("hsflowd", "sflowovsd", "hsflowctl"):
        # By the name of the command, as bash-completion looks for it.
        text = (share / "bash-completion/completions" / program).read_text()
        assert "complete -F" in text
    assert (share / "zsh/site-functions/_hsflowctl").read_text().startswith(
        "#compdef hsflowctl hsflowd sflowovsd\n")
