# SPDX-License-Identifier: Apache-2.0
"""One capture of all that a host sends, for receivers of other people.

A Xen host (the stand-in's) with a real Open vSwitch whose port is the VM's
interface; the VM pings the host, and sends frames of a VLAN. First with an
IPv4 agent address, then with an IPv6 one.
"""

import json
import pathlib
import subprocess
import tempfile

import sflow_make as make
from lab import BUILD, Lab, address, records, wait_until
from ovs import Ovs
from xen_host import XenHost

SAMPLING = 10
VLAN = 10
AGENTS = ("192.0.2.10", "2001:db8::10")
VM_UUID = "7f100000-0000-4000-8000-0000000000aa"
CONF = """sflow {
  DNSSD = off polling = 1 sampling = %d
  collector { ip = 192.0.2.1 }
  %s
}
"""

SEND = """
import socket
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(("g1.0", 0))
for _ in range(200):
    s.send(bytes.fromhex("%s"))
"""


class Whole(XenHost):
    """With a disk, a network card, a VM and a switch."""

    def __init__(self, lab):
        super().__init__(lab)
        self.hardware("sys/block", "block/sda")
        self.hardware("sys/class/net", "net/eth0")
        web = self.add_vm(1, uuid=VM_UUID, name="web")
        web.cpu_ns, web.vcpus, web.online = 5 * 10**9, 2, 2
        self.set_disk(web.disks[51712], rd_req=10, rd_sect=200, wr_req=5,
                      wr_sect=80)
        self.publish()
        self.ovs = Ovs(self.ns.name)
        self.ovs.close = self.ovs.stop
        lab.own(self.ovs)
        self.ovs.start()
        self.ovs.add_bridge("br0")
        wait_until(lambda: self.ns.ip("link", "show", "br0", check=False)
                   .returncode == 0, "bridge br0")
        self.ovs.vsctl("add-port", "br0", "vif1.0")
        self.ns.ip("link", "set", "br0", "up")
        address(self.ns, "br0", "10.0.0.1/24")
        address(self.guests, "g1.0", "10.0.0.2/24")

    def hardware(self, folder, name):
        """A link of /sys to a device that is on a bus."""
        device = self.tree.root / "sys/devices/pci0000:00" / name
        device.mkdir(parents=True)
        link = self.tree.root / folder / device.name
        up = "/".join([".."] * folder.count("/"))
        link.symlink_to(f"{up}/devices/pci0000:00/{name}")

    def set_agent(self, agent=None):
        self.write_conf(CONF % (SAMPLING,
                                f"agentIP = {agent}" if agent else ""))

    def start_sflowovsd(self):
        folder = self.lab.folder
        return self.lab.process(self.ns.argv(
            BUILD / "sflowovsd", "-dd", "-f", self.state,
            "-s", folder / "sflowovsd.sock", "-p", folder / "sflowovsd.pid",
            "--db", self.ovs.db), "sflowovsd")

    def ping(self, count):
        self.guests.run("ping", "-q", "-i", "0.002", "-c", str(count), "-s",
                        "1000", "10.0.0.1")

    def send_tagged(self):
        frame = make.ethernet(
            "02:00:00:00:00:01", "02:00:00:00:00:02",
            make.udp_packet("10.1.0.2", "10.1.0.1", (1000, 2000),
                            bytes(400)), vlans=(VLAN,))
        self.guests.run("/usr/bin/python3", "-c", SEND % frame.hex())

    def wait_all(self, agent):
        """A sample of a port, the host and the VM each, sent after now."""
        mark = self.mark()
        wanted = {(0, "port_name"), (2, "host_cpu"), (3, "virt_cpu")}

        def there():
            seen = {(s["class"], name)
                    for d in self.collector.datagrams[mark:]
                    for s in d["samples"]
                    if d["agent"] == agent and s["type"] == "counters"
                    for name in records(s)}
            return wanted <= seen
        wait_until(there, f"all counters of agent {agent}")


def write_capture(path):
    """The capture, as tcpdump writes it."""
    with tempfile.TemporaryDirectory(prefix="hsflowd-test-") as folder:
        pathlib.Path(folder).chmod(0o755)
        lab = Lab(folder)
        try:
            host = Whole(lab)
            dump = lab.process(host.far.argv(
                "tcpdump", "-i", "eth0", "--immediate-mode", "-U", "-w", path,
                "-Z", "root", "udp", "port", "6343"), "tcpdump")
            dump.wait_output("listening on")
            host.set_agent()
            host.start()
            host.start_sflowovsd()
            for agent in AGENTS:
                if agent != AGENTS[0]:
                    host.set_agent(agent)
                host.wait_all(agent)
                host.ping(400)
                host.send_tagged()
                host.wait_all(agent)
            seen = len(host.collector.datagrams)
            wait_until(lambda: len(datagrams(path)) >= seen, "the capture")
            dump.stop()
        finally:
            lab.close()


def datagrams(path):
    """As hsflowctl decodes them."""
    done = subprocess.run([BUILD / "hsflowctl", "listen", "--json", "--read",
                           path], capture_output=True, text=True, check=False)
    return [json.loads(line) for line in done.stdout.splitlines()]
