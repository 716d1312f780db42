// The base of fixtures that test with a network.
//
//   class Perimeter : public netrig::NetworkTest {
//    protected:
//     const NodeId client = topology.add_host("client"), server = topology.add_host("server");
//     Perimeter() { topology.connect(client, server, "10.0.0.0/24"); }
//   };
//   TEST_F(Perimeter, LetsTheClientIn) {
//     auto web = node(server).serve(tcp(80));
//     EXPECT_THAT(node(client).connect(web), Reached());
//   }
//
// The constructor describes, SetUp builds, and every test has a network of its own.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string_view>

#include "netrig/network/network.hpp"
#include "netrig/topology/topology.hpp"

namespace netrig {

class FailureBundle;
class PauseOnFailure;
class RunCoverage;

class NetworkTest : public ::testing::Test {
 protected:
  NetworkTest();
  /// A test that has changed `topology` after its network was built has failed.
  ~NetworkTest() override;

  /// Described by the derived constructor. Later, change the running nodes.
  Topology topology;

  /// Builds the network, named after the test. Where the machine does not allow namespaces the test
  /// is skipped with the command that would allow them; with NETRIG_STRICT=1 in the environment it
  /// fails, as it does in a program without a Sandbox. Where the kernel lacks what the topology
  /// needs it is skipped either way: "this kernel has no VRF (CONFIG_NET_VRF)". With
  /// NETRIG_ARTIFACTS in the environment, or --gtest_output, a test that fails leaves a bundle:
  /// README.md beside this file. With NETRIG_RULE_COVERAGE=FOLDER in the environment what the rules
  /// of its nftables rulesets decided is added to that folder's report. Final, because a skip in a
  /// base does not keep a derived SetUp from running: see network_ready().
  void SetUp() final;

  /// What a fixture does in the running network before each test, such as starting services.
  virtual void network_ready() {}

  /// The running network. Throws DescriptionError in a constructor, where it is still described,
  /// and after a skip.
  Network& network();
  Node node(NodeId id) { return network()[id]; }
  Node node(std::string_view name) { return network().node(name); }
  Link link(LinkId id) { return network()[id]; }

 private:
  std::optional<Topology> built_;
  std::optional<Network> network_;  // goes after the members of the derived fixture
  std::unique_ptr<RunCoverage> coverage_;
  std::unique_ptr<FailureBundle> bundle_;
  std::unique_ptr<PauseOnFailure> pause_;
};

}  // namespace netrig
