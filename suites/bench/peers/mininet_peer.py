#!/usr/bin/python3
"""The benchmark's works by Mininet, as its documentation shows them.

    mininet_peer.py WORK NODES REPEAT      prints the same line as floor

Hosts and links are Mininet's own. The switch is a Linux bridge made with `ip`, because Mininet's
are Open vSwitch, which is slower, or need brctl.

What differs: Mininet does not wait for links to come up. Its own probe is a ping, which is none of
the works.
"""

import json
import os
import sys
import time

if os.environ.get("NETRIG_SANDBOX") != "entered":
    script = os.path.realpath(__file__)
    sandbox = os.path.join(os.path.dirname(script), "sandbox")
    os.execv(sandbox, [sandbox, script, *sys.argv[1:]])


def cannot(reason):
    print(f"mininet_peer.py: {reason}", file=sys.stderr)
    sys.exit(3)


try:
    from mininet.log import setLogLevel
    from mininet.net import Mininet
    from mininet.node import Switch
    from mininet.topo import Topo
except ImportError:
    cannot("mininet is missing (Debian: mininet)")


class Bridge(Switch):
    """A Linux bridge in the root namespace, where Mininet's switches live."""

    def start(self, controllers):
        self.cmd(f"ip link add {self.name} type bridge")
        for port in self.intfList():
            if port.link:
                self.cmd(f"ip link set {port.name} master {self.name}")
        self.cmd(f"ip link set {self.name} up")

    def stop(self, deleteIntfs=True):
        self.cmd(f"ip link delete {self.name}")
        super().stop(deleteIntfs)


class Pair(Topo):
    def build(self, hosts):
        self.addLink(self.addHost("h1"), self.addHost("h2"))


class Star(Topo):
    def build(self, hosts):
        switch = self.addSwitch("s1")
        for i in range(1, hosts + 1):
            self.addLink(self.addHost(f"h{i}"), switch)


def start_network(hosts):
    shape = Pair if hosts == 2 else Star
    network = Mininet(topo=shape(hosts=hosts), switch=Bridge, controller=None, ipBase="10.0.0.0/16")
    network.start()
    return network


def build(hosts):
    start = time.monotonic()
    network = start_network(hosts)
    end = time.monotonic()
    network.stop()
    return end - start


def teardown_closed(hosts):
    network = start_network(hosts)
    start = time.monotonic()
    network.stop()
    return time.monotonic() - start


def teardown_confirmed(_):
    cannot("Mininet does not tell when a namespace is gone")


def all_pairs_tcp(_):
    cannot("Mininet's own probe is ping, which is no TCP")


def test(_):
    cannot("Mininet's own probe is ping, which is no TCP")


WORKS = {f.__name__: f for f in (build, teardown_closed, teardown_confirmed, all_pairs_tcp, test)}


def main():
    if len(sys.argv) != 4:
        sys.exit("usage: mininet_peer.py WORK NODES REPEAT")
    work, nodes, repeat = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    if work not in WORKS:
        cannot(f"no such work: {work}")
    setLogLevel("critical")
    # Mininet would first raise limits and sysctls of the whole machine (fixLimits). The sandbox does
    # not let it; this keeps it from trying.
    Mininet.inited = True
    samples = []
    for repetition in range(repeat):
        if repetition > 0:
            time.sleep(0.5)  # there is no event to wait for until the last network is gone
        samples.append(round(WORKS[work](nodes) * 1e6, 1))
    print(json.dumps({"work": work, "nodes": nodes, "us": samples}))


main()
