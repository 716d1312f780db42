// What a node tracks, and how it is made to forget.
#include <netinet/in.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "conntrack/gateway.hpp"
#include "sockets/raw_packets.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Optional;
using ::testing::Property;
using ::testing::SizeIs;
using ::testing::StartsWith;
using ::testing::Throws;

class Listing : public Gateway {
 protected:
  Listing() { topology.configure(gateway, nftables_text(tracking)); }

  Outcome exchange(NodeId from, std::uint16_t source_port) {
    return network()
        .ask({{from, UdpProbe{.target = {server_address(), udp(9)}, .source_port = source_port}}},
             Deadline::never())
        .front();
  }
};

TEST_P(Listing, HasBothDirectionsOfAConnection) {
  auto service = node(server).serve(udp(9));

  ASSERT_THAT(exchange(client, 4000), Reached());

  EXPECT_THAT(tracked(),
              ElementsAre(AllOf(
                  Field(&ConntrackEntry::original, ConntrackTuple{.source = client_address(),
                                                                  .destination = server_address(),
                                                                  .protocol = IPPROTO_UDP,
                                                                  .source_port = 4000,
                                                                  .destination_port = 9}),
                  Field(&ConntrackEntry::reply, ConntrackTuple{.source = server_address(),
                                                               .destination = client_address(),
                                                               .protocol = IPPROTO_UDP,
                                                               .source_port = 9,
                                                               .destination_port = 4000}),
                  Property(&ConntrackEntry::is_translated, false))));
}

TEST_P(Listing, SaysWhetherAConnectionWasAnswered) {
  auto service = node(server).serve(udp(9));
  ASSERT_THAT(exchange(client, 4000), Reached());

  ASSERT_THAT(node(client).exchange({server_address(), udp(10)}), Refused());

  EXPECT_THAT(tracked(), Tracks({.to = Endpoint(server_address(), udp(9)), .answered = true}));
  EXPECT_THAT(tracked(), Tracks({.to = Endpoint(server_address(), udp(10)), .answered = false}));
}

TEST_P(Listing, KnowsThatATcpConnectionIsEstablished) {
  auto service = node(server).serve(tcp(80));
  boost::asio::io_context io;
  boost::asio::ip::tcp::socket connection(io);
  std::string echoed(1, ' ');

  node(client).run([&] { connection.connect({server_address(), 80}); });
  boost::asio::write(connection, boost::asio::buffer("x", 1));
  boost::asio::read(connection, boost::asio::buffer(echoed));

  const auto all = tracked();
  EXPECT_THAT(all, ElementsAre(Field(&ConntrackEntry::tcp_state,
                                     Optional(ConntrackTcpState::established))));
  EXPECT_TRUE(all.at(0).is(ConntrackStatus::assured));
}

TEST_P(Listing, HasTheIdentifierOfAnEcho) {
  const auto request = either<std::uint8_t>(8, 128), reply = either<std::uint8_t>(0, 129);

  ASSERT_THAT(node(client).ping(server_address()), Reached());

  const auto has_type = [](std::uint8_t type) {
    return Field(&ConntrackTuple::icmp, Optional(Field(&ConntrackTuple::Icmp::type, type)));
  };
  const auto all = tracked();
  EXPECT_THAT(all, ElementsAre(AllOf(Field(&ConntrackEntry::original, has_type(request)),
                                     Field(&ConntrackEntry::reply, has_type(reply)))));
  EXPECT_EQ(all.at(0).original.icmp->id, all.at(0).reply.icmp->id);
}

// 253 is for experimentation: RFC 3692.
TEST_P(Listing, HasProtocolsThatTheKernelDoesNotKnow) {
  node(client).run([] { send_payload(server_address(), 253, {1, 2, 3, 4, 5, 6}); });

  EXPECT_THAT(tracked(),
              Tracks({.from = client_address(), .to = server_address(), .protocol = 253}));
  EXPECT_THAT(to_string(tracked().at(0)), StartsWith("unknown  253 "));
}

