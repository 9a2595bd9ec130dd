# SPDX-License-Identifier: Apache-2.0
"""hsflowd as a whole: settings from a file in, datagrams and state file out."""

import os
import pathlib
import pwd
import re
import signal
import socket
import subprocess

import pytest

from agent import (COLLECTOR_IP, HOST_IP, Host, agent_pid, kill,
                   process_user, status_field)
from lab import ROOT, address, host_sample, wait_until

HOST_RECORDS = {"host_descr", "host_adapters", "host_cpu", "host_memory",
                "host_disk_io", "host_net_io", "mib2_ip_group",
                "mib2_icmp_group", "mib2_tcp_group", "mib2_udp_group"}


@pytest.fixture
def host(lab):
    return Host(lab)


def test_counters_of_the_host_arrive_as_one_agent(host, lab):
    host.write_conf()
    collector = lab.collector(host.far)
    host.start()
    first = collector.wait_for(host_sample, "host counters")
    assert first["agent"] == HOST_IP
    assert first["subAgent"] == 100000
    assert first["sequence"] == 1
    assert first["problems"] == []
    assert set(host_sample(first)) == HOST_RECORDS
    second = collector.wait_for(lambda d: d["sequence"] == 2, "the next")
    assert second["samples"][0]["sequence"] == 2
    assert second["uptime"] > first["uptime"]
    uptime = float(pathlib.Path("/proc/uptime").read_text().split()[0])
    assert first["uptime"] / 1000 <= uptime
    assert uptime - first["uptime"] / 1000 < 300


def meminfo(key):
    for line in pathlib.Path("/proc/meminfo").read_text().splitlines():
        if line.startswith(key + ":"):
            return int(line.split()[1]) * 1024
    raise KeyError(key)


