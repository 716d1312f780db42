// Asynchronous code of the user's own, with sockets that a node's thread drives.
#include <netrig/gtest.hpp>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <future>
#include <thread>

#include "families.hpp"

namespace netrig {
namespace {

using boost::asio::ip::tcp;
using Code = boost::system::error_code;

class UserSockets : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId client = topology.add_host("client");
  const NodeId server = topology.add_host("server");
  UserSockets() { topology.connect(client, server, {"10.0.0.0/24", "2001:db8::/64"}); }

  tcp::endpoint of_server() { return {node(client).address_of(server, GetParam()), 80}; }
  std::thread::id thread_of(NodeId id) {
    return node(id).run([] { return std::this_thread::get_id(); });
  }
};
INSTANTIATE_TEST_SUITE_P(Families, UserSockets, both_families, family_name);

// Who called a handler, and with what.
struct Called {
  std::thread::id by;
  Code code;
};

// Sockets and what is awaited of them: the nodes' threads use them as long as the nodes are there.
struct Conversation {
  Conversation(const Node& server, const Node& client, const tcp::endpoint& at)
      : acceptor(server.run([&] { return tcp::acceptor(server.io_context(), at); })),
        accepted(server.io_context()),
        connecting(client.run([&] { return tcp::socket(client.io_context(), at.protocol()); })) {}

  tcp::acceptor acceptor;
  tcp::socket accepted, connecting;
  std::promise<Called> was_accepted, was_connected;
  std::promise<std::string> was_read;
  std::string text = std::string(5, '\0');
};

TEST_P(UserSockets, AcceptAndConnectEachInTheirNode) {
  Conversation talk(node(server), node(client), of_server());

  talk.acceptor.async_accept(talk.accepted, [&](const Code& code) {
    talk.was_accepted.set_value({std::this_thread::get_id(), code});
  });
  talk.connecting.async_connect(of_server(), [&](const Code& code) {
    talk.was_connected.set_value({std::this_thread::get_id(), code});
  });
  const auto accepted = talk.was_accepted.get_future().get();
  const auto connected = talk.was_connected.get_future().get();

  EXPECT_EQ(accepted.code, Code());
  EXPECT_EQ(accepted.by, thread_of(server));
  EXPECT_EQ(connected.code, Code());
  EXPECT_EQ(connected.by, thread_of(client));
  EXPECT_EQ(talk.accepted.remote_endpoint().address(), node(server).address_of(client, GetParam()));
}

TEST_P(UserSockets, CarryWhatTheUserSays) {
  Conversation talk(node(server), node(client), of_server());

  talk.acceptor.async_accept(talk.accepted, [&](const Code&) {
    boost::asio::async_read(talk.accepted, boost::asio::buffer(talk.text),
                            [&](const Code&, std::size_t) { talk.was_read.set_value(talk.text); });
  });
  talk.connecting.async_connect(of_server(), [&](const Code&) {
    boost::asio::async_write(talk.connecting, boost::asio::buffer("hello", 5),
                             [](const Code&, std::size_t) {});
  });

  EXPECT_EQ(talk.was_read.get_future().get(), "hello");
}

}  // namespace
}  // namespace netrig
