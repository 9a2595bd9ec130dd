# SPDX-License-Identifier: Apache-2.0
"""hsflowd with configurations and command lines that are wrong, or odd."""

import os
import re

import pytest

from agent import HOST_IP, Host
from lab import ROOT, host_sample


@pytest.fixture
def host(lab):
    return Host(lab)


BAD_CONFS = {
    "empty": (b"", None),
    "binary": (b"\x7fELF\x00\x01\x02\xff", None),
    "unclosed": (b"sflow {\n collector { ip = 192.0.2.1 }\n", None),
    "twice": (b"sflow {\n polling = 1\n polling = 2\n}\n", ":3:2: error:"),
    "negative": (b"sflow {\n polling = -7\n}\n", ":2:12: error:"),
    "huge": (b"sflow {\n sampling = 1e9999\n}\n", ":2:13: error:"),
    "unknown": (b"sflow {\n poling = 1\n}\n", "polling"),
    "no collector": (b"sflow { DNSSD = off }\n", "collector"),
    "10 MB": (b"#" * 10485760, "longer than"),
    "10 MB of words": (b"sflow { polling = 1 " * 52429, None),
}


@pytest.mark.parametrize("name", BAD_CONFS)
def test_a_bad_configuration_starts_nothing(host, name):
    text, words = BAD_CONFS[name]
    host.conf.write_bytes(text)
    check = host.ns.run(host.program, "-t", "-f", host.conf, check=False)
    assert check.returncode == 1
    assert str(host.conf) in check.stderr or words == "collector"
    start = host.ns.run(*host.argv()[4:], check=False)
    assert start.returncode == 1
    assert not host.state.exists()
    assert not host.pidfile.exists()
    for text in (check.stderr, start.stderr):
        if words:
            assert words in text
        else:
            assert re.search(r"hsflowd.conf:\d+:\d+: error: |longer than",
                             text)


def test_a_configuration_that_is_no_file_starts_nothing(host):
    start = host.ns.run(*host.argv()[4:], check=False)
    assert start.returncode == 1
    assert "hsflowd.conf: No such file or directory" in start.stderr
    host.conf.mkdir()
    start = host.ns.run(*host.argv()[4:], check=False)
    assert start.returncode == 1
    assert "is a directory" in start.stderr
    host.conf.rmdir()
    os.mkfifo(host.conf)
    start = host.ns.run(*host.argv()[4:], check=False)
    assert start.returncode == 1
    assert "is not a regular file" in start.stderr


def test_an_interface_that_does_not_exist_is_told(host, lab):
    host.write_conf(more="agent = nope0")
    collector = lab.collector(host.far)
    process = host.start()
    datagram = collector.wait_for(host_sample, "host counters")
    assert datagram["agent"] == HOST_IP
    assert re.search(r"nope0.*", process.output())


def test_check_of_a_good_configuration(host):
    host.write_conf()
    check = host.ns.run(host.program, "-t", "-f", host.conf, check=False)
    assert (check.returncode, check.stderr) == (0, "")
    assert check.stdout == f"{host.conf}: good\n"
    host.write_conf("sflow { }\n")
    check = host.ns.run(host.program, "-t", "-f", host.conf, check=False)
    assert (check.returncode, check.stderr) == (0, "")
    assert check.stdout == f"{host.conf}: good, settings come from DNS\n"
    shipped = host.ns.run(host.program, "-t", "-f",
                          ROOT / "conf/hsflowd.conf", check=False)
    assert "error" not in shipped.stderr


def test_check_reads_as_the_agent_will(host):
    host.write_conf()
    host.conf.chmod(0o600)
    check = host.ns.run(host.program, "-t", "-f", host.conf, check=False)
    assert check.returncode == 1
    assert "hsflowd.conf: Permission denied" in check.stderr


def test_check_reads_without_the_groups_of_root(host):
    """A login of root has them, the agent has not."""
    host.write_conf()
    host.conf.chmod(0o640)
    check = host.ns.run("setpriv", "--groups", "0", host.program, "-t", "-f",
                        host.conf, check=False)
    assert check.returncode == 1
    assert "Permission denied" in check.stderr


def test_command_line_mistakes(host):
    for argv in (["-x"], ["--nope"], ["-f"], ["extra"], ["-u", "zzz"],
                 ["-u", "00000000-0000-0000-0000-000000000000"]):
        bad = host.ns.run(host.program, *argv, check=False)
        assert bad.returncode == 2
        assert bad.stderr
    version = host.ns.run(host.program, "-v")
    assert re.fullmatch(r"hsflowd \d+\.\d+\.\d+\n", version.stdout)
    assert "usage:" in host.ns.run(host.program, "-h").stdout
