#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""One life of a Xen host, played in dom0 from its first guest to the death of
xenstored, with what was seen on the way in /xt/out:

    scenes.json      readings of the independent tools, and which datagrams
                     came between them
    datagrams.jsonl  every datagram, as hsflowctl listen --json prints it
    *.log            of the programs

Guests: `plain` has one vif and a disk, `twin` two vifs and two vCPUs, `named`
a renamed vif and no disk, `doomed` uses all the CPU it can get and crashes.
"""

import pathlib
import re
import signal
import sys
import traceback

import stage as s
from stage import persist, tool

DEADLINE = 1800  # seconds
RATE_FILE = 4
RATE_DNS = 8
FLOOD = 3000  # packets
HOTPLUG_MAC = "00:16:3e:79:00:03"
FILE = """sflow {
  DNSSD = off
  polling = 1
  sampling = %d
  collector { ip = 127.0.0.1 }
}
""" % RATE_FILE
# The article's records, by another server.
DNSMASQ = ["dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null",
           "--no-resolv", "--no-hosts", "--user=root", "--pid-file=",
           "--bind-interfaces", "--listen-address=127.0.0.1",
           "--local=/xen.test/", "--local-ttl=600",
           "--srv-host=_sflow._udp.xen.test,collector.xen.test,6343",
           "--txt-record=_sflow._udp.xen.test,txtvers=1,polling=1,"
           f"sampling={RATE_DNS}",
           "--host-record=collector.xen.test,127.0.0.1"]


def uuid_of(name):
    return s.xl_list()[name][1]


def vifs(name):
    """The interfaces in dom0 of a guest's vifs."""
    wanted = f"backend/vif/{s.domid(name)}/"
    found = {}
    for line in tool("grep", "-H", "", *map(str, pathlib.Path(
            "/sys/class/net").glob("*/device/nodename")),
            check=False).splitlines():
        path, node = line.split(":", 1)
        if node.startswith(wanted):
            found[int(node.rsplit("/", 1)[1])] = path.split("/")[4]
    return [found[i] for i in sorted(found)]


def heard_from(interface):
    """A guest has sent something through its vif."""
    return int(s.read_file(
        f"/sys/class/net/{interface}/statistics/rx_packets") or 0) > 0


def wait_traffic(st, name, number):
    st.wait(f"traffic on {number} vifs of {name}", lambda: len(
        [v for v in vifs(name) if heard_from(v)]) == number)


# The scenes, in their order.


def empty_host(st):
    s.CONF.write_text(FILE)
    st.start_hsflowd("-f", s.CONF)
    st.start_sflowovsd()
    st.wait("sFlow on the bridge", lambda: "127.0.0.1:6343" in s.ovs_rows())
    st.bracket("empty")


def start_guests(st):
    for name, *more in (("plain",),
                        ("twin", "vifs=2", "vcpus=2", "poweroff=preserve"),
                        ("named", "disk=0", "vifname=web0", "peer=11"),
                        ("doomed", "busy=1")):
        tool("xt", "domu-start", name, *more)
        print(f"{st.now():8.1f} {name} is made", flush=True)
    for name in ("plain", "twin", "named", "doomed"):
        tool("xt", "domu-wait", name)
        print(f"{st.now():8.1f} {name} is up", flush=True)
    wait_traffic(st, "plain", 1)
    wait_traffic(st, "twin", 2)
    wait_traffic(st, "named", 1)
    st.bracket("running")


def crash(st):
    tool("xl", "sysrq", "doomed", "c")
    st.wait("doomed crashed", lambda: re.search(
        r"^doomed .* ---sc-", tool("xl", "list"), re.M))
    st.scene("crashed")


def flood(st):
    """Some thousand packets to a guest and back, sampled."""
    vif = vifs("plain")[0]
    index = s.read_file(f"/sys/class/net/{vif}/ifindex")
    before = st.reading()
    first = st.mark()
    tool("ping", "-f", "-q", "-c", FLOOD, "10.77.0.11", check=False)
    after = st.reading()
    sent = st.mark()
    # The switch sends its samples in order, within a second: what it sends
    # of the port in the second round from now comes behind all of them.
    st.wait("counters of the port", lambda: st.datagrams.since(
        f"0:{index}", sent) >= 2)
    st.scene("flood", before=before, after=after, first=first,
             last=st.mark(), ifindex=int(index), rate=RATE_FILE)


def change_guests(st):
    """Paused, fewer vCPUs, renamed, another vif and a disk plugged in."""
    tool("xl", "vcpu-set", "twin", "1")
    tool("xl", "mem-set", "twin", "100")
    tool("xl", "rename", "named", "renamed")
    persist("xl", "network-attach", "renamed", f"mac={HOTPLUG_MAC}",
         "bridge=xenbr0", "script=vif-openvswitch")
    tool("truncate", "-s", "8M", "/var/tmp/plugged.img")
    persist("xl", "block-attach", "renamed", "format=raw,vdev=xvdb,access=rw,"
         "target=/var/tmp/plugged.img")
    wait_traffic(st, "renamed", 2)
    st.wait("a vCPU unplugged and memory given back", lambda: re.search(
        r"^twin +\d+ +100 +1 ", tool("xl", "list"), re.M))
    tool("xl", "pause", "plain")
    # vCPUs are counted in one round of three.
    st.rounds(4, st.mark())
    st.bracket("changed")
    tool("xl", "unpause", "plain")


