// A test program of which several copies run at the same time. Each says in ALL_BUILT, a
// descriptor, that its services listen, and probes when MAY_PROBE, another, is at its end: when all
// copies have said so.
#include <unistd.h>
#include <netrig/gtest.hpp>

#include <cstdlib>
#include <string>

namespace netrig {
namespace {

int descriptor(const char* variable) {
  const char* number = std::getenv(variable);
  return number ? std::atoi(number) : -1;
}

class Copy : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client");
  const NodeId router = topology.add_router("router");
  const NodeId server = topology.add_host("server");
  const std::string own_name = std::to_string(::getpid());

  Copy() {
    topology.connect({client, "eth0", {"192.0.2.2/24"}}, {router, "lan0", {"192.0.2.1/24"}});
    topology.connect({router, "wan0", {"198.51.100.1/24", "2001:db8::1/64"}},
                     {server, "eth0", {"198.51.100.80/24", "2001:db8::80/64"}});
  }

  void wait_for_the_other_copies() const {
    char byte = '!';
    ASSERT_EQ(::write(descriptor("ALL_BUILT"), &byte, 1), 1);
    ASSERT_EQ(::read(descriptor("MAY_PROBE"), &byte, 1), 0);
  }
};

TEST_F(Copy, HasAnswersFromItsOwnServicesOnly) {
  auto web = node(server).serve(tcp(80), {.answer = own_name});
  auto dns = node(server).serve(udp(53), {.answer = own_name});
  auto local = node(client).serve(tcp(80), {.answer = own_name});

  wait_for_the_other_copies();

  EXPECT_THAT(node(client).ask(TcpProbe{.target = "198.51.100.80:80/tcp", .expect = own_name}),
              Reached());
  EXPECT_THAT(node(client).ask(UdpProbe{.target = "198.51.100.80:53/udp", .expect = own_name}),
              Reached());
  EXPECT_THAT(node(router).ask(TcpProbe{.target = "[2001:db8::80]:80/tcp", .expect = own_name}),
              Reached());
  EXPECT_THAT(node(server).connect("198.51.100.80:81/tcp"), Refused());
  EXPECT_EQ(web.callers().size(), 2U);
}

}  // namespace
}  // namespace netrig
