#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How fast hsflowctl listen decodes captures.

usage: test/bench/decode.py [BUILD]

No root needed. CPU time of the whole process, reading the file (from the page
cache) included; the best of some runs, as others use the machine too.
"""

import pathlib
import resource
import subprocess
import sys
import tempfile

import capture

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
N = 100000  # datagrams
RUNS = 7
WHAT = {"vms": "of VMs", "ports": "of ports", "packets": "of packets",
        "mixed": "of each in turn"}


def cpu():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def rate(program, path, *argv, runs=RUNS):
    """Datagrams a second of CPU time."""
    took = []
    for _ in range(runs):
        before = cpu()
        subprocess.run([program, "listen", "--read", path, *argv], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        took.append(cpu() - before)
    return N / min(took)


def decode_figures(build, row):
    program = pathlib.Path(build) / "hsflowctl"
    with tempfile.TemporaryDirectory(prefix="hsflowd-bench-") as folder:
        path = pathlib.Path(folder, "capture")
        for kind, what in WHAT.items():
            capture.main(kind, N, path)
            size = path.stat().st_size // N - 58
            row(f"datagrams a second and core, {what}, {size} bytes",
                f"{rate(program, path, '--summary'):.0f}", "300000")
        # The last capture, printed: to /dev/null.
        row("  printed as text",
            f"{rate(program, path, runs=1):.0f}", "-")
        row("  printed as JSON",
            f"{rate(program, path, '--json', runs=1):.0f}", "-")
        row("  filtered: one record, counted",
            f"{rate(program, path, '--summary', '--record', 'virt_cpu'):.0f}",
            "-")


if __name__ == "__main__":
    decode_figures(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build",
                   lambda what, value, aim: print(
                       f"{what:58} {value:>22} {aim:>14}"))