def test_numbers_are_those_of_the_system(host, lab):
    host.write_conf()
    collector = lab.collector(host.far)
    host.start("-u", "00112233-4455-6677-8899-aabbccddeeff")

    def ticks():
        fields = pathlib.Path("/proc/stat").read_text().split()[1:11]
        return [int(f) * 1000 // os.sysconf("SC_CLK_TCK") for f in fields]

    before = ticks()
    collector.next(host_sample)  # may have been measured before that
    sample = host_sample(collector.next(host_sample, "host counters"))
    after = ticks()
    cpu = sample["host_cpu"]
    names = ["cpu_user", "cpu_nice", "cpu_system", "cpu_idle", "cpu_wio",
             "cpu_intr", "cpu_sintr", "cpu_steal"]
    for name, low, high in zip(names, before, after):
        assert low % 2**32 <= cpu[name] <= high % 2**32, name
    assert cpu["cpu_num"] == os.sysconf("SC_NPROCESSORS_ONLN")
    descr = sample["host_descr"]
    assert descr["hostname"] == os.uname().nodename[:64]
    assert descr["os_release"] == os.uname().release[:32]
    assert descr["uuid"] == "00112233-4455-6677-8899-aabbccddeeff"
    memory = sample["host_memory"]
    assert memory["mem_total"] == meminfo("MemTotal")
    assert memory["swap_total"] == meminfo("SwapTotal")
    assert memory["mem_free"] < memory["mem_total"]
    df = subprocess.run(["df", "-B1", "--output=size", "/"], text=True,
                        check=True, capture_output=True).stdout
    # A container's root is none of the devices below /dev.
    source = subprocess.run(["df", "--output=source", "/"], text=True,
                            check=True, capture_output=True).stdout
    if source.splitlines()[1].startswith("/dev/"):
        assert sample["host_disk_io"]["disk_total"] >= \
            int(df.splitlines()[1])


def test_the_ip_counters_are_of_this_network_namespace(host, lab):
    host.write_conf()
    collector = lab.collector(host.far)
    host.start()
    before = host_sample(collector.next(host_sample, "host counters"))
    host.far.run("ping", "-q", "-c", "50", "-i", "0.002", HOST_IP)
    assert before["mib2_icmp_group"]["icmpInEchos"] == 0

    def pinged(datagram):
        icmp = (host_sample(datagram) or {}).get("mib2_icmp_group", {})
        return (icmp.get("icmpInEchos"), icmp.get("icmpOutEchoReps")) == \
            (50, 50)
    collector.wait_for(pinged, "50 pings in the counters, and no more")


def test_tcpdump_reads_every_datagram_to_its_end(host, lab):
    host.write_conf(more="datagramBytes = 400")
    capture = lab.folder / "capture"
    dump = lab.process(host.far.argv(
        "tcpdump", "-i", "eth0", "--immediate-mode", "-U", "-w", capture,
        "-Z", "root", "udp", "port", "6343"), "tcpdump")
    dump.wait_output("listening on")
    collector = lab.collector(host.far)
    host.start()
    collector.wait_for(lambda d: d["sequence"] == 12, "some datagrams")
    wait_until(lambda: capture.stat().st_size > 12 * 400, "a capture")
    dump.stop()
    text = subprocess.run(
        ["tcpdump", "-n", "-vvv", "-r", capture, "udp", "port", "6343"],
        text=True, check=True, capture_output=True).stdout
    assert text.count("sFlowv5, IPv4 agent " + HOST_IP) >= 8
    assert text.count("agent-id 100000") >= 8
    assert "[|sflow]" not in text and "invalid" not in text
    assert len(re.findall(r"counter sample \(2\), length", text)) >= 8


def test_the_state_file_has_the_contract(host):
    host.write_conf(more="sampling.10G = 4000")
    host.start()
    host.wait_setting("rev_end", "1")
    assert [key for key, _ in host.settings()] == [
        "rev_start", "hostname", "sampling", "header", "datagram", "polling",
        "sampling.10G", "collector", "agentIP", "agent", "ds_index",
        "rev_end"]
    assert host.setting("collector") == [COLLECTOR_IP]
    assert host.setting("agentIP") == [HOST_IP]
    assert host.setting("agent") == ["eth0"]
    assert host.state.stat().st_mode & 0o777 == 0o644


def test_a_clean_stop_leaves_nothing(host):
    host.write_conf()
    for signo in (signal.SIGTERM, signal.SIGINT):
        process = host.start()
        host.wait_setting("agentIP", HOST_IP)
        assert host.pidfile.read_text() == f"{process.pid}\n"
        assert process.stop(signo) == 0
        assert not host.state.exists()
        assert not host.pidfile.exists()


def test_the_agent_has_no_privileges(host):
    host.write_conf()
    process = host.start()
    host.wait_setting("agentIP", HOST_IP)
    agent = agent_pid(process)
    assert process_user(agent) != 0
    assert process_user(process.pid) == 0
    for field in ("CapEff", "CapPrm", "CapInh", "CapAmb"):
        assert int(status_field(agent, field), 16) == 0
    assert status_field(agent, "NoNewPrivs") == "1"
    assert status_field(agent, "Groups") == ""


def test_a_dead_agent_is_restarted(host, lab):
    host.write_conf()
    collector = lab.collector(host.far)
    process = host.start()
    first = collector.wait_for(host_sample, "host counters")
    revision = host.setting("rev_start")
    agent = agent_pid(process)
    kill(agent)
    process.wait_output("agent process ended (killed by signal 9)")
    again = collector.next(lambda d: d["sequence"] == 1, "a new start")
    assert again["agent"] == first["agent"]
    assert agent_pid(process) != agent
    # Killed, it left the file; the next one goes on from there.
    assert int(host.setting("rev_start")[0]) > int(revision[0])


def test_a_hung_agent_does_not_hold_a_stop(host):
    host.write_conf()
    process = host.start()
    host.wait_setting("agentIP", HOST_IP)
    kill(agent_pid(process), signal.SIGSTOP)
    assert process.stop() == 0
    assert "does not stop, killed" in process.output()
    assert not host.state.exists()


def test_a_stop_without_an_agent_leaves_no_state_file(host):
    host.write_conf()
    process = host.start()
    host.wait_setting("agentIP", HOST_IP)
    kill(agent_pid(process))
    process.wait_output("agent process ended (killed by signal 9)")
    assert host.state.exists()  # a crash leaves it, for the next start
    assert process.stop() == 0
    assert not host.state.exists()


def test_closed_descriptors_do_not_become_files(host):
    host.write_conf()
    argv = " ".join(str(a) for a in host.argv(
        "-u", "00112233-4455-6677-8899-aabbccddeeff", debug=None)[4:])
    script = f"{argv} <&- >&- 2>&- 7</etc/passwd"
    host.ns.run("sh", "-c", script)
    try:
        pid = int(host.pidfile.read_text())
        second = host.ns.run("sh", "-c", script, check=False)
        assert second.returncode == 1
        assert int(host.pidfile.read_text()) == pid
        open_files = [f"/proc/{pid}/fd/{fd}"
                      for fd in os.listdir(f"/proc/{pid}/fd")]
        assert not any(os.readlink(f).endswith("/etc/passwd")
                       for f in open_files)
        assert sum(is_null(f) for f in open_files) == 3
    finally:
        kill(int(host.pidfile.read_text()), signal.SIGTERM)
        wait_until(lambda: not host.pidfile.exists(), "the end")


def test_a_reader_of_the_pid_file_cannot_block_a_start(host, lab):
    host.write_conf()
    host.pidfile.write_text("1\n")
    holder = lab.process(["flock", host.pidfile, "sh", "-c",
                          "echo held; exec sleep 600"], "flock")
    holder.wait_output("held")
    process = host.start()
    host.wait_setting("agentIP", HOST_IP)
    assert process.stop() == 0


def test_a_state_file_that_is_removed_comes_back(host):
    host.write_conf()
    process = host.start()
    host.wait_setting("agentIP", HOST_IP)
    host.state.unlink()
    process.wait_output("was removed, written again")
    host.wait_setting("agentIP", HOST_IP)
    assert process.stop() == 0
    assert not host.state.exists()


def test_the_state_folder_is_readable_whatever_the_umask(host):
    host.write_conf()
    old = os.umask(0o077)
    try:
        host.start()
    finally:
        os.umask(old)
    host.wait_setting("agentIP", HOST_IP)
    assert host.run_folder.stat().st_mode & 0o777 == 0o755
    assert host.state.stat().st_mode & 0o777 == 0o644


def test_a_folder_of_somebody_else_is_told_with_the_user(host):
    host.write_conf()
    host.run_folder.mkdir()
    process = host.start()
    process.wait_output("cannot publish the settings")
    assert re.search(r"belongs to user 0: the state file cannot be written "
                     r"there unless user \w+ may", process.output())


def test_the_agent_goes_when_the_monitor_is_killed(host):
    host.write_conf()
    process = host.start()
    host.wait_setting("agentIP", HOST_IP)
    agent = agent_pid(process)
    kill(process.pid)
    process.wait()
    wait_until(lambda: not pathlib.Path(f"/proc/{agent}").exists(),
               "the end of the agent")
    assert not host.state.exists()
    # What is left of the pid file does not block the next start.
    assert host.pidfile.exists()
    process = host.start()
    host.wait_setting("agentIP", HOST_IP)
    assert process.stop() == 0


def test_a_second_copy_is_refused(host):
    host.write_conf()
    process = host.start()
    host.wait_setting("agentIP", HOST_IP)
    second = host.ns.run(*host.argv()[4:], check=False)
    assert second.returncode == 1
    assert f"already running as process {process.pid}" in second.stderr
    assert process.alive()
    assert host.setting("agentIP") == [HOST_IP]


def test_in_the_background_the_start_waits_for_the_result(host):
    host.write_conf()
    # With an identity, also where the machine has none to complain about.
    argv = host.argv("-u", "00112233-4455-6677-8899-aabbccddeeff",
                     debug=None)[4:]
    done = host.ns.run(*argv, check=False)
    try:
        assert (done.returncode, done.stderr) == (0, "")
        assert host.setting("agentIP") == [HOST_IP]
        pid = int(host.pidfile.read_text())
        agent = agent_of(pid)
        for fd in (0, 1, 2):
            assert is_null(f"/proc/{pid}/fd/{fd}")
            assert is_null(f"/proc/{agent}/fd/{fd}")
    finally:
        pid = int(host.pidfile.read_text())
        kill(pid, signal.SIGTERM)
        wait_until(lambda: not host.pidfile.exists(), "the end")
    host.write_conf("sflow { polling = x }")
    done = host.ns.run(*argv, check=False)
    assert done.returncode == 1
    assert f"{host.conf}:1:19: error: 'polling'" in done.stderr


def is_null(path):
    """By number: in a chroot the name has the root's path in front."""
    return os.stat(path).st_rdev == os.stat("/dev/null").st_rdev


def agent_of(pid):
    class Known:
        def __init__(self, number):
            self.pid = number
    return agent_pid(Known(pid))


def test_readiness_is_told_to_the_service_manager(host, lab):
    host.write_conf()
    path = lab.folder / "notify"
    server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    server.bind(str(path))
    server.settimeout(60)
    try:
        process = host.start(env=dict(os.environ, NOTIFY_SOCKET=str(path)))
        message = server.recv(4096).decode()
        assert "READY=1" in message
        assert f"MAINPID={process.pid}\n" in message
        assert host.setting("agentIP") == [HOST_IP]
        process.stop()
        assert server.recv(4096) == b"STOPPING=1"
    finally:
        server.close()


def test_an_ordinary_user_gets_what_that_user_may(host, lab):
    host.write_conf()
    nobody = pwd.getpwnam("nobody")
    collector = lab.collector(host.far)
    argv = host.argv()
    process = lab.process(
        argv[:4] + ["setpriv", "--reuid", "nobody", "--regid",
                    str(nobody.pw_gid), "--clear-groups"] + argv[4:],
        "hsflowd")
    sample = host_sample(collector.wait_for(host_sample, "host counters"))
    assert set(sample) == HOST_RECORDS
    output = process.output()
    assert "ordinary user" in output
    assert "no pid file" in output
    assert "state file's folder" in output
    assert process.stop() == 0


def test_a_better_address_becomes_the_agent(host, lab):
    host.write_conf()
    host.ns.ip("addr", "del", f"{HOST_IP}/24", "dev", "eth0")
    address(host.ns, "eth0", "10.9.9.9/24")
    host.ns.ip("route", "add", f"{COLLECTOR_IP}/32", "dev", "eth0")
    collector = lab.collector(host.far)
    process = host.start()
    host.wait_setting("agentIP", "10.9.9.9")
    process.wait_output("agent address: 10.9.9.9 on eth0")
    address(host.ns, "eth0", f"{HOST_IP}/24")
    host.wait_setting("agentIP", HOST_IP)
    assert int(host.setting("rev_start")[0]) > 1
    collector.wait_for(lambda d: d["agent"] == HOST_IP, "the new address")
    process.wait_output(f"agent address: {HOST_IP} on eth0")


def test_no_address_yet_is_waiting_not_an_end(host, lab):
    host.write_conf()
    host.ns.ip("addr", "del", f"{HOST_IP}/24", "dev", "eth0")
    host.ns.ip("link", "set", "lo", "down")
    host.start()
    host.wait_setting("state", "waiting")
    collector = lab.collector(host.far)
    address(host.ns, "eth0", f"{HOST_IP}/24")
    collector.wait_for(host_sample, "host counters")
    assert host.setting("state") == []


def test_sequences_outlive_a_lost_and_found_address(host, lab):
    host.write_conf()
    collector = lab.collector(host.far)
    host.start()
    collector.wait_for(lambda d: d["sequence"] == 2, "two datagrams")
    host.ns.ip("addr", "del", f"{HOST_IP}/24", "dev", "eth0")
    wait_until(lambda: host.setting("agentIP") != [HOST_IP], "the loss")
    address(host.ns, "eth0", f"{HOST_IP}/24")
    after = collector.next(lambda d: d["agent"] == HOST_IP, "a datagram")
    assert after["sequence"] > 2
    assert after["samples"][0]["sequence"] == after["sequence"]


def test_refusals_are_told_once_and_the_others_served(host, lab):
    more = "collector { ip = %s udpport = 6344 }" % COLLECTOR_IP
    host.write_conf(more=more)
    good = lab.collector(host.far)
    process = host.start()
    words = f"collector {COLLECTOR_IP}:6344: refused: nothing listens " \
        "there or a firewall rejects it"
    process.wait_output(words)
    last = good.next(what="the good one")["sequence"]
    good.wait_for(lambda d: d["sequence"] == last + 2, "the good one")
    assert process.output().count(words) == 1
    late = lab.collector(host.far, port=6344)
    process.wait_output(f"{COLLECTOR_IP}:6344: datagrams go out again")
    assert late.datagrams


@pytest.mark.parametrize("kind, words", (
    ("unreachable", "no route to it"),
    ("blackhole", "the route to it is a blackhole"),
    ("prohibit", "a broadcast address, or forbidden by the route")))
def test_what_a_route_forbids_is_told(host, kind, words):
    host.ns.ip("route", "add", kind, f"{COLLECTOR_IP}/32")
    host.write_conf()
    process = host.start()
    process.wait_output(f"collector {COLLECTOR_IP}:6343: {words}")
    host.ns.ip("route", "del", kind, f"{COLLECTOR_IP}/32")
    process.wait_output("datagrams go out again")


def test_no_route_is_told_and_outlived(host, lab):
    host.write_conf("sflow { polling = 1 collector { ip = 203.0.113.9 } "
                    "collector { ip = %s } }" % COLLECTOR_IP)
    good = lab.collector(host.far)
    process = host.start()
    process.wait_output("collector 203.0.113.9:6343: no route to it")
    good.wait_for(lambda d: d["sequence"] == 2, "the good one")
    address(host.far, "lo", "203.0.113.9/32")
    host.ns.ip("route", "add", "203.0.113.9/32", "via", COLLECTOR_IP)
    process.wait_output("203.0.113.9:6343: datagrams go out again")


def test_names_of_collectors_are_looked_up_again(host, lab):
    host.ns.etc_file("hosts", f"127.0.0.1 localhost\n{COLLECTOR_IP} near\n")
    host.ns.etc_file("resolv.conf", "nameserver 127.0.0.1\n")
    host.write_conf("sflow { DNSSD = off polling = 1\n"
                    "collector { ip = near }\n"
                    "collector { ip = missing.example } }\n")
    collector = lab.collector(host.far)
    process = host.start()
    collector.wait_for(host_sample, "host counters")
    process.wait_output("collector missing.example: no address")
    assert host.setting("collector") == [COLLECTOR_IP]
    hosts = host.ns.etc / "hosts"
    hosts.write_text(hosts.read_text() + "192.0.2.77 missing.example\n")
    host.wait_setting("collector", COLLECTOR_IP, "192.0.2.77")


def test_names_come_from_dns_and_follow_it(host, lab):
    records = lab.folder / "records"
    records.write_text("")
    dns = lab.process(host.ns.argv(
        "dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--no-resolv",
        "--no-hosts", f"--addn-hosts={records}", "--listen-address=127.0.0.1",
        "--bind-interfaces", "--user=root", "--pid-file"), "dnsmasq")
    dns.wait_output("started")
    host.ns.etc_file("resolv.conf", "nameserver 127.0.0.1\n")
    host.ns.etc_file("hosts", "127.0.0.1 localhost\n")
    host.write_conf("sflow { DNSSD = off polling = 1\n"
                    "collector { ip = analyzer.example } }")
    process = host.start()
    host.wait_setting("state", "waiting")
    process.wait_output("no address yet for analyzer.example")

    def publish(address_text):
        records.write_text(f"{address_text} analyzer.example\n")
        dns.popen.send_signal(signal.SIGHUP)

    publish("2001:db8::7")  # only IPv6: taken
    host.wait_setting("collector", "2001:db8::7")
    publish(COLLECTOR_IP)
    wait_until(lambda: host.setting("collector") == [COLLECTOR_IP],
               "the new address", limit=180)  # looked up once a minute
    dns.stop()
    collector = lab.collector(host.far)
    collector.wait_for(host_sample, "host counters without DNS")
    assert host.setting("collector") == [COLLECTOR_IP]


def test_only_unknown_names_is_waiting(host):
    host.ns.etc_file("resolv.conf", "nameserver 127.0.0.1\n")
    host.write_conf("sflow { collector { ip = missing.example } }")
    process = host.start()
    host.wait_setting("state", "waiting")
    process.wait_output("no address yet for missing.example")


def test_ipv6_all_the_way(host, lab):
    address(host.ns, "eth0", "2001:db8::10/64")
    address(host.far, "eth0", "2001:db8::1/64")
    host.write_conf("sflow { polling = 1 agent.cidr = 2001:db8::/32\n"
                    "collector { ip = 2001:db8::1 dev = eth0 } }")
    collector = lab.collector(host.far, bind="::")
    host.start()
    datagram = collector.wait_for(host_sample, "host counters")
    assert datagram["agent"] == "2001:db8::10"
    assert host.setting("collector") == ["2001:db8::1/6343/eth0/"]


def test_small_datagrams_carry_everything(host, lab):
    host.write_conf(more="datagramBytes = 200")
    collector = lab.collector(host.far)
    host.start()
    seen = set()

    def all_seen(datagram):
        seen.update(host_sample(datagram) or {})
        return seen == HOST_RECORDS

    collector.wait_for(all_seen, f"all records, not only {seen}")
    assert all(d["problems"] == [] for d in collector.datagrams)


def test_a_huge_ifindex_expands_the_samples(host, lab):
    host.ns.ip("link", "add", "big", "index", "16777216", "type",
               "veth", "peer", "name", "small")
    host.write_conf()
    collector = lab.collector(host.far)
    host.start()
    datagram = collector.wait_for(host_sample, "host counters")
    assert datagram["samples"][0]["expanded"] is True
    assert set(host_sample(datagram)) == HOST_RECORDS


def test_a_changed_configuration_is_followed(host, lab):
    host.write_conf()
    collector = lab.collector(host.far)
    process = host.start()
    collector.wait_for(lambda d: d["sequence"] == 2, "two datagrams")
    host.write_conf(more="headerBytes = 200")
    host.wait_setting("header", "200")
    assert host.setting("rev_end") == ["2"]
    after = collector.next(host_sample)
    assert after["sequence"] > 2
    assert after["samples"][0]["sequence"] == after["sequence"]
    # One with an error changes nothing; the next good one is taken.
    host.write_conf(more="headerBytes = 9")
    process.wait_output("not taken, the settings in force stay")
    assert f"{host.conf}:6:17: error: 'headerBytes'" in process.output()
    assert host.setting("rev_end") == ["2"]
    host.conf.unlink()
    process.wait_output("hsflowd.conf: No such file or directory")
    new = host.conf.with_suffix(".new")
    new.write_text("sflow { DNSSD = off polling = 1 subAgentId = 7\n"
                   "collector { ip = %s } }" % COLLECTOR_IP)
    new.rename(host.conf)
    host.wait_setting("header", "128")
    collector.wait_for(lambda d: d["subAgent"] == 7, "the new sub-agent")
    process.popen.send_signal(signal.SIGHUP)
    wait_until(lambda: process.output().count("read again") >= 3, "HUP")
    assert process.stop() == 0


def test_polling_off_sends_nothing_but_publishes(host, lab):
    host.write_conf(polling=0)
    collector = lab.collector(host.far)
    process = host.start()
    host.wait_setting("polling", "0")
    assert process.stop() == 0
    assert collector.datagrams == []


def test_a_state_file_that_cannot_be_written_is_told_and_retried(host, lab):
    host.write_conf()
    host.run_folder.mkdir()
    host.run_folder.chmod(0o700)
    collector = lab.collector(host.far)
    process = host.start()
    collector.wait_for(host_sample, "host counters")
    process.wait_output("cannot publish the settings")
    host.run_folder.chmod(0o777)
    process.wait_output("written again")
    assert host.setting("agentIP") == [HOST_IP]


def test_a_host_of_another_kind(host, lab):
    tree = ROOT / "test/fixtures/root-xen-dom0"
    host.write_conf()
    collector = lab.collector(host.far)
    host.start("--root", tree)
    sample = host_sample(collector.wait_for(host_sample, "host counters"))
    total = int(re.search(r"MemTotal: +(\d+)",
                          (tree / "proc/meminfo").read_text()).group(1))
    assert sample["host_memory"]["mem_total"] == total * 1024
    assert sample["host_descr"]["os_release"] == \
        (tree / "proc/sys/kernel/osrelease").read_text().strip()[:32]
