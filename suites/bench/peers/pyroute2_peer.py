#!/usr/bin/python3
"""The benchmark's works by pyroute2.

    pyroute2_peer.py [--setns] WORK NODES REPEAT      prints the same line as floor

As its documentation shows them, with NetNS(), which starts a process for each namespace; with
--setns, as someone writes them who found that slow: an IPRoute() opened inside each namespace. It
does less than the others: the sysctls and the neighbours' timers stay as they are.
"""

import json
import os
import selectors
import socket
import sys
import time

if os.environ.get("NETRIG_SANDBOX") != "entered":
    script = os.path.realpath(__file__)
    sandbox = os.path.join(os.path.dirname(script), "sandbox")
    os.execv(sandbox, [sandbox, script, *sys.argv[1:]])

try:
    from pyroute2 import IPRoute, NetNS, netns
except ImportError:
    print("pyroute2_peer.py: pyroute2 is missing (Debian: python3-pyroute2)", file=sys.stderr)
    sys.exit(3)

PORT = 8080
MOST_IN_FLIGHT = 256
MOST_HOSTS = 32
HOME = os.open("/proc/self/ns/net", os.O_RDONLY)


def cannot(reason):
    print(f"pyroute2_peer.py: {reason}", file=sys.stderr)
    sys.exit(3)


def address(host):
    return f"10.0.{host // 256}.{host % 256}"


def open_node_with_process(name):
    return NetNS(name)


def open_node_with_setns(name):
    netns.create(name)
    netns.setns(name)
    node = IPRoute()
    netns.setns(HOME)
    return node


class Network:
    """Two hosts and a cable, or a star around one switch."""

    def __init__(self, hosts, open_node):
        self.main = IPRoute()
        self.names = [f"h{i}" for i in range(1, hosts + 1)]
        self.hosts = [open_node(name) for name in self.names]
        self.links = []  # (node, index)
        if hosts > 2:
            self.switch = open_node("s1")
            self.build_star()
        else:
            self.switch = None
            self.add_veth("eth0", "h1", "h2")
        for i, host in enumerate(self.hosts, start=1):
            self.configure_host(host, i)
        for node, index in self.links:
            self.wait_until_up(node, index)

    def build_star(self):
        self.switch.link("add", ifname="br0", kind="bridge")
        bridge = self.switch.link_lookup(ifname="br0")[0]
        self.switch.link("set", index=bridge, state="up")
        for name in self.names:
            self.add_veth(name, "s1", name)
            port = self.switch.link_lookup(ifname=name)[0]
            self.switch.link("set", index=port, master=bridge, state="up")
            self.links.append((self.switch, port))

    def add_veth(self, name, near, far):
        peer = {"ifname": "eth0", "net_ns_fd": far}
        self.main.link("add", ifname=name, kind="veth", net_ns_fd=near, peer=peer)

    def configure_host(self, host, number):
        eth0 = host.link_lookup(ifname="eth0")[0]
        host.link("set", index=1, state="up")
        host.addr("add", index=eth0, address=address(number), prefixlen=16)
        host.link("set", index=eth0, state="up")
        self.links.append((host, eth0))

    @staticmethod
    def wait_until_up(node, index):
        # One question a link: a list of all links may say "down" for up to a second more.
        while node.link("get", index=index)[0].get_attr("IFLA_OPERSTATE") != "UP":
            pass

    def close(self):
        for node in [*self.hosts, self.switch, self.main]:
            if node:
                node.close()
        for name in self.names + (["s1"] if self.switch else []):
            netns.remove(name)


def open_tcp():
    tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    tcp.setblocking(False)
    return tcp


def open_listeners(network):
    listeners = []
    for i in range(1, len(network.hosts) + 1):
        netns.setns(f"h{i}")
        listeners.append(open_tcp())
        listeners[-1].bind((address(i), PORT))
        listeners[-1].listen(MOST_IN_FLIGHT)
    netns.setns(HOME)
    return listeners


def pairs(hosts):
    for source in range(1, hosts + 1):
        netns.setns(f"h{source}")
        for target in range(1, hosts + 1):
            if target != source:
                yield target


def connect(selector, targets, count):
    """One event loop: connects to all targets, accepts and closes."""
    waiting, connected, accepted, in_flight = iter(targets), 0, 0, 0
    while connected < count or accepted < count:
        while in_flight < MOST_IN_FLIGHT and (target := next(waiting, None)):
            client = open_tcp()
            client.connect_ex((address(target), PORT))
            selector.register(client, selectors.EVENT_WRITE)
            in_flight += 1
        for key, event in selector.select(5):
            if event & selectors.EVENT_READ:
                key.fileobj.accept()[0].close()
                accepted += 1
            else:
                if key.fileobj.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                    raise RuntimeError("a connect failed")
                selector.unregister(key.fileobj)
                key.fileobj.close()
                connected += 1
                in_flight -= 1
    netns.setns(HOME)


def watch(listeners):
    selector = selectors.DefaultSelector()
    for listener in listeners:
        selector.register(listener, selectors.EVENT_READ)
    return selector


def build(make_network):
    start = time.monotonic()
    network = make_network()
    end = time.monotonic()
    network.close()
    return end - start


def teardown_closed(make_network):
    network = make_network()
    start = time.monotonic()
    network.close()
    return time.monotonic() - start


def teardown_confirmed(_):
    cannot("pyroute2 does not tell when a namespace is gone")


def all_pairs_tcp(make_network):
    network = make_network()
    hosts = len(network.hosts)
    listeners = open_listeners(network)
    start = time.monotonic()
    connect(watch(listeners), pairs(hosts), hosts * (hosts - 1))
    end = time.monotonic()
    for listener in listeners:
        listener.close()
    network.close()
    return end - start


def test(make_network):
    start = time.monotonic()
    network = make_network()
    listeners = open_listeners(network)
    netns.setns("h2")
    connect(watch(listeners), [1], 1)
    for listener in listeners:
        listener.close()
    network.close()
    return time.monotonic() - start


WORKS = {f.__name__: f for f in (build, teardown_closed, teardown_confirmed, all_pairs_tcp, test)}


def main(arguments):
    open_node = open_node_with_process
    if arguments and arguments[0] == "--setns":
        open_node = open_node_with_setns
        arguments = arguments[1:]
    if len(arguments) != 3:
        sys.exit("usage: pyroute2_peer.py [--setns] WORK NODES REPEAT")
    work, nodes, repeat = arguments[0], int(arguments[1]), int(arguments[2])
    if work not in WORKS:
        cannot(f"no such work: {work}")
    if work == "all_pairs_tcp" and nodes > MOST_HOSTS:
        cannot("more than 1024 neighbours on one machine stall, see floor/connect.c")
    samples = []
    for repetition in range(repeat):
        if repetition > 0:
            time.sleep(0.5)  # there is no event to wait for until the last network is gone
        samples.append(round(WORKS[work](lambda: Network(nodes, open_node)) * 1e6, 1))
    print(json.dumps({"work": work, "nodes": nodes, "us": samples}))


main(sys.argv[1:])
