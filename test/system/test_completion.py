# SPDX-License-Identifier: Apache-2.0
"""Completion in a real bash and a real zsh: all there is, nothing else."""

import os
import pty
import re
import shlex
import signal
import subprocess

import pytest

import programs
from lab import BUILD, LIMIT, ROOT, run, wait_until

FOLDER = ROOT / "scripts/completion"

SORTS = {"cpu", "memory", "disk", "network", "name"}
# 2:1 is the host.
SOURCES = {"0", "1", "2", "3", "2:1"}


def record_names():
    """What --record knows by name."""
    return {name for path in (ROOT / "common").glob("sflow_schema_*.c")
            for name in re.findall(r'SFLOW_SCHEMA(?:_NAME)?\(\d+, \d+, "(\w+)"',
                                   path.read_text())}


class Bash:
    """Calls the function that `complete` names, as readline would."""

    def __init__(self, folder):
        self.folder = folder

    def offers(self, line):
        """What is offered for the last word of a line. bash parts words at
        "=" and ":" as well.
        """
        words = [w for w in re.split(r"([=:])|\s+", line) if w]
        if line.endswith(" "):
            words.append("")
        script = "\n".join((
            "set -u",
            f"source {FOLDER}/hsflowctl.bash",
            f"COMP_WORDS=({' '.join(map(shlex.quote, words))})",
            f"COMP_CWORD={len(words) - 1}",
            f"words=($(complete -p {words[0]}))",
            f"[[ ${{words[1]}} == -F && ${{words[3]}} == {words[0]} ]] || exit",
            f"${{words[2]}} {words[0]} \"${{COMP_WORDS[-1]}}\" "
            "\"${COMP_WORDS[-2]}\"",
            "[[ -z ${COMPREPLY+x} ]] || ((${#COMPREPLY[@]} == 0)) || "
            "printf '%s\\n' \"${COMPREPLY[@]}\"",
        ))
        done = subprocess.run(["bash", "--norc", "-c", script], text=True,
                              capture_output=True, check=True,
                              cwd=self.folder, timeout=LIMIT)
        assert done.stderr == ""
        offered = done.stdout.splitlines()
        assert len(offered) == len(set(offered))
        return set(offered)

    def close(self):
        pass


# compadd is what all completion of zsh ends in; -O, -A and -D only ask.
ZSHRC = """
bindkey -e
PS1=
fpath=(%(scripts)s $fpath)
autoload -Uz compinit
compinit -D -u
bindkey '^I' complete-word
compadd() {
	if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then
		builtin compadd "$@"
		return
	fi
	local -a found
	builtin compadd -A found "$@"
	print -rl -- $found >>%(out)s
	builtin compadd "$@"
}
finish() {
	print -r -- "#end" >>%(out)s
	compstate[list]= compstate[insert]=
}
complete-word() {
	comppostfuncs=(finish)
	_main_complete "$@"
}
zle -C complete-word .complete-word complete-word
cd %(cwd)s
print -r -- "#end" >>%(out)s
"""


class Zsh:
    """Keys at its prompt, and what completion adds then."""

    def __init__(self, folder):
        self.out = folder / "offers"
        self.seen = 0
        (folder / ".zshrc").write_text(ZSHRC % {
            "scripts": FOLDER, "out": self.out, "cwd": folder})
        self.keys, theirs = pty.openpty()
        env = dict(os.environ, ZDOTDIR=str(folder), TERM="vt100",
                   LC_ALL="C.UTF-8")
        # pylint: disable-next=consider-using-with
        self.process = subprocess.Popen(
            ["setsid", "-c", "zsh", "-d", "-i"], stdin=theirs, stdout=theirs,
            stderr=theirs, env=env)
        os.close(theirs)
        os.set_blocking(self.keys, False)
        self.screen = b""
        self.wait()

    def read_screen(self):
        try:
            self.screen += os.read(self.keys, 65536)
        except BlockingIOError:
            pass

    def wait(self):
        """Until completion is through; what it has added."""
        def ended():
            self.read_screen()
            assert self.process.poll() is None, self.screen.decode()
            text = self.out.read_text() if self.out.exists() else ""
            return text[self.seen:].endswith("#end\n") and text
        text = wait_until(ended, "an end of completion")
        added = text[self.seen:].splitlines()[:-1]
        self.seen = len(text)
        return {word for word in added if word}

    def offers(self, line):
        # ^U: what was there before goes.
        os.write(self.keys, b"\x15" + line.encode() + b"\t")
        # Options that may be given as --NAME=VALUE are offered with the '='.
        return {word.removesuffix("=") for word in self.wait()}

    def close(self):
        self.process.send_signal(signal.SIGHUP)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.keys)


