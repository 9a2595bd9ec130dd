#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Prints what asking the daemons costs, with 1000 VMs and 1000 bridges.

usage: test/bench/status_bench.py [BUILD]

As root. The aim is an answer within 20 ms.
"""

import os
import pathlib
import statistics
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
os.environ["HSFLOWD_BUILD"] = str(pathlib.Path(
    sys.argv[1] if len(sys.argv) > 1 else ROOT / "build").resolve())
sys.path.insert(0, str(ROOT / "test/system"))

from control import get, hsflowctl, status, wait_status  # noqa: E402
from dom0 import Dom0, vm  # noqa: E402
from lab import Lab  # noqa: E402
from ovs import Ovs  # noqa: E402
from ovsd import Daemon  # noqa: E402

TIMES = 50
MANY = 1000


def rss(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def cpu_ms(pid):
    return int(pathlib.Path(f"/proc/{pid}/schedstat").read_text()
               .split()[0]) / 1e6


def answers(what, path, pid, page):
    """Each made anew: answers are shared for 100 ms."""
    times, before = [], cpu_ms(pid)
    for _ in range(TIMES):
        time.sleep(0.15)
        began = time.monotonic()
        text = get(path, page)[2]
        times.append((time.monotonic() - began) * 1000)
    spent = (cpu_ms(pid) - before) / TIMES
    print(f"{what + ' ' + page:42} {statistics.median(times):6.1f} ms "
          f"(max {max(times):.1f}), {spent:.1f} ms of CPU, "
          f"{len(text) / 1000:.0f} kB", flush=True)


def agent_figures(lab, count):
    host = Dom0(lab, [vm(n + 1) for n in range(count)])
    lab.collector(host.far)
    host.write_conf(polling=10)
    process = host.start()
    wait_status(host.socket, lambda s: len(s["xen"]["vms"]) == count and
                all(v["sample_age"] is not None for v in s["xen"]["vms"]),
                "samples")
    pid = status(host.socket)["pid"]
    before = rss(pid)
    for page in ("/status", "/metrics"):
        answers(f"hsflowd, {count} VMs,", host.socket, pid, page)
    print(f"{'hsflowd, resident set before, after':42} {before} kB, "
          f"{rss(pid)} kB")
    began = time.monotonic()
    hsflowctl(host.socket, "/none", "--all", "hsflowd")
    print(f"{'hsflowctl status --all':42} "
          f"{(time.monotonic() - began) * 1000:6.1f} ms")
    process.stop()


def ovs_figures(count):
    with Ovs() as switch:
        switch.stop_vswitchd()
        for at in range(0, count, 100):
            switch.add_bridge(*[f"br{i}" for i in range(at, at + 100)])
        daemon = Daemon(switch)
        try:
            daemon.write().start()
            wait_status(daemon.socket, lambda s: s["bridge_counts"]
                        ["in sync"] == count, "all in sync")
            pid = daemon.process.pid
            before = rss(pid)
            for page in ("/status", "/metrics"):
                answers(f"sflowovsd, {count} bridges,", daemon.socket, pid,
                        page)
            print(f"{'sflowovsd, resident set before, after':42} "
                  f"{before} kB, {rss(pid)} kB")
        finally:
            daemon.stop()


def main():
    for count in (0, MANY):
        with tempfile.TemporaryDirectory() as folder:
            lab = Lab(folder)
            lab.folder.chmod(0o755)
            try:
                agent_figures(lab, count)
            finally:
                lab.close()
    ovs_figures(MANY)


main()
