// Who may go first: the handle, the network or the callers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <latch>
#include <optional>
#include <thread>
#include <tuple>

#include "namespace_test.hpp"
#include "netrig/core/error.hpp"
#include "netrig/netns/namespace.hpp"
#include "sockets/plain_client.hpp"
#include "two_hosts.hpp"

namespace netrig {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::error_code connected;
const auto refused = std::make_error_code(std::errc::connection_refused);
const auto reset = std::make_error_code(std::errc::connection_reset);

std::vector<Service> serve_ports(const Node& node, std::uint16_t first, std::size_t count) {
  std::vector<Service> services;
  for (std::size_t i = 0; i < count; ++i)
    services.push_back(node.serve(tcp(static_cast<std::uint16_t>(first + i))));
  return services;
}

std::vector<TcpClient> connect_to_each(const Node& client, const std::vector<Service>& services) {
  return client.run([&] {
    std::vector<TcpClient> clients;
    for (const auto& service : services)
      clients.emplace_back(Endpoint("192.0.2.2", service.port()));
    return clients;
  });
}

// Each is in the middle of an exchange: they talk, on threads of their own, until they are cut off.
std::vector<std::future<void>> talk_until_cut_off(std::vector<TcpClient>& clients) {
  std::vector<std::future<void>> talks;
  std::latch all_talk(static_cast<std::ptrdiff_t>(clients.size()));
  for (auto& client : clients)
    talks.push_back(std::async(std::launch::async, [&] {
      const auto repeat = [&] {
        client.send("tick");
        return client.receive(4);
      };
      repeat();
      all_talk.count_down();
      while (repeat() == "tick") continue;
    }));
  all_talk.wait();
  return talks;
}

std::vector<bool> were_cut_off(std::vector<std::future<void>>& talks) {
  std::vector<bool> results;
  for (auto& talk : talks) try {
      talk.get();
      results.push_back(true);
    } catch (const Error& error) {
      results.push_back(error.code() == reset || error.code() == std::errc::broken_pipe);
    }
  return results;
}

class ServiceLifetime : public TwoHosts {
 protected:
  TcpClient connect(const Endpoint& to) {
    return client().run([&] { return TcpClient(to); });
  }
  std::error_code try_connect(const Endpoint& to) {
    return client().run([&] { return netrig::try_connect(to); });
  }
  /// The fixture is left with one that is moved from.
  void end_network() { const Network ends(std::move(network())); }
};

TEST_F(ServiceLifetime, EndsWithItsHandle) {
  {
    const auto echo = server().serve(tcp(7));
    ASSERT_EQ(try_connect("192.0.2.2:7/tcp"), connected);
  }

  EXPECT_EQ(try_connect("192.0.2.2:7/tcp"), refused);
  EXPECT_THAT(server().listening_sockets(), IsEmpty());
}

TEST_F(ServiceLifetime, EndsWithItsHandleForUdpToo) {
  {
    const auto echo = server().serve(udp(7));
    ASSERT_THAT(server().listening_sockets(), ListensOn(udp(7)));
  }

  EXPECT_THAT(server().listening_sockets(), IsEmpty());
}

TEST_F(ServiceLifetime, EndsItsConnectionsToo) {
  std::optional echo = server().serve(tcp(7));
  auto caller = connect("192.0.2.2:7/tcp");
  caller.send("hello");
  caller.receive(5);

  echo.reset();

  EXPECT_EQ(caller.wait_for_end(), reset);
}

TEST_F(ServiceLifetime, LeavesThePortToTheNextOneAtOnce) {
  std::optional first = server().serve(tcp(81), {.answer = "first"});
  auto caller = connect("192.0.2.2:81/tcp");
  ASSERT_EQ(caller.receive_to_end(), "first");

  first.reset();
  const auto second = server().serve(tcp(81), {.answer = "second"});

  EXPECT_EQ(connect("192.0.2.2:81/tcp").receive_to_end(), "second");
}

TEST_F(ServiceLifetime, IsHandedOnByAMove) {
  auto first = server().serve(tcp(81), {.answer = "first"});

  const auto second = std::move(first);

  EXPECT_EQ(connect("192.0.2.2:81/tcp").receive_to_end(), "first");
  EXPECT_EQ(second.port(), tcp(81));
}

TEST_F(ServiceLifetime, EndsWhenAnotherServiceIsAssigned) {
  auto service = server().serve(tcp(81));

  service = server().serve(tcp(82));

  EXPECT_EQ(try_connect("192.0.2.2:81/tcp"), refused);
  EXPECT_EQ(try_connect("192.0.2.2:82/tcp"), connected);
}

TEST_F(ServiceLifetime, EndsWithItsNetworkAndKeepsItsRecord) {
  const auto echo = server().serve(tcp(7));
  auto caller = connect("192.0.2.2:7/tcp");
  caller.exchange("hello");

  end_network();

  EXPECT_THAT(echo.callers(), ElementsAre(Caller{caller.local(), "192.0.2.2:7/tcp"}));
  EXPECT_EQ(echo.node(), "server");
  EXPECT_EQ(echo.port(), tcp(7));
}

TEST_F(ServiceLifetime, EndsWithItsNetworkWhileItsCallersTalk) {
  const auto services = serve_ports(server(), 7000, 10);
  auto callers = connect_to_each(client(), services);
  auto talks = talk_until_cut_off(callers);

  end_network();

  EXPECT_THAT(were_cut_off(talks), Each(true));
}

TEST_F(ServiceLifetime, EndsWithItsHandleWhileItsCallersTalk) {
  auto services = serve_ports(server(), 7000, 10);
  auto callers = connect_to_each(client(), services);
  auto talks = talk_until_cut_off(callers);

  services.clear();

  EXPECT_THAT(were_cut_off(talks), Each(true));
}

TEST_F(ServiceLifetime, MayEndInOneThreadWhileItsNetworkEndsInAnother) {
  auto services = serve_ports(server(), 7000, 10);
  auto callers = connect_to_each(client(), services);
  auto talks = talk_until_cut_off(callers);
  std::latch both(2);

  std::thread other([&] {
    both.arrive_and_wait();
    services.clear();
  });
  both.arrive_and_wait();
  end_network();
  other.join();

  EXPECT_THAT(were_cut_off(talks), Each(true));
}

TEST_F(ServiceLifetime, MayBeginInSeveralThreadsAtOnce) {
  auto some = std::async(std::launch::async, [&] { return serve_ports(server(), 7000, 50); });
  auto others = std::async(std::launch::async, [&] { return serve_ports(client(), 7000, 50); });

  EXPECT_THAT(some.get(), SizeIs(50));
  EXPECT_THAT(others.get(), SizeIs(50));
}

// A FIN would have to be acknowledged, and its sender would keep the namespace for minutes.
TEST_F(ServiceLifetime, LeavesNothingThatHoldsTheNamespaceWhenTheCableIsOut) {
  std::optional echo = server().serve(tcp(7));
  auto caller = connect("192.0.2.2:7/tcp");
  caller.send("hello");
  caller.receive(5);

  link(cable).down();
  echo.reset();
  caller.reset();

  EXPECT_NO_THROW(network().remove());
}

class ServiceThreads : public NamespaceTest {};

TEST_F(ServiceThreads, NeedNotHaveServed) {
  EXPECT_NO_THROW(ServiceThread());
}

TEST_F(ServiceThreads, ServeInTheNamespacesThatTheyAreGiven) {
  const auto left = Namespace::create("left");
  const auto right = Namespace::create("right");
  ServiceThread thread;

  const auto one = thread.serve(left, udp(53));
  const auto other = thread.serve(right, udp(53));

  EXPECT_EQ(one.node(), "left");
  EXPECT_EQ(other.node(), "right");
}

TEST_F(ServiceThreads, GoOnAfterAServiceThatCouldNotBe) {
  const auto where = Namespace::create("where");
  ServiceThread thread;

  EXPECT_THROW(std::ignore = thread.serve(where, tcp(80), {.address = "2001:db8::1"}), Error);
  EXPECT_EQ(thread.serve(where, tcp(80)).port(), tcp(80));
}

}  // namespace
}  // namespace netrig
