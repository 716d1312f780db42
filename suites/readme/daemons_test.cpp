#include <netrig/gtest.hpp>

using namespace netrig;

// left and right have a cable between them, and a detour; OSPF finds either.
class Detour : public NetworkTest {
 protected:
  const NodeId left = topology.add_router("left", {.routing = Routing::given});
  const NodeId right = topology.add_router("right", {.routing = Routing::given});
  const NodeId detour = topology.add_router("detour", {.routing = Routing::given});
  const NodeId server = topology.add_host("server");
  LinkId cable;
  std::vector<Process> daemons;

  Detour() {
    cable = topology.connect(left, right, "10.0.1.0/24");
    topology.connect(left, detour, "10.0.2.0/24");
    topology.connect(detour, right, "10.0.3.0/24");
    topology.connect(right, server, "10.0.9.0/24");
    topology.add_route(server, Route::default_via("10.0.9.1"));
  }

  void network_ready() override {
    for (const auto router : {left, right, detour})
      daemons.push_back(node(router).start({
          .arguments = {"bird", "-f", "-c", "/run/bird.conf", "-s", "/run/bird.ctl"},
          .files = {{"/run/bird.conf", R"(
              log stderr all;
              protocol device {}
              protocol kernel { ipv4 { export all; }; }
              protocol ospf { ipv4; area 0 { interface "*" { type ptp; hello 1; }; }; }
          )"}},
          .empty_folders = {"/run"},
      }));
  }
};

TEST_F(Detour, IsTakenWhileTheCableIsOut) {
  node(left).wait_for_route({.destination = "10.0.9.0/24", .via = "10.0.1.2"});

  link(cable).down();
  node(left).wait_for_route({.destination = "10.0.9.0/24", .via = "10.0.2.2"});
  node(right).wait_for_route({.destination = "10.0.2.0/24", .via = "10.0.3.1"});

  EXPECT_THAT(network().path(left, server), Takes("detour", "right", "server"));
}
