// The DNS service beyond what dig and the probe ask of it: its edges, hostile callers, its life.
#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "case.hpp"
#include "dns/query.hpp"
#include "dns/wire.hpp"
#include "netrig/core/error.hpp"
#include "sockets/plain_client.hpp"
#include "two_hosts.hpp"

namespace netrig {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Property;
using ::testing::SizeIs;
using ::testing::Throws;
using ::testing::ThrowsMessage;

constexpr std::size_t header_size = 12;

OutgoingQuery query_for(const DnsName& name) {
  return {name, RecordType::a, {}};
}

// "NOERROR", or "nothing" when this is no DNS message.
std::string rcode_of(const std::string& message) {
  const auto packet = read_packet(message);
  return packet ? to_string(static_cast<Rcode>(ldns_pkt_get_rcode(packet.get()))) : "nothing";
}

class DnsServing : public Names {
 protected:
  const Endpoint over_udp{address_of_server, udp(53)}, over_tcp{address_of_server, tcp(53)};

  TcpClient connect() {
    return node(client).run([this] { return TcpClient(over_tcp); });
  }
  std::string exchange(const std::string& message) {
    return node(client).run(
        [&] { return UdpClient(family == Family::ipv6).exchange(over_udp, message).text; });
  }
  // The next answer over a connection.
  static std::string receive(TcpClient& connection) {
    const auto size = connection.receive(2);
    return connection.receive(static_cast<unsigned char>(size[0]) * 256U +
                              static_cast<unsigned char>(size[1]));
  }
  Outcome resolve(const DnsService& dns, const DnsName& name) {
    return node(client).resolve(dns, name, RecordType::a, family, patience);
  }
};

INSTANTIATE_TEST_SUITE_P(Families, DnsServing, both_families, family_name);

TEST_P(DnsServing, ListsWhatItWasAsked) {
  const auto dns = node(server).serve_dns({.zone = example_zone});

  node(client).resolve(dns, "www.example.com", RecordType::aaaa, family, patience);
  resolve(dns, "Nobody.example.com");

  EXPECT_THAT(dns.questions(), ElementsAre(AsksFor("www.example.com", RecordType::aaaa),
                                           AsksFor("nobody.example.com", RecordType::a)));
}

TEST_P(DnsServing, WaitsUntilItWasAsked) {
  const auto dns = node(server).serve_dns({.zone = example_zone});
  auto asker = node(client).run([this] { return UdpClient(family == Family::ipv6); });

  asker.send(over_udp, query_for("www.example.com").message());

  EXPECT_THAT(dns.wait_for_questions(1, Deadline::in(patience)), SizeIs(1));
  EXPECT_THAT([&] { dns.wait_for_questions(2, Deadline::in(1ms)); },
              ThrowsMessage<DeadlineError>(AllOf(
                  HasSubstr("question 2 of the DNS service in 'server'; 1 asked, the last one "
                            "www.example.com A from "))));
}

TEST_P(DnsServing, TakesAQuestionInPieces) {
  const auto dns = node(server).serve_dns({.zone = example_zone});
  const auto query = query_for("www.example.com");
  auto connection = connect();

  for (const char byte : framed(query.message())) connection.send({&byte, 1});

  EXPECT_EQ(query.read(receive(connection), Protocol::tcp)->answer.addresses().size(), 2U);
}

TEST_P(DnsServing, AnswersQuestionsThatCameTogether) {
  const auto dns = node(server).serve_dns({.zone = example_zone});
  const auto first = query_for("www.example.com"), second = query_for("nobody.example.com");
  auto connection = connect();

  connection.send(framed(first.message()) + framed(second.message()));

  EXPECT_EQ(rcode_of(receive(connection)), "NOERROR");
  EXPECT_EQ(rcode_of(receive(connection)), "NXDOMAIN");
  EXPECT_EQ(dns.tcp().callers().size(), 1U);
}

TEST_P(DnsServing, AnswersOverTcpToThoseWhoWillSayNoMore) {
  const auto dns = node(server).serve_dns({.zone = example_zone});
  auto connection = connect();

  connection.send(framed(query_for("www.example.com").message()));
  connection.finish_sending();

  EXPECT_EQ(rcode_of(connection.receive_to_end().substr(2)), "NOERROR");
}

TEST_P(DnsServing, TellsThatAQuestionIsMalformed) {
  const auto dns = node(server).serve_dns({.zone = example_zone});
  const auto message = query_for("www.example.com").message();

  EXPECT_EQ(rcode_of(exchange(message.substr(0, message.size() - 1))), "FORMERR");
  EXPECT_EQ(rcode_of(exchange(message.substr(0, header_size))), "FORMERR");
  EXPECT_THAT(dns.questions(), IsEmpty());
}

TEST_P(DnsServing, SaysNothingToAnswersAndToScraps) {
  const auto dns = node(server).serve_dns({.zone = example_zone});
  auto answer = query_for("www.example.com").message();
  answer[2] = static_cast<char>(answer[2] | 0x80);
  auto asker = node(client).run([this] { return UdpClient(family == Family::ipv6); });

  for (const auto& scrap : {std::string(), std::string("\0", 1), answer.substr(0, 11), answer})
    asker.send(over_udp, scrap);
  asker.send(over_udp, query_for("nobody.example.com").message());

  EXPECT_EQ(rcode_of(asker.receive().text), "NXDOMAIN");
}

// Messages with some bytes replaced by others, drawn from a fixed seed.
std::vector<std::string> spoilt_messages(std::size_t count) {
  std::mt19937 random(53);
  const auto draw = [&random](std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(random);
  };
  std::vector<std::string> all;
  for (std::size_t i = 0; i < count; ++i) {
    auto message = OutgoingQuery("ftp.example.com", RecordType::any, {.edns_size = 1232}).message();
    for (auto spoilt = draw(6) + 1; spoilt > 0; --spoilt)
      message[draw(message.size())] = static_cast<char>(draw(256));
    all.push_back(message.substr(0, header_size + draw(message.size())));
  }
  return all;
}

TEST_P(DnsServing, SurvivesSpoiltDatagrams) {
  const auto dns = node(server).serve_dns({.zone = example_zone});
  auto asker = node(client).run([this] { return UdpClient(family == Family::ipv6); });
  constexpr std::size_t messages = 5000, fits_into_a_buffer = 50;
  std::size_t sent = 0, answered = 0;

  for (const auto& message : spoilt_messages(messages)) {
    asker.send(over_udp, message);
    if (++sent % fits_into_a_buffer == 0) answered += resolve(dns, "www.example.com").reached();
  }

  EXPECT_EQ(answered, messages / fits_into_a_buffer);
}

TEST_P(DnsServing, SurvivesSpoiltStreams) {
  const auto dns = node(server).serve_dns({.zone = example_zone});
  std::string stream;
  for (const auto& message : spoilt_messages(1000)) stream += framed(message);

  connect().exchange(stream);
  connect().send("\xff\xff" + stream.substr(0, 1000));

  EXPECT_THAT(resolve(dns, "www.example.com"), ResolvesTo("192.0.2.80", "192.0.2.81"));
}

TEST_P(DnsServing, TreatsNamesBelowANameAsThatName) {
  const auto dns =
      node(server).serve_dns({.zone = "a.b.test A 192.0.2.1\nb.test A 192.0.2.2\nother A 192.0.2.3",
                              .behaviours = {{"test", {.rcode = Rcode::server_failure}},
                                             {"A.B.test", {}},
                                             {".", {.rcode = Rcode::refused}}}});

  EXPECT_THAT(resolve(dns, "b.test"), HasRcode(Rcode::server_failure));
  EXPECT_THAT(resolve(dns, "a.b.test"), ResolvesTo("192.0.2.1"));
  EXPECT_THAT(resolve(dns, "other"), HasRcode(Rcode::refused));
}

TEST_P(DnsServing, ListensOnTheAddressAndPortThatItIsTold) {
  const auto dns =
      node(server).serve_dns({.zone = example_zone, .port = 5353, .address = address_of_server});

  EXPECT_EQ(dns.port(), 5353);
  EXPECT_THAT(node(server).listening_sockets(),
              AllOf(ListensOn(Endpoint(address_of_server, udp(5353))),
                    ListensOn(Endpoint(address_of_server, tcp(5353)))));
  EXPECT_THAT(resolve(dns, "www.example.com"), ResolvesTo("192.0.2.80", "192.0.2.81"));
}

TEST_P(DnsServing, IsRefusedWhenItIsGone) {
  auto dns = std::optional(node(server).serve_dns({.zone = example_zone}));
  const DnsProbe probe{
      .name = "www.example.com", .server = address_of_server, .patience = patience};
  ASSERT_THAT(node(client).ask(probe), Reached());

  dns.reset();

  EXPECT_THAT(node(client).ask(probe), Refused());
}

class DnsServiceErrors : public Names {};
INSTANTIATE_TEST_SUITE_P(Families, DnsServiceErrors, both_families, family_name);

TEST_P(DnsServiceErrors, NameWhoHasThePort) {
  const auto other = node(server).serve(tcp(53));

  EXPECT_THAT([this] { auto dns = node(server).serve_dns({}); },
              ThrowsMessage<Error>(AllOf(HasSubstr("cannot listen on 53/tcp in 'server'"),
                                         HasSubstr("53/tcp is held by "))));
  EXPECT_THAT(node(server).listening_sockets(), testing::Not(ListensOn(udp(53))));
}

TEST_P(DnsServiceErrors, NameTheLineOfTheZone) {
  EXPECT_THAT([this] { auto dns = node(server).serve_dns({.zone = "a A 192.0.2.1\nb A 1.2.3\n"}); },
              ThrowsMessage<DescriptionError>(
                  HasSubstr("cannot serve DNS in 'server': line 2 of the zone, 'b A 1.2.3': ")));
  EXPECT_THAT(node(server).listening_sockets(), IsEmpty());
}

TEST_P(DnsServiceErrors, RefuseWhatMakesNoSense) {
  EXPECT_THAT([this] { auto dns = node(server).serve_dns({.port = 0}); },
              ThrowsMessage<DescriptionError>("cannot serve DNS in 'server': port 0 is nobody's"));
  EXPECT_THAT(
      [this] {
        auto dns = node(server).serve_dns({.behaviours = {{"slow.example.com", {.delay = -1ms}}}});
      },
      ThrowsMessage<DescriptionError>(
          "a DNS service cannot answer for 'slow.example.com': its delay is negative"));
}

}  // namespace
}  // namespace netrig
