// Nothing changes the network namespace of the thread that calls.
#include <sys/stat.h>
#include <netrig/gtest.hpp>
#include <netrig/network/port_conflicts.hpp>

#include <functional>

#include "case.hpp"
#include "namespace_test.hpp"

namespace netrig {
namespace {

ino_t here() {
  struct stat status {};
  EXPECT_EQ(::stat("/proc/thread-self/ns/net", &status), 0);
  return status.st_ino;
}

// client -- server
struct Pair {
  Topology topology;
  NodeId client = topology.add_host("client"), server = topology.add_host("server");
  LinkId cable = topology.connect(client, server, {"10.0.0.0/24", "2001:db8::/64"});
};

struct CallCase : Case {
  void (*call)(Network&, const Pair&);
};

class CallersThread : public NamespaceTest, public ::testing::WithParamInterface<CallCase> {};

TEST_P(CallersThread, StaysWhereItIs) {
  const Pair pair{};
  const auto before = here();

  Network network(pair.topology);
  EXPECT_EQ(here(), before) << "when the network was built";
  GetParam().call(network, pair);

  EXPECT_EQ(here(), before);
}

INSTANTIATE_TEST_SUITE_P(
    Calls, CallersThread,
    ::testing::Values(
        CallCase{{"Ask"},
                 [](Network& network, const Pair& pair) {
                   network.ask({{pair.client, EchoProbe{.target = "10.0.0.2"}},
                                {pair.client, TcpProbe{.target = "10.0.0.2:9/tcp"}},
                                {pair.client, UdpProbe{.target = "10.0.0.2:9/udp"}},
                                {pair.client, NeighbourProbe{.target = "10.0.0.2"}}},
                               Deadline::in(kernel_patience));
                 }},
        CallCase{{"Serve"},
                 [](Network& network, const Pair& pair) {
                   const auto web = network[pair.server].serve(tcp(80));
                   network[pair.client].connect(web);
                 }},
        CallCase{{"Run"},
                 [](Network& network, const Pair& pair) { network[pair.client].run(here); }},
        CallCase{{"AddVethAndMoveTo"},
                 [](Network& network, const Pair& pair) {
                   auto ends = network[pair.client].add_veth("kept", "given");
                   ends[1].move_to(pair.server).up();
                 }},
        CallCase{{"LinkDownAndUp"},
                 [](Network& network, const Pair& pair) {
                   network[pair.cable].down();
                   network[pair.cable].up();
                 }},
        CallCase{{"WhatANodeSees"},
                 [](Network& network, const Pair& pair) {
                   const auto node = network[pair.client];
                   node.interfaces();
                   node.addresses();
                   node.routes();
                   node.neighbours();
                   node.listening_sockets();
                   node.set_sysctl("net.ipv4.ip_default_ttl",
                                   node.sysctl("net.ipv4.tcp_fin_timeout"));
                 }},
        CallCase{{"PortConflicts"},
                 [](Network& network, const Pair&) { port_conflicts(network, {tcp(80)}); }},
        CallCase{{"Remove"}, [](Network& network, const Pair&) { network.remove(); }}),
    case_name);

}  // namespace
}  // namespace netrig
