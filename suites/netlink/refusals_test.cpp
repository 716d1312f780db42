// What becomes of a socket's next transaction when one before went wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/rtnetlink.h>

#include <fmt/format.h>

#include <memory>

#include "netlink/nftables_requests.hpp"
#include "netlink/queries.hpp"
#include "netlink/requests.hpp"
#include "netrig/core/error.hpp"
#include "netrig/netns/namespace.hpp"

namespace netrig::netlink {
namespace {

using ::testing::Contains;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Property;
using ::testing::StartsWith;
using ::testing::Throws;

class Refusals : public ::testing::Test {
 protected:
  // More refusals than answers fit into a socket's receive buffer.
  void ask_for_a_thousand_wrong_routes() {
    Batch batch("lone");
    for (int i = 0; i < 1000; ++i)
      add_route(batch,
                {.destination = fmt::format("10.{}.{}.0/24", i / 250, i % 250), .via = "192.0.2.1"},
                0);
    socket.execute(batch);
  }

  Namespace node = Namespace::create("lone");
  Socket& socket = node.route_socket();
};

TEST_F(Refusals, OfManyRequestsAreAllHeard) {
  EXPECT_THAT([this] { ask_for_a_thousand_wrong_routes(); },
              Throws<Error>(
                  Property(&Error::what, StartsWith("cannot add route 10.0.0.0/24 via 192.0.2.1 in "
                                                    "'lone': Network is unreachable"))));
}

TEST_F(Refusals, AreNotTakenForAnswersToTheNextRequest) {
  EXPECT_THROW(ask_for_a_thousand_wrong_routes(), Error);

  Batch batch("lone");
  add_bridge(batch, {16, "br0"});
  EXPECT_NO_THROW(socket.execute(batch));
  EXPECT_THAT(interfaces(socket, "lone"), Contains(Field(&InterfaceInfo::name, "br0")));
}

TEST_F(Refusals, OfTheReaderLeaveNothingForTheNextRequest) {
  Batch batch("lone");
  for (int i = 0; i < 100; ++i)
    batch.add(RTM_GETLINK, 0, [] { return std::string("cannot ask"); })
        .put_header<ifinfomsg>()
        .ifi_index = 1;
  EXPECT_THROW(socket.execute(batch, [](const nlmsghdr&) { throw std::runtime_error("unread"); }),
               std::runtime_error);
  EXPECT_THAT(routes(socket, "lone", 254), IsEmpty());

  Batch dump("lone");
  dump.add(RTM_GETLINK, NLM_F_DUMP, [] { return std::string("cannot list"); })
      .put_header<ifinfomsg>();
  EXPECT_THROW(socket.dump(
                   dump, [] {}, [](const nlmsghdr&) { throw std::runtime_error("unread"); }),
               std::runtime_error);
  EXPECT_THAT(routes(socket, "lone", 254), IsEmpty());
}

TEST_F(Refusals, OfATransactionAreThatOfItsFirstRequest) {
  auto netfilter = node.run([] { return std::make_unique<Socket>(NETLINK_NETFILTER); });
  const auto remove_two = [&] {
    remove_tables(*netfilter,
                  {{.family = "ip", .name = "here"}, {.family = "ip6", .name = "there"}}, "lone");
  };

  EXPECT_THAT(
      remove_two,
      Throws<Error>(Property(&Error::what, StartsWith("cannot remove the nftables table ip here in "
                                                      "'lone': No such file or directory"))));
  EXPECT_THAT(nftables_tables(*netfilter, "lone"), IsEmpty());
}

}  // namespace
}  // namespace netrig::netlink
