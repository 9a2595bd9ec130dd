# SPDX-License-Identifier: Apache-2.0
"""Asking hsflowd how it is: /status, /metrics, hsflowctl status."""

import json
import os
import pathlib
import signal
import stat
import subprocess

import pytest

from agent import COLLECTOR_IP, HOST_IP, UUID, Host, agent_pid, kill
from control import (get, hsflowctl, metrics, metrics_of, status,
                     wait_status)
from dns import Machine, Nsd
from lab import BUILD, host_sample, wait_until


@pytest.fixture
def host(lab):
    known = Host(lab)
    known.uuid = UUID  # else it is degraded
    return known


def wait_first(host):
    """Running, and the first counters are out."""
    return wait_status(host.socket, lambda s: s["host"]["sample_age"]
                       is not None, "a first sample")


def ask(host, *more, before=()):
    return hsflowctl(host.socket, host.lab.folder / "none", *more, "hsflowd",
                     before=before)


def test_all_is_told(host, lab):
    host.write_conf(polling=30)
    lab.collector(host.far)
    process = host.start()
    now = wait_first(host)
    assert now["version"] == 1 and now["daemon"] == "hsflowd"
    assert now["pid"] == agent_pid(process)
    assert (now["state"], now["problems"]) == ("ok", [])
    assert now["phase"] == "running"
    assert now["settings_from"] == "file"
    assert now["file"]["path"] == str(host.conf)
    assert now["file"]["collector_lines"] == [5]
    assert now["dns"] == {"phase": "off"}
    assert now["settings"]["polling"] == 30
    assert now["settings"]["agent_address"] == HOST_IP
    assert now["state_file"] == {"path": str(host.state), "revision": 1,
                                 "error": None}
    assert now["agent_address"]["reason"].startswith(f"{HOST_IP} on eth0")
    assert any("lo: loopback IPv4" in c
               for c in now["agent_address"]["candidates"])
    assert now["collectors"][0]["address"] == COLLECTOR_IP
    assert now["collectors"][0]["sent"] == 1
    assert now["polling"]["datagrams"] == 1
    assert now["host"]["missing"] == []
    assert now["xen"] == {"role": "none"}
    assert now["log"] == []
    told = metrics(host.socket)
    assert told["hsflowd_running"] == 1
    assert told["hsflowd_datagrams_sent_total{"
                f'address="{COLLECTOR_IP}",port="6343",device=""' "}"] == 1
    code, out = ask(host)
    assert code == 0
    assert f"collector    {COLLECTOR_IP}:6343: 1 datagrams sent" in out
    code, out = ask(host, "--json")
    assert code == 0
    assert json.loads(out)["hsflowd"]["status"]["pid"] == now["pid"]


def test_curl_is_all_it_takes(host):
    host.write_conf()
    host.start()
    wait_first(host)
    done = subprocess.run(
        ["curl", "-sf", "--unix-socket", host.socket,
         "http://localhost/status"], capture_output=True, check=True)
    assert json.loads(done.stdout)["daemon"] == "hsflowd"
    assert get(host.socket, "/other")[0] == 404
    refused = subprocess.run(
        ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-X", "POST",
         "--unix-socket", host.socket, "http://localhost/status"],
        capture_output=True, text=True, check=False)
    assert refused.stdout == "501"


def test_the_socket_goes_with_the_daemon(host):
    host.write_conf()
    process = host.start()
    first = wait_first(host)["pid"]
    kill(agent_pid(process))
    # What a killed one leaves is taken over by the next.
    assert wait_status(host.socket, lambda s: s["pid"] != first,
                       "another agent")["phase"]
    assert process.stop() == 0
    assert not host.socket.exists()
    code, out = ask(host)
    assert code == 2
    assert f"hsflowd: down: does not run: there is no {host.socket}" in out


def test_one_that_is_gone_or_hangs_is_down(host):
    host.write_conf()
    process = host.start()
    wait_first(host)
    agent = agent_pid(process)
    kill(agent, signal.SIGSTOP)
    code, out = ask(host)
    assert code == 2
    assert "does not answer within 5 s" in out
    # The agent first: what is stopped goes on when it has lost its parent.
    kill(process.pid, signal.SIGSTOP)
    kill(agent)
    kill(process.pid)
    process.wait()
    wait_until(lambda: not pathlib.Path(f"/proc/{agent}").exists(),
               "the end of the agent")
    code, out = ask(host)
    assert code == 2
    assert "does not run: nobody listens at" in out