def double(st):
    """A second domain with the UUID of a crashed one, for a moment: as it is
    when a guest moves, or is made again before it is gone."""
    uuid = uuid_of("doomed")
    tool("xt", "domu-start", "shadow", "id=4", "vifs=0", "disk=0")
    first = st.mark()
    st.samples_of([uuid], 3, first)
    st.scene("double", uuid=uuid, first=first, last=st.mark())
    tool("xl", "destroy", "shadow")


def unplug(st):
    """A vif goes, one guest shuts down and is kept, one is destroyed."""
    gone = uuid_of("doomed")
    tool("xl", "network-detach", "renamed", "1")
    tool("xl", "shutdown", "twin")
    tool("xl", "destroy", "doomed")
    st.wait("twin shut down", lambda: re.search(
        r"^twin .* ---s-- ", tool("xl", "list"), re.M))
    st.bracket("unplugged")
    st.scene("destroyed", uuid=gone, first=st.scenes[-1]["first"])


def reboot(st):
    """Destroyed and made again, by xl itself."""
    old = s.domid("plain")
    uuid = uuid_of("plain")
    first = st.mark()
    tool("xl", "reboot", "plain")
    st.wait("plain again", lambda: s.domid("plain") not in (None, old))
    wait_traffic(st, "plain", 1)
    st.samples_of([uuid], 2, st.mark())
    st.scene("rebooted", uuid=uuid, first=first, last=st.mark())


def migrate(st):
    """Out and in again; for the host that is what saving it is."""
    uuid = uuid_of("plain")
    tool("xl", "save", "plain", "/var/tmp/plain.save")
    first = st.mark()
    st.rounds(4, first)
    st.scene("migrated out", uuid=uuid, first=first, last=st.mark())
    first = st.mark()
    persist("xl", "restore", "/var/tmp/plain.save")
    wait_traffic(st, "plain", 1)
    st.bracket("migrated in")
    st.scene("back", uuid=uuid, first=first)


def restart_by_dns(st):
    """hsflowd stops; another one has no file, only DNS."""
    status = st.stop(st.hsflowd)
    st.scene("stopped", status=status, state=s.read_file(s.STATE),
             last=st.mark())
    pathlib.Path("/etc/resolv.conf").write_text(
        "search xen.test\nnameserver 127.0.0.1\n")
    st.start_other("dnsmasq", *DNSMASQ)
    st.start_hsflowd()
    st.wait(f"packets sampled 1 in {RATE_DNS}", lambda: (
        st.mark() and st.datagrams.rate == RATE_DNS))
    st.bracket("by DNS")


def kill_collector(st):
    """hsflowd-xen is killed, then hangs."""
    for act, name in ((s.kill, "killed"), (s.freeze, "hung")):
        uuids = [u for _, u in s.xl_list().values()]
        old = s.pids("hsflowd-xen")
        first, log = st.mark(), st.log_end()
        for pid in old:
            act(pid)
        st.wait(f"another hsflowd-xen than the {name} one", lambda o=old:
                s.pids("hsflowd-xen") and
                not set(o) & set(s.pids("hsflowd-xen")))
        again = st.mark()
        st.rounds(2, again)
        st.samples_of(uuids, 1, again)
        st.scene(name, first=first, again=again, last=st.mark(), old=old,
                 new=s.pids("hsflowd-xen"), uuids=uuids,
                 log=st.hsflowd.output()[log:])


def freeze_xenstored(st):
    uuids = [u for _, u in s.xl_list().values()]
    log = st.log_end()
    s.freeze(s.xenstored_pid())
    try:
        first = st.mark()
        st.rounds(12, first)  # a hung hsflowd-xen is given 10 s
        last = st.mark()
    finally:
        s.thaw(s.xenstored_pid())
    again = st.mark()
    st.samples_of(uuids, 2, again)
    st.scene("frozen", first=first, last=last, again=again, end=st.mark(),
             uuids=uuids, log=st.hsflowd.output()[log:])


def kill_xenstored(st):
    """The end: nothing in dom0 can start it again."""
    log = st.log_end()
    s.kill(s.xenstored_pid())
    killed = st.mark()
    # What was measured before may still be on its way.
    st.rounds(2, killed)
    first = st.mark()
    st.rounds(4, first)
    st.scene("dead", killed=killed, first=first, last=st.mark(),
             log=st.hsflowd.output()[log:])


def stop_pair(st):
    status = {name: st.stop(process) for name, process in (
        ("hsflowd", st.hsflowd), ("sflowovsd", st.sflowovsd))}
    st.scene("end", status=status, left=[
        pid for name in ("hsflowd", "hsflowd-xen", "sflowovsd")
        for pid in s.pids(name)], rows=s.ovs_rows())


SCENES = (empty_host, start_guests, crash, flood, change_guests, double,
          unplug, reboot, migrate, restart_by_dns, kill_collector,
          freeze_xenstored, kill_xenstored, stop_pair)


def out_of_time(*_):
    raise TimeoutError(f"not done after {DEADLINE} s")


def main():
    # Before the machine is switched off, so that what was seen is kept.
    signal.signal(signal.SIGALRM, out_of_time)
    signal.alarm(DEADLINE)
    st = s.Stage()
    try:
        for scene in SCENES:
            scene(st)
    except Exception:  # pylint: disable=broad-except
        traceback.print_exc(file=sys.stdout)
        return 1
    finally:
        signal.alarm(0)
        st.close()
    return 0


sys.exit(main())
