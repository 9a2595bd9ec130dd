#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs all tests of one or more build folders and counts them.

usage: test/run.py BUILD...

For each build folder: every unit test program (cmocka, TAP), the replay of
every fuzz corpus, and the system tests (pytest) with the programs of that
folder. Those of the first one are run on a real Xen, too. The last line is
"N passed, N failed"; exit status 0 only if something passed and nothing failed.

System tests wait most of the time, so those of all builds run side by side.
"""

import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent
UNIT_LIMIT = 300  # seconds; a hang, not a slow machine
SYSTEM_LIMIT = 3600
XEN_LIMIT = 5400  # the image is built first


class Count:
    def __init__(self):
        self.passed = 0
        self.failed = 0
        self.skipped = 0

    def fail(self, what):
        self.failed += 1
        print(f"FAILED {what}", flush=True)


def run(argv, limit, **more):
    try:
        return subprocess.run(argv, timeout=limit, text=True, errors="replace",
                              stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, **more)
    except subprocess.TimeoutExpired as error:
        out = error.stdout or b""
        if isinstance(out, bytes):
            out = out.decode(errors="replace")
        return subprocess.CompletedProcess(argv, -1, f"{out}\ntimed out\n")


def unit(program, count):
    env = dict(os.environ, CMOCKA_MESSAGE_OUTPUT="TAP")
    result = run([program], UNIT_LIMIT, cwd=ROOT, env=env)
    lines = result.stdout.splitlines()
    # cmocka calls a skipped test "not ok N # SKIP".
    skipped = sum("# SKIP" in line for line in lines)
    passed = sum(line.startswith("ok ") for line in lines)
    failed = sum(line.startswith("not ok ") for line in lines) - skipped
    print(f"{program.parent.parent.name}/{program.name}: {passed} passed",
          flush=True)
    count.passed += passed
    count.failed += failed
    count.skipped += skipped
    if failed or result.returncode != 0 or passed == 0:
        print(result.stdout)
        if not failed:
            count.fail(f"{program.name}: exit status {result.returncode}")


def replay(program, count):
    name = program.name.removeprefix("replay_")
    corpus = ROOT / "test/corpus" / name
    result = run([program, corpus], UNIT_LIMIT, cwd=ROOT)
    if result.returncode == 0:
        count.passed += 1
        print(f"{program.name}: {result.stdout.strip()}", flush=True)
    else:
        print(result.stdout)
        count.fail(program.name)


def pytest(tests, build, limit, count):
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder, "report.xml")
        env = dict(os.environ, HSFLOWD_BUILD=str(build),
                   PYTHONDONTWRITEBYTECODE="1")
        result = run(["/usr/bin/python3", "-m", "pytest", "-q",
                      "--maxfail=10", "-p", "no:cacheprovider",
                      f"--junitxml={report}", tests], limit, cwd=ROOT,
                     env=env)
        print(f"{build.name}: {tests}\n{result.stdout}", flush=True)
        status = result.returncode
        if not report.exists():
            count.fail(f"pytest {tests}: exit status {status}")
            return
        for suite in xml.etree.ElementTree.parse(report).iter("testsuite"):
            bad = int(suite.get("failures")) + int(suite.get("errors"))
            skipped = int(suite.get("skipped"))
            count.failed += bad
            count.skipped += skipped
            count.passed += int(suite.get("tests")) - bad - skipped
        if status not in (0, 1):
            count.fail(f"pytest {tests}: exit status {status}")


def main(builds):
    count = Count()
    builds = [pathlib.Path(b).resolve() for b in builds]
    for build in builds:
        for program in sorted(build.glob("test/test_*")):
            if program.suffix == "":
                unit(program, count)
        for program in sorted(build.glob("test/replay_*")):
            if program.suffix == "":
                replay(program, count)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        list(pool.map(lambda build: pytest("test/system", build,
                                           SYSTEM_LIMIT, count), builds))
    # One machine plays it all, so once is enough: it is emulated, and slow.
    pytest("test/xen", builds[0], XEN_LIMIT, count)
    tail = f", {count.skipped} skipped" if count.skipped else ""
    print(f"{count.passed} passed, {count.failed} failed{tail}", flush=True)
    return 0 if count.passed and not count.failed else 1


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