def test_the_socket_of_another_is_left_alone(host, lab):
    host.write_conf()
    host.start()
    pid = wait_first(host)["pid"]
    other = Machine(host, "other")
    other.write_conf("sflow { DNSSD = off collector { ip = %s } }"
                     % COLLECTOR_IP)
    other.socket = host.socket
    other.start()
    other.process.wait_output("hsflowctl status will not see this process")
    assert "Address already in use" in other.process.output()
    other.wait_setting("agentIP", HOST_IP)
    assert other.process.stop() == 0
    assert status(host.socket)["pid"] == pid


def mode_of(path):
    found = path.stat()
    return stat.S_IMODE(found.st_mode), found.st_gid


def test_who_may_ask(host):
    host.write_conf()
    process = host.start()
    wait_first(host)
    # Without a group hsflowd, its owner alone.
    assert mode_of(host.socket)[0] == 0o600
    nobody = ("setpriv", "--reuid", "12345", "--regid", "12345",
              "--clear-groups")
    code, out = ask(host, before=nobody)
    assert code == 3
    assert "may be asked by root only" in out
    process.stop()
    host.run_folder.rmdir()
    passwd = pathlib.Path("/etc/passwd").read_text()
    group = pathlib.Path("/etc/group").read_text()
    host.ns.etc_file("passwd",
                     passwd + "hsflowd:x:54320:54321::/:/bin/sh\n")
    host.ns.etc_file("group", group + "hsflowd:x:54321:\n")
    host.start()
    wait_first(host)
    assert mode_of(host.socket) == (0o660, 54321)
    code, out = hsflowctl(host.socket, "/none", "hsflowd",
                          before=host.ns.argv(*nobody))
    assert code == 3
    assert "may be asked by root and by group hsflowd only" in out
    member = ("setpriv", "--reuid", "12345", "--regid", "54321",
              "--clear-groups")
    assert ask(host, before=member)[0] == 0


def test_trouble_shows_until_it_ends(host, lab):
    more = "collector { ip = 203.0.113.9 }"
    host.write_conf(more=more)
    lab.collector(host.far)
    host.start()
    now = wait_status(host.socket, lambda s: s["state"] == "degraded",
                      "a collector without a route")
    assert now["problems"] == [
        "collector 203.0.113.9 port 6343: no route to it"]
    assert [c["error"] for c in now["collectors"]] == [None, "no route to it"]
    assert now["log"][0]["text"] == \
        "collector 203.0.113.9:6343: no route to it"
    assert metrics(host.socket)["hsflowd_problems"] == 1
    code, out = ask(host)
    assert code == 1
    assert "! collector 203.0.113.9 port 6343: no route to it\n" in out
    host.write_conf("sflow {\n  polling = x\n}\n")
    now = wait_status(host.socket, lambda s: s["file"]["refused"],
                      "a refusal")
    assert now["file"]["refused"].startswith(f"{host.conf}:2:13: error: ")
    assert f"a newer configuration is not taken: {host.conf}:2:13" in \
        ask(host)[1]
    host.write_conf(polling=2)
    now = wait_status(host.socket, lambda s: s["state"] == "ok", "its end")
    assert now["file"]["refused"] is None
    assert now["settings"]["polling"] == 2
    assert ask(host)[0] == 0


def test_no_settings_are_told_with_the_reason(host):
    host.write_conf()
    host.ns.ip("addr", "del", f"{HOST_IP}/24", "dev", "eth0")
    host.ns.ip("link", "set", "lo", "down")
    host.start()
    now = wait_status(host.socket, lambda s: s["phase"] == "waiting",
                      "waiting")
    assert now["settings"] is None
    assert now["settings_from"] == "none"
    assert now["problems"][0].startswith("no settings are in force")
    code, out = ask(host)
    assert code == 1
    assert "settings     none in force" in out


