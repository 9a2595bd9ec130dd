# SPDX-License-Identifier: Apache-2.0
"""Boots a Xen host once and lets the scenario play (dom0/scenario.py); the
tests judge what was seen. It stays in build/xen/life: with

    HSFLOWD_XEN_LIFE=build/xen/life

the same is judged again, without another boot.
"""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import pytest

from observed import Life

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUILD = pathlib.Path(os.environ.get("HSFLOWD_BUILD", ROOT / "build"))
LIFE = ROOT / "build" / "xen" / "life"
PROGRAMS = ("hsflowd", "hsflowd-xen", "sflowovsd", "hsflowctl")
# Seconds; for what hangs, not for a slow machine.
BUILD_LIMIT = 1800
LIFE_LIMIT = 2400  # dom0/scenario.py ends before it
SHOWN = 6000  # characters of the end of each log
LOGS = ("scenario.txt", "hsflowd.log", "sflowovsd.log", "dnsmasq.log",
        "hsflowctl.log", "xt-console.log", "xt-logs/xen/console/*.log",
        "xt-logs/xen/xl-*.log", "xt-logs/dmesg.log",
        "xt-logs/openvswitch/ovs-vswitchd.log")


def run(limit, *argv, **more):
    return subprocess.run([str(a) for a in argv], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False,
                          errors="replace", timeout=limit, **more)


def sanitizers(program):
    """The libraries of a build with SAN=1, which dom0 has not got."""
    linked = run(60, "ldd", program).stdout
    return re.findall(r"=> (\S*/lib(?:asan|ubsan)\.so\S*)", linked)


def fill_input(folder):
    """What goes into dom0."""
    (folder / "build").mkdir()
    (folder / "libraries").mkdir()
    for name in PROGRAMS:
        program = BUILD / name
        assert program.exists(), f"{program} is not built"
        shutil.copy(program, folder / "build")
        for library in sanitizers(program):
            shutil.copy(library, folder / "libraries")
    shutil.copytree(HERE / "dom0", folder / "dom0")
    shutil.copy(ROOT / "test" / "system" / "lab.py", folder / "dom0")


def play():
    """Fails where the machine cannot be made or started at all."""
    built = run(BUILD_LIMIT, HERE / "build-image.sh")
    if built.returncode != 0:
        pytest.fail(f"no Xen to test on:\n{built.stdout}", pytrace=False)
    shutil.rmtree(LIFE, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="hsflowd-xen-") as name:
        folder = pathlib.Path(name)
        fill_input(folder)
        played = run(LIFE_LIMIT + 60, HERE / "run-in-dom0.sh", "-i", folder,
                     "-o", LIFE, "-t", LIFE_LIMIT,
                     "python3 -B dom0/scenario.py")
    LIFE.mkdir(parents=True, exist_ok=True)
    (LIFE / "scenario.txt").write_text(
        f"{played.stdout}exit status {played.returncode}\n")
    if not (LIFE / "scenes.json").exists():
        pytest.fail(f"nothing was played:\n{played.stdout}", pytrace=False)


@pytest.fixture(scope="session")
def life():
    folder = os.environ.get("HSFLOWD_XEN_LIFE")
    if not folder:
        play()
    return Life(folder or LIFE)


def pytest_terminal_summary(terminalreporter):
    """Whoever looks at a failed run has nothing but its output."""
    if not terminalreporter.stats.get("failed") and \
            not terminalreporter.stats.get("error"):
        return
    folder = pathlib.Path(os.environ.get("HSFLOWD_XEN_LIFE", LIFE))
    for pattern in LOGS:
        for log in sorted(folder.glob(pattern)):
            terminalreporter.section(str(log.relative_to(folder)))
            terminalreporter.write_line(
                log.read_text(errors="replace")[-SHOWN:])
