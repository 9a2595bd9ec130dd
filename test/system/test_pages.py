# SPDX-License-Identifier: Apache-2.0
"""The manual pages and the completions, held against the programs."""

import os
import pty
import re
import select
import subprocess
import time

import pytest

from lab import BUILD, LIMIT, ROOT

MAN = ROOT / "docs/man"
PAGES = sorted(MAN.iterdir())
VERBS = ("status", "check", "listen", "top", "decode")
# Programs and verbs, with the page they are in and the place in it.
HELPS = [("hsflowd",), ("sflowovsd",)] + [("hsflowctl", v) for v in VERBS]


def help_of(words):
    done = subprocess.run([BUILD / words[0], *words[1:], "-h"], check=True,
                          text=True, capture_output=True)
    return done.stdout


def options_of(text):
    """Those that a help has, each long and each short one."""
    found = set(re.findall(r"(?<![\w-])(--?[a-zA-Z][\w-]*)", text))
    out = set()
    for option in found:
        if option.startswith("--"):
            out.add(option)
        elif re.fullmatch(r"-d+", option):
            out.add("-d")
        elif len(option) == 2:
            out.add(option)
        else:  # [-dtvh]
            out.update("-" + letter for letter in option[1:])
    return out


def page_of(words):
    """The part of a page that is about it."""
    text = (MAN / f"{words[0]}.8").read_text()
    if len(words) == 1:
        return text
    return re.search(rf"^\.Ss {words[1]}\n(.*?)^\.S[sh]", text,
                     re.M | re.S).group(1)


def options_in(page):
    """Those that it explains: items of a list."""
    found = set()
    for line in page.splitlines():
        if line.startswith(".It "):
            found.update("-" + name for name in
                         re.findall(r"Fl (-?[\w-]+)", line))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_a_page_is_clean(page):
    done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", page],
                          text=True, capture_output=True, check=False)
    assert done.stdout == "" and done.returncode == 0
    text = plain(page.name)
    assert " NAME " in text and " SEE ALSO " in text


@pytest.mark.parametrize("words", HELPS, ids=" ".join)
def test_each_option_is_explained(words):
    told = options_of(help_of(words))
    explained = options_in(page_of(words))
    if words[0] == "hsflowctl":
        told -= {"-h"}
    missing = told - explained
    assert not missing
    # What is there beyond the help is another form of it.
    more = explained - told - {"-h", "--help", "--version", "-a", "-j", "-v"}
    assert not more


def keys_of_the_program():
    """Of conf_keys.c: a table for each block."""
    text = (ROOT / "hsflowd/conf_keys.c").read_text()
    return {name: set(re.findall(r'\{ "([^"]+)",', body)) for name, body in
            re.findall(r"entry (\w+)_keys\[\] = \{(.*?)\n\};", text, re.S)}


def plain(page):
    text = subprocess.run(["mandoc", "-T", "ascii", MAN / page], text=True,
                          capture_output=True, check=True).stdout
    return re.sub(r"\s+", " ", re.sub(r".\x08", "", text))


def test_each_key_is_explained():
    keys = keys_of_the_program()
    assert set(keys) == {"sflow", "dnssd", "collector", "ovs", "xen"}
    source = (MAN / "hsflowd.conf.5").read_text()
    known = set.union(*keys.values())
    for key in known:
        assert re.search(rf"^\.(It )?.*Ic (\w+ {{ )?{re.escape(key)}\b",
                         source, re.M) or f"Ic {key} " in source, key
    named = set(re.findall(r"^\.It Ic ([\w.-]+) =", source, re.M))
    named |= set(re.findall(r"^\.It Ic ([\w.-]+) {", source, re.M))
    assert named - {"sampling."} <= known


LIMITS = (
    ("polling", "SETTINGS_POLLING", "0 (off) to {MAX}; {} by default"),
    ("sampling", "SETTINGS_SAMPLING", "0 (off) to {MAX}; {} by default"),
    ("headerBytes", "SETTINGS_HEADER", "{MIN} to {MAX}; {} by default"),
    ("datagramBytes", "SETTINGS_DATAGRAM", "{MIN} to {MAX}; {} by default"),
    ("subAgentId", "SETTINGS_SUBAGENT", "0 to {MAX}; {} by default"),
    ("confirm", "CONF_DNSSD_CONFIRM", "1 to {MAX}; {} by default"),
    ("keep", "CONF_DNSSD_KEEP", "to {MAX}; {} by default"),
    ("udpport", "SETTINGS_PORT", "is {} by default"),
)


@pytest.mark.parametrize("key, name, words", LIMITS, ids=lambda v: v)
def test_ranges_and_defaults(key, name, words):
    source = (ROOT / "common/settings.h").read_text() + \
        (ROOT / "hsflowd/conf.h").read_text()

    def number(suffix=""):
        found = re.search(rf"#define {name}{suffix}\s+(\d+)", source)
        return found.group(1) if found else None
    wanted = words.replace("{}", number()).replace(
        "{MAX}", number("_MAX") or "").replace("{MIN}", number("_MIN") or "")
    text = plain("hsflowd.conf.5")
    assert any(wanted in part[:200] for part in text.split(key)[1:]), wanted


def examples_of(page):
    text = (MAN / page).read_text()
    text = text[text.index(".Sh EXAMPLES"):]
    return re.findall(r"^\.Bd -literal[^\n]*\n(.*?)^\.Ed", text, re.M | re.S)