@pytest.fixture(params=[Bash, Zsh], ids=["bash", "zsh"], scope="module")
def shell(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("completion")
    (folder / "capture.pcap").write_text("")
    (folder / "folder").mkdir()
    (folder / "db.sock").write_text("")
    it = request.param(folder)
    yield it
    it.close()


def options(shell, line):
    """Some offer long options only where the word begins with --."""
    return shell.offers(line + " -") | shell.offers(line + " --")


@pytest.mark.parametrize("program, verb", programs.commands())
def test_every_option_and_no_other(shell, program, verb):
    line = f"{program} {verb}" if verb else program
    wanted = programs.help_options(program, verb)
    # hsflowctl -h has the word that every verb has -h.
    assert options(shell, line) - {"-h"} == wanted - {"-h"}
    assert "-h" in options(shell, line)


@pytest.mark.parametrize("program, verb", programs.commands())
def test_every_option_is_taken(shell, program, verb):
    argv = [BUILD / program, *([verb] if verb else [])]
    for option in options(shell, f"{program} {verb}" if verb else program):
        done = run(*argv, option, "-h", "-h", check=False)
        assert not re.search("(unknown|invalid|unrecognized) option",
                             done.stderr), option


def test_every_verb_and_no_other(shell):
    wanted = set(programs.verbs())
    assert shell.offers("hsflowctl ") - {"-v", "-h"} == wanted
    assert shell.offers("hsflowctl de") == {"decode"}


def test_daemons(shell):
    assert shell.offers("hsflowctl status h") == {"hsflowd"}
    offered = shell.offers("hsflowctl status --all ")
    assert {w for w in offered if w[0] != "-"} == set(programs.DAEMONS)


def test_records(shell):
    assert shell.offers("hsflowctl listen --record ") == record_names()
    assert shell.offers("hsflowctl listen --record host_n") == {"host_net_io"}
    assert shell.offers("hsflowctl listen --record=host_n") == {"host_net_io"}
    again = shell.offers("hsflowctl listen --record virt_cpu --record virt_m")
    assert again == {"virt_memory"}


def test_sources(shell):
    assert shell.offers("hsflowctl listen --source ") == SOURCES
    for source in SOURCES:
        done = run(BUILD / "hsflowctl", "listen", "--source", source,
                   "--read", "/dev/null", check=False)
        assert "is no data source" not in done.stderr


def test_sort_keys(shell):
    assert shell.offers("hsflowctl top --sort ") == SORTS
    assert shell.offers("hsflowctl top -s n") == {"network", "name"}
    assert shell.offers("hsflowctl top --sort=n") == {"network", "name"}
    for key in SORTS:
        done = run(BUILD / "hsflowctl", "top", "--sort", key, "-h")
        assert done.returncode == 0


@pytest.mark.parametrize("line", (
    "hsflowctl decode ", "hsflowctl listen --read ", "hsflowctl listen --pcap ",
    "hsflowctl status --hsflowd ", "hsflowd -f ", "hsflowd -d -o ",
    "sflowovsd -s ", "sflowovsd --ovs-vsctl=", "sflowovsd --db unix:"))
def test_files(shell, line):
    offered = {word.rstrip("/") for word in shell.offers(line)}
    assert {"capture.pcap", "db.sock", "folder"} <= offered
    assert shell.offers(line + "cap") == {"capture.pcap"}


def test_folders(shell):
    offered = {word.rstrip("/") for word in shell.offers("hsflowd --root ")}
    assert offered == {"folder"}


def test_databases(shell):
    assert {word.rstrip(":") for word in shell.offers("sflowovsd --db ")} == \
        {"unix"}


@pytest.mark.parametrize("line", (
    "hsflowctl listen --count ", "hsflowctl top -w ", "hsflowd -u ",
    "sflowovsd --grace ", "hsflowctl top --delay ", "hsflowctl nonsense "))
def test_nothing_where_nothing_is_known(shell, line):
    assert shell.offers(line) == set()
