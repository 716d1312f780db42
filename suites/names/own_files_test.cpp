// Each node has an /etc of its own, which its thread and its programs share.
#include <netrig/gtest.hpp>

#include "look_up.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class OwnFiles : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client"), server = topology.add_host("server");

  OwnFiles() {
    topology.connect(client, server, {"192.0.2.0/24", "2001:db8::/64"});
    topology.set_file(client, "/etc/hosts",
                      "192.0.2.2 www.example.com\n2001:db8::2 www.example.com\n");
  }
};

TEST_F(OwnFiles, AreReadByTheNodesThread) {
  EXPECT_THAT(node(client).run([] { return look_up("www.example.com", Family::ipv4); }).addresses,
              ElementsAre("192.0.2.2"));
}

TEST_F(OwnFiles, AreReadByPrograms) {
  EXPECT_THAT(node(client).run_program({"getent", "ahostsv6", "www.example.com"}),
              AllOf(Succeeded(), Prints(HasSubstr("2001:db8::2"))));
}

}  // namespace
}  // namespace netrig
