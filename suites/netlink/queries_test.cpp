#include "netlink/queries.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <optional>

#include "namespace_test.hpp"
#include "netlink/requests.hpp"
#include "netrig/core/error.hpp"
#include "netrig/core/unique_fd.hpp"
#include "netrig/gtest/list_matchers.hpp"
#include "netrig/netns/namespace.hpp"

namespace netrig::netlink {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class NetlinkQueries : public NamespaceTest {
 protected:
  void namespaces_allowed() override {
    node_.emplace(Namespace::create("lone"));
    request([](Batch& batch) {
      change_link(batch, loopback, {.up = true});
      add_bridge(batch, {16, "br0"});
      add_address(batch, {16, "br0"}, "192.0.2.1/24");
      add_address(batch, {16, "br0"}, "2001:db8::1/64");
    });
  }

  template <class Add>
  void request(Add&& add) {
    Batch batch("lone");
    add(batch);
    socket().execute(batch);
  }
  Namespace& node() { return node_.value(); }
  Socket& socket() { return node().route_socket(); }

 private:
  std::optional<Namespace> node_;
};

TEST_F(NetlinkQueries, ListInterfacesInTheOrderOfTheirIndexes) {
  EXPECT_THAT(interfaces(socket(), "lone"),
              ElementsAre(Field(&InterfaceInfo::name, "lo"), Field(&InterfaceInfo::name, "br0")));
}

TEST_F(NetlinkQueries, FindAnInterfaceByNameAndByIndex) {
  const auto by_name = interface(socket(), "lone", std::string("br0"));
  const auto by_index = interface(socket(), "lone", 16);

  ASSERT_TRUE(by_name.has_value());
  EXPECT_EQ(by_name->kind, "bridge");
  EXPECT_EQ(by_name->mtu, 1500U);
  EXPECT_TRUE(by_name->is_up);
  EXPECT_EQ(by_name, by_index);
}

TEST_F(NetlinkQueries, SayWhenThereIsNoSuchInterface) {
  EXPECT_EQ(interface(socket(), "lone", std::string("eth9")), std::nullopt);
  EXPECT_EQ(interface(socket(), "lone", 99), std::nullopt);
}

TEST_F(NetlinkQueries, ListAddressesOfBothFamilies) {
  EXPECT_THAT(addresses(socket(), "lone"),
              AllOf(HasAddress("192.0.2.1/24", "br0"), HasAddress("2001:db8::1/64", "br0"),
                    HasAddress("127.0.0.1/8", "lo")));
}

TEST_F(NetlinkQueries, ListRoutesOfOneTableOrOfAll) {
  constexpr std::uint32_t main = 254;
  constexpr std::uint32_t local = 255;

  EXPECT_THAT(routes(socket(), "lone", main),
              AllOf(HasRouteTo("192.0.2.0/24"), Not(HasRouteTo("192.0.2.1/32"))));
  EXPECT_THAT(routes(socket(), "lone", local), HasRouteTo("192.0.2.1/32"));
  EXPECT_THAT(routes(socket(), "lone", 0),
              AllOf(HasRouteTo("192.0.2.0/24"), HasRouteTo("192.0.2.1/32")));
}

TEST_F(NetlinkQueries, ListRoutesAsTheyWereAdded) {
  const std::vector<Route> given{
      {.destination = "198.51.100.0/24", .via = "192.0.2.9", .interface = "br0", .metric = 50},
      {.destination = "203.0.113.0/24", .type = RouteType::blackhole},
      {.destination = "203.0.113.0/25", .type = RouteType::prohibit, .metric = 7},
      {.destination = "2001:db8:1::/48", .via = "2001:db8::9", .interface = "br0", .metric = 50},
      {.destination = "198.18.0.0/15", .interface = "br0", .preferred_source = "192.0.2.1"},
      {.destination = "192.0.2.128/25", .interface = "br0", .table = 100},
  };
  for (const auto& route : given)
    request([&](Batch& batch) { add_route(batch, route, route.interface.empty() ? 0 : 16); });

  const auto listed = routes(socket(), "lone", 0);
  for (const auto& route : given) EXPECT_THAT(listed, Contains(route));
}

TEST_F(NetlinkQueries, ListNoRouteThatWasRemoved) {
  const Route route{.destination = "198.51.100.0/24", .via = "192.0.2.9"};
  request([&](Batch& batch) { add_route(batch, route, 0); });
  request([&](Batch& batch) { remove_route(batch, route, 0); });

  EXPECT_THAT(routes(socket(), "lone", 0), Not(HasRouteTo("198.51.100.0/24")));
}

TEST_F(NetlinkQueries, ListNeighboursOfBothFamilies) {
  const MacAddress mac("02:00:5e:10:00:09");
  request([&](Batch& batch) {
    add_neighbour(batch, {16, "br0"}, {.address = "192.0.2.9", .interface = "br0", .mac = mac});
    add_neighbour(batch, {16, "br0"}, {.address = "2001:db8::9", .interface = "br0", .mac = mac});
  });

  EXPECT_THAT(neighbours(socket(), "lone"),
              ElementsAre(Neighbour{.address = "192.0.2.9", .interface = "br0", .mac = mac},
                          Neighbour{.address = "2001:db8::9", .interface = "br0", .mac = mac}));
}

TEST_F(NetlinkQueries, ListNoNeighbourThatWasRemoved) {
  const Neighbour neighbour{
      .address = "192.0.2.9", .interface = "br0", .mac = MacAddress("02:00:5e:10:00:09")};
  request([&](Batch& batch) { add_neighbour(batch, {16, "br0"}, neighbour); });
  request([&](Batch& batch) { remove_neighbour(batch, {16, "br0"}, neighbour.address); });

  EXPECT_THAT(neighbours(socket(), "lone"), IsEmpty());
}

TEST_F(NetlinkQueries, GiveThePeerOfAVethPair) {
  request([&](Batch& batch) {
    add_veth(batch, {.near = {20, "a"},
                     .far = {21, "b"},
                     .far_namespace = node().fd(),
                     .far_node = "lone",
                     .mtu = 1400});
  });

  const auto a = interface(socket(), "lone", std::string("a"));
  ASSERT_TRUE(a.has_value());
  EXPECT_EQ(a->kind, "veth");
  EXPECT_EQ(a->peer_index, 21);
  EXPECT_EQ(a->mtu, 1400U);
}

TEST_F(NetlinkQueries, ListListeningSocketsWithTheirHolder) {
  const auto fd = node().run([] {
    UniqueFd opened(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(8080);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::bind(opened.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    EXPECT_EQ(::listen(opened.get(), 1), 0);
    return opened;
  });

  auto listed = node().run([] {
    Socket diag(NETLINK_SOCK_DIAG);
    return listening_sockets(diag, "lone");
  });
  find_holders(listed);

  ASSERT_THAT(listed, SizeIs(1));
  EXPECT_EQ(listed[0].local, Endpoint("127.0.0.1:8080/tcp"));
  EXPECT_THAT(listed[0].holders, ElementsAre(AllOf(Field(&SocketHolder::pid, ::getpid()),
                                                   Field(&SocketHolder::fd, fd.get()))));
}

}  // namespace
}  // namespace netrig::netlink