def test_settings_of_dns_are_told(host, lab):
    zone = ('_sflow._udp 30 SRV 5 0 6343 analyzer\n'
            '_sflow._udp 30 TXT "txtvers=1" "polling=1" "sampling=20"\n'
            f'analyzer A {COLLECTOR_IP}\n')
    nsd = Nsd(lab, host.far, {"example.com": zone})
    machine = Machine(host, "m").search("example.com")
    lab.collector(host.far)
    machine.uuid = UUID
    machine.start()
    now = wait_first(machine)
    assert now["state"] == "ok", now["problems"]
    assert now["settings_from"] == "dns"
    dns = now["dns"]
    assert dns["name"] == "_sflow._udp.example.com"
    assert dns["srv"] == [{"priority": 5, "host": "analyzer.example.com",
                           "port": 6343}]
    assert dns["txt"] == {"polling": 1, "sampling": 20, "header_bytes": None}
    assert dns["ttl"] == 30 and dns["fresh"]
    assert 0 < dns["next"] <= 33
    assert now["configured"][0]["address"] == COLLECTOR_IP
    assert metrics(machine.socket)["hsflowd_dns_up"] == 1
    assert "of DNS, _sflow._udp.example.com: SRV 5 " \
        "analyzer.example.com:6343, TXT polling=1, TXT sampling=20\n" in \
        ask(machine)[1]
    nsd.process.stop(signal.SIGKILL)
    machine.search("example.com")
    now = wait_status(machine.socket, lambda s: s["state"] == "degraded",
                      "an outage of DNS")
    assert now["phase"] == "running"
    assert now["problems"][0].startswith(
        "DNS-SD: _sflow._udp.example.com SRV:")
    assert metrics(machine.socket)["hsflowd_dns_up"] == 0


def fetch_metrics(host, where):
    """None while nobody answers there."""
    done = host.ns.run("curl", "-sf", f"http://{where}/metrics", check=False)
    return metrics_of(done.stdout) if done.returncode == 0 else None


def test_metrics_over_tcp_follow_a_reload(host, lab):
    lab.collector(host.far)
    host.write_conf()
    process = host.start()
    assert wait_first(host)["metrics"] == {"listen": None, "error": None}
    assert fetch_metrics(host, "127.0.0.1:9343") is None
    host.write_conf(more="metrics = 127.0.0.1:9343")
    told = wait_until(lambda: fetch_metrics(host, "127.0.0.1:9343"),
                      "metrics")
    assert told["hsflowd_running"] == 1
    wait_status(host.socket, lambda s: s["metrics"]["listen"] ==
                "127.0.0.1:9343", "the port in the status")
    code = host.ns.run("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}",
                       "http://127.0.0.1:9343/status").stdout
    assert code == "404"
    host.write_conf(more="metrics = [::1]:9344")
    wait_until(lambda: fetch_metrics(host, "[::1]:9344"), "the other place")
    assert fetch_metrics(host, "127.0.0.1:9343") is None
    host.write_conf(more="metrics = 127.0.0.1:80")
    process.wait_output("metrics = 127.0.0.1 port 80")
    now = wait_status(host.socket, lambda s: s["problems"], "a problem")
    assert now["problems"] == ["metrics are not served: Permission denied"]
    host.write_conf()
    now = wait_status(host.socket, lambda s: s["state"] == "ok", "no more")
    assert now["metrics"] == {"listen": None, "error": None}


def put_folder(path):
    """In place of a file that hsflowd writes again as soon as it is gone."""
    def done():
        path.unlink(missing_ok=True)
        try:
            path.mkdir()
        except FileExistsError:
            return False
        return True
    wait_until(done, f"a folder {path}")


def test_what_cannot_be_written_is_told(host):
    host.write_conf()
    host.start()
    wait_first(host)
    put_folder(host.state)
    host.write_conf(polling=2)
    now = wait_status(host.socket, lambda s: s["state_file"]["error"],
                      "an error")
    assert "Open vSwitch does not get these settings" in now["problems"][0]


def test_without_a_place_for_the_socket_all_else_works(host, lab):
    host.write_conf()
    collector = lab.collector(host.far)
    host.socket = lab.folder / ("x" * 150)
    process = host.start()
    collector.wait_for(host_sample, "host counters")
    assert "hsflowctl status will not see this process" in process.output()
    assert process.stop() == 0


def test_mistakes_in_the_command_line_are_told():
    def run(*argv):
        done = subprocess.run([BUILD / "hsflowctl", "status", *argv],
                              capture_output=True, text=True, check=False,
                              env=dict(os.environ, LC_ALL="C"))
        return done.returncode, done.stdout, done.stderr

    assert run("-h")[0] == 0
    assert "Exit status: 0 all is well" in run("--help")[1]
    for argv, words in (
            (("ovs",), "'ovs' is neither hsflowd nor sflowovsd"),
            (("hsflowd", "sflowovsd"), "one DAEMON only"),
            (("--hsflowd",), "'--hsflowd' needs a value"),
            (("--x",), "unknown option '--x'")):
        code, _, err = run(*argv)
        assert code == 3 and words in err