TEST_P(Listing, CountsWhereTheKernelIsAskedTo) {
  node(gateway).set_sysctl("net.netfilter.nf_conntrack_acct", "1");

  ASSERT_THAT(node(client).ping(server_address(), 2), Reached());

  const auto packets = [](std::uint64_t count) {
    return Optional(Field(&ConntrackEntry::Counters::packets, count));
  };
  EXPECT_THAT(tracked(), ElementsAre(AllOf(Field(&ConntrackEntry::original_counters, packets(2)),
                                           Field(&ConntrackEntry::reply_counters, packets(2)))));
}

TEST_P(Listing, CanBeOfOneFamily) {
  ASSERT_THAT(node(client).ping("192.0.2.80"), Reached());
  ASSERT_THAT(node(client).ping("2001:db8:2::80"), Reached());

  EXPECT_THAT(node(gateway).conntrack(), SizeIs(2));
  EXPECT_THAT(node(gateway).conntrack(GetParam()),
              AllOf(SizeIs(1), Tracks({.to = server_address()})));
}

TEST_P(Listing, IsEmptyOnceFlushed) {
  ASSERT_THAT(node(client).ping(server_address()), Reached());

  node(gateway).flush_conntrack();

  EXPECT_THAT(tracked(), IsEmpty());
}

TEST_P(Listing, KeepsTheOtherFamilyWhenOneIsFlushed) {
  ASSERT_THAT(node(client).ping("192.0.2.80"), Reached());
  ASSERT_THAT(node(client).ping("2001:db8:2::80"), Reached());

  node(gateway).flush_conntrack(GetParam());

  EXPECT_THAT(tracked(), AllOf(SizeIs(1), Not(Tracks({.to = server_address()}))));
}

TEST_P(Listing, LosesTheOneThatIsRemoved) {
  auto service = node(server).serve(udp(9));
  ASSERT_THAT(exchange(client, 4000), Reached());
  ASSERT_THAT(exchange(client, 4001), Reached());
  ASSERT_THAT(node(client).ping(server_address()), Reached());
  auto others = tracked();
  std::erase_if(others, [](const auto& each) { return each.original.source_port == 4001; });
  ASSERT_THAT(others, SizeIs(2));

  node(gateway).remove_conntrack(others[0]);
  node(gateway).remove_conntrack(others[1]);

  EXPECT_THAT(tracked(), AllOf(SizeIs(1), Tracks({.from = Endpoint(client_address(), udp(4001))})));
}

TEST_P(Listing, RefusesToRemoveWhatIsGone) {
  ASSERT_THAT(node(client).ping(server_address()), Reached());
  const auto gone = tracked().at(0);
  node(gateway).flush_conntrack();

  EXPECT_THAT(
      [&] { node(gateway).remove_conntrack(gone); },
      Throws<Error>(
          AllOf(Property(&Error::code, std::errc::no_such_file_or_directory),
                Property(&Error::what, HasSubstr("cannot remove the tracked connection 'icmp")))));
}

TEST_P(Listing, KeepsTheOneThatOnlyHasTheSameAddresses) {
  ASSERT_THAT(node(client).ping(server_address()), Reached());
  auto another = tracked().at(0);
  another.id ^= 1;

  EXPECT_THAT([&] { node(gateway).remove_conntrack(another); },
              Throws<Error>(Property(&Error::code, std::errc::no_such_file_or_directory)));

  EXPECT_THAT(tracked(), SizeIs(1));
}

TEST_P(Listing, IsEmptyWhereNothingAsksForTracking) {
  ASSERT_THAT(node(client).ping(server_address()), Reached());

  EXPECT_THAT(node(client).conntrack(), IsEmpty());
  EXPECT_THAT(node(server).conntrack(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Families, Listing, both_families, family_name);

}  // namespace
}  // namespace netrig