def test_the_examples_are_good(lab):
    found = examples_of("hsflowd.conf.5")
    assert len(found) == 2
    for text in found:
        conf = lab.folder / "hsflowd.conf"
        conf.write_text(text)
        done = subprocess.run([BUILD / "hsflowd", "-t", "-f", conf],
                              text=True, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr


def test_keys_of_the_state_file():
    source = (ROOT / "common/state.c").read_text()
    keys = set(re.findall(r'"([\w.]+)="', source)) | \
        set(re.findall(r'"([\w.]+)=%', source))
    text = plain("hsflowd.auto.5")
    assert {"rev_start", "rev_end", "collector", "state"} <= keys
    for key in keys:
        assert f"{key}=" in text, key


def test_installed(tmp_path):
    subprocess.run(["make", "-s", "-C", ROOT, f"B={BUILD}", "install-docs",
                    f"DESTDIR={tmp_path}", "PREFIX=/usr"], check=True,
                   capture_output=True, text=True)
    share = tmp_path / "usr/share"
    for page in PAGES:
        copy = share / f"man/man{page.suffix[1:]}" / page.name
        assert copy.read_text() == page.read_text()
    for program in ("hsflowd", "hsflowd-xen", "sflowovsd", "hsflowctl"):
        assert (share / f"man/man8/{program}.8").exists()
        if program != "hsflowd-xen":
            bash = share / "bash-completion/completions" / program
            assert "complete -F" in bash.read_text()
    assert (share / "zsh/site-functions/_hsflow").exists()


# Completion.

BASH = ". %s; COMP_WORDS=(%s); COMP_CWORD=%d; _hsflow; " \
    'printf "%%s\\n" "${COMPREPLY[@]}"'


def bash_offers(*words):
    script = BASH % (ROOT / "scripts/completion/hsflow.bash",
                     " ".join(f"'{w}'" for w in words), len(words) - 1)
    done = subprocess.run(["bash", "--norc", "-c", script], text=True,
                          capture_output=True, check=True)
    assert done.stderr == ""
    return set(done.stdout.split())


@pytest.mark.parametrize("words", HELPS, ids=" ".join)
def test_bash_offers_each_option(words):
    offered = bash_offers(*words, "-")
    told = options_of(help_of(words))
    assert {o for o in offered if o.startswith("-")} - {"-h", "--help"} == \
        told - {"-h", "--help"}


def test_bash_offers_values():
    assert bash_offers("hsflowctl", "") == {*VERBS, "-v", "-h"}
    assert bash_offers("hsflowctl", "status", "s") == {"sflowovsd"}
    sorts = {"cpu", "memory", "disk", "network", "name"}
    assert bash_offers("hsflowctl", "top", "--sort", "") == sorts
    assert bash_offers("hsflowctl", "top", "-s", "") == sorts
    assert "virt_cpu" in bash_offers("hsflowctl", "listen", "--record", "vi")
    assert bash_offers("hsflowd", "-f", "/etc/passw") >= {"/etc/passwd"}


def test_each_record_that_is_offered_is_known():
    for name in bash_offers("hsflowctl", "listen", "--record", ""):
        done = subprocess.run(
            [BUILD / "hsflowctl", "listen", "--record", name, "--read",
             "/dev/null"], text=True, capture_output=True, check=False)
        assert "record" not in done.stderr, (name, done.stderr)


def zsh_shows(line):
    """What zsh lists below the line."""
    pid, fd = pty.fork()
    if pid == 0:
        os.environ.update(TERM="dumb", COLUMNS="200", LINES="100", PS1="")
        os.chdir("/")
        os.execvp("zsh", ["zsh", "-f", "-i"])
    out = b""

    def until(text):
        nonlocal out
        end = time.monotonic() + LIMIT
        while text not in out:
            ready, _, _ = select.select([fd], [], [], 1)
            if ready:
                out += os.read(fd, 65536)
            assert time.monotonic() < end, out.decode(errors="replace")
    setup = (f"fpath=({ROOT}/scripts/completion $fpath); autoload -U compinit;"
             " compinit -u -D; LISTMAX=0; unsetopt AUTO_MENU;"
             " bindkey '^T' list-choices; PS1=REA''DY\n")
    os.write(fd, setup.encode())
    # The prompt: from then on the line is zsh's, and not the terminal's.
    until(b"READY")
    out = b""
    os.write(fd, line.encode() + b"\x14")
    # What follows a list is printed after it, so that it is whole then.
    os.write(fd, b"\x15echo DO''NE\n")
    until(b"DONE")
    os.write(fd, b"exit\n")
    os.waitpid(pid, 0)
    os.close(fd)
    return out.decode(errors="replace")


@pytest.mark.parametrize("words", HELPS, ids=" ".join)
def test_zsh_offers_each_option(words):
    shown = zsh_shows(" ".join(words) + " -")
    offered = set(re.findall(r"(?<![\w-])(--?[a-zA-Z][\w-]*)", shown))
    told = options_of(help_of(words))
    if words[0] == "hsflowctl":
        told -= {"-h"}
    assert told - offered == set(), shown
    assert offered - told - {"-h", "-v", "--help"} - {"-"} == set(), shown


def test_zsh_offers_verbs():
    shown = zsh_shows("hsflowctl ")
    for verb in VERBS:
        assert verb in shown


def test_pages_are_all_there():
    assert [p.name for p in PAGES] == [
        "hsflowctl.8", "hsflowd-xen.8", "hsflowd.8", "hsflowd.auto.5",
        "hsflowd.conf.5", "sflowovsd.8"]
