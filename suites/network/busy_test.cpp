// A node whose thread works for the user, or is driven by the user's own code.
#include <netrig/gtest.hpp>

#include <boost/asio/post.hpp>
#include <future>
#include <thread>

namespace netrig {
namespace {

class Busy : public NetworkTest {
 protected:
  const NodeId host = topology.add_host("host");
};

TEST_F(Busy, NodeCanBeLookedInto) {
  const auto server = node(host).serve(tcp(80));
  std::promise<void> begun, end;
  std::thread user([&] {
    node(host).run([&] {
      begun.set_value();
      end.get_future().wait();
    });
  });
  begun.get_future().wait();

  EXPECT_THAT(node(host).listening_sockets(), ListensOn(tcp(80)));
  node(host).set_sysctl("net.ipv4.ip_default_ttl", "7");
  EXPECT_EQ(node(host).sysctl("net.ipv4.ip_default_ttl"), "7");

  end.set_value();
  user.join();
}

// Asio programs stop their context to end; the node is there for the next call.
TEST_F(Busy, NodeRunsWorkAfterItsContextWasStopped) {
  boost::asio::post(node(host).io_context(), [this] { node(host).io_context().stop(); });

  EXPECT_EQ(node(host).run([] { return 1; }), 1);
  EXPECT_EQ(node(host).run([] { return 2; }), 2);
}

// Its confirmation is the test program's business, whichever thread made it.
TEST_F(Busy, NodeMayBuildANetwork) {
  Topology inner;
  inner.add_host("inner");

  node(host).run([&] {
    Network network(inner);
    EXPECT_NO_THROW(network.remove());
  });
}

TEST_F(Busy, LoopbackAddressIsUsableAtOnce) {
  for (int i = 1; i <= 100; ++i) {
    const InterfaceAddress address(fmt::format("2001:db8::{:x}/128", i));
    node(host).interface("lo").add_address(address);

    ASSERT_THAT(node(host).ping(address.address()), Reached()) << address;
  }
}

// a ── b ── c
class Switches : public NetworkTest {
 protected:
  const NodeId a = topology.add_switch("a");
  const NodeId b = topology.add_switch("b");
  const NodeId c = topology.add_switch("c");
  const LinkId ab = topology.connect(a, b);
  const LinkId bc = topology.connect(b, c);
};

TEST_F(Switches, AreNotJoinedInALoop) {
  const auto move = [this] { link(bc).move_to(a); };

  EXPECT_THAT(
      move, ::testing::ThrowsMessage<DescriptionError>(
                "cannot move the link's end from 'c' to 'a': it would close a loop of switches, in "
                "which frames would circle for ever"));
}

}  // namespace
}  // namespace netrig
