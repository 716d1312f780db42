// DNS messages: both sides of a question, TCP's frames, and resolv.conf.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "case.hpp"
#include "dns/query.hpp"
#include "dns/reply.hpp"
#include "dns/resolv_conf.hpp"
#include "dns/wire.hpp"
#include "netrig/core/error.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::Optional;
using ::testing::ThrowsMessage;

constexpr std::size_t anything = 65535;

const Zone& zone() {
  static const Zone example("www.example.com 60 A 192.0.2.80\n");
  return example;
}

std::string reply_to(const std::string& question, std::size_t room = anything) {
  const auto query = DnsQuery::read(question);
  if (query->fault()) return query->reply({.rcode = *query->fault()}, room);
  return query->reply(zone().look_up(query->name(), query->type()), room);
}

OutgoingQuery ask(const OutgoingQuery::Options& options = {}) {
  return {"www.example.com", RecordType::a, options};
}

TEST(DnsMessage, IsUnderstoodOnBothSides) {
  const auto query = ask();

  const auto reading = query.read(reply_to(query.message()), Protocol::udp);

  ASSERT_TRUE(reading && reading->fault.empty());
  EXPECT_EQ(reading->answer,
            (DnsAnswer{.records = {DnsRecord::parse("www.example.com 60 A 192.0.2.80")},
                       .authoritative = true,
                       .recursion_available = true}));
}

TEST(DnsMessage, SaysHowMuchItsAskerTakes) {
  EXPECT_EQ(DnsQuery::read(ask().message())->udp_room(), 512U);
  EXPECT_EQ(DnsQuery::read(ask({.edns_size = 1232}).message())->udp_room(), 1232U);
  EXPECT_EQ(DnsQuery::read(ask({.edns_size = 100}).message())->udp_room(), 512U);
  EXPECT_EQ(DnsQuery::read(ask({.edns_size = 65535}).message())->udp_room(), 65507U);
}

TEST(DnsMessage, IsTruncatedWhereItDoesNotFit) {
  const auto query = ask();
  const auto whole = reply_to(query.message());

  EXPECT_FALSE(
      query.read(reply_to(query.message(), whole.size()), Protocol::udp)->answer.truncated);
  EXPECT_TRUE(
      query.read(reply_to(query.message(), whole.size() - 1), Protocol::udp)->answer.truncated);
}

TEST(DnsMessage, SaysWhetherRecursionIsDesired) {
  const auto desires = [](const OutgoingQuery& query) {
    return ldns_pkt_rd(read_packet(query.message()).get());
  };

  EXPECT_TRUE(desires(ask()));
  EXPECT_FALSE(desires(ask({.recursion_desired = false})));
}

TEST(DnsMessage, CarriesCodesOfEdns) {
  const auto query = ask({.edns_size = 512});
  const auto reply =
      DnsQuery::read(query.message())->reply({.rcode = Rcode::bad_version}, anything);

  EXPECT_EQ(query.read(reply, Protocol::udp)->answer.rcode, Rcode::bad_version);
}

Rcode rcode_of_reply_to(const std::string& question) {
  return static_cast<Rcode>(ldns_pkt_get_rcode(read_packet(reply_to(question)).get()));
}

// Where the question of a message begins, and the number of questions is.
constexpr std::size_t header_size = 12, question_count = 5;

TEST(DnsMessage, OfAnotherIdIsAboutSomethingElse) {
  const auto query = ask();
  auto reply = reply_to(query.message());
  reply[0] = static_cast<char>(~reply[0]);

  EXPECT_EQ(query.read(reply, Protocol::udp), std::nullopt);
}

TEST(DnsMessage, OfAnotherNameOrTypeIsAboutSomethingElse) {
  const auto query = ask();
  auto other_name = reply_to(query.message()), other_type = other_name;
  other_name[header_size + 1] = 'x';
  other_type[header_size + 18] = 28;  // behind the name's 17 bytes

  EXPECT_EQ(query.read(other_name, Protocol::udp), std::nullopt);
  EXPECT_EQ(query.read(other_type, Protocol::udp), std::nullopt);
}

TEST(DnsMessage, OfAnErrorNeedNotRepeatTheQuestion) {
  const auto query = ask();
  auto refusal = query.message().substr(0, header_size);
  refusal[2] = static_cast<char>(0x80);
  refusal[3] = 1;
  refusal[question_count] = 0;

  EXPECT_EQ(query.read(refusal, Protocol::udp)->answer.rcode, Rcode::format_error);
}

TEST(DnsMessage, WithoutAQuestionIsMalformed) {
  auto message = ask().message();
  message[question_count] = 0;

  EXPECT_EQ(DnsQuery::read(message)->fault(), Rcode::format_error);
}

TEST(DnsMessage, OfTwoQuestionsIsMalformed) {
  auto message = ask().message();
  message += message.substr(header_size);
  message[question_count] = 2;

  EXPECT_EQ(DnsQuery::read(message)->fault(), Rcode::format_error);
}

// A question about a name of three labels of 63 bytes and one of this many.
std::string question_with_last_label(std::size_t size) {
  auto message = ask().message().substr(0, header_size);
  for (int i = 0; i < 3; ++i) message += '?' + std::string(63, '\x07');
  message += static_cast<char>(size) + std::string(size, ';');
  return message + std::string("\0\0\1\0\1", 5);
}

TEST(DnsMessage, MayHaveTheLargestNameAndNoLarger) {
  EXPECT_EQ(DnsQuery::read(question_with_last_label(61))->fault(), std::nullopt);
  EXPECT_EQ(DnsQuery::read(question_with_last_label(62))->fault(), Rcode::format_error);
  EXPECT_EQ(DnsQuery::read(question_with_last_label(63))->fault(), Rcode::format_error);
}

TEST(DnsMessage, MayHaveAnyBytesInItsName) {
  for (int byte = 0; byte < 256; ++byte) {
    auto message = ask().message();
    message[header_size + 1] = static_cast<char>(byte);
    EXPECT_EQ(rcode_of_reply_to(message),
              byte == 'w' || byte == 'W' ? Rcode::no_error : Rcode::nxdomain)
        << "byte " << byte;
  }
}

TEST(DnsMessage, ThatWantsTheWholeZoneIsRefused) {
  const OutgoingQuery transfer("example.com", RecordType{252}, {});

  EXPECT_EQ(DnsQuery::read(transfer.message())->fault(), Rcode::refused);
}

TEST(DnsMessage, IsTakenFromAStreamWhenItIsWhole) {
  const auto stream = framed("one") + framed("") + framed("three").substr(0, 6);
  std::string_view rest = stream;

  EXPECT_EQ(take_message(rest), "one");
  EXPECT_EQ(take_message(rest), "");
  EXPECT_EQ(take_message(rest), std::nullopt);
  EXPECT_EQ(rest.size(), 6U);
}

struct ResolvConf : Case {
  const char* text;
  std::optional<Nameserver> nameserver;
};

class NameserverOf : public ::testing::TestWithParam<ResolvConf> {};

TEST_P(NameserverOf, IsTheFirst) {
  EXPECT_EQ(nameserver_in(GetParam().text), GetParam().nameserver);
}

INSTANTIATE_TEST_SUITE_P(
    Texts, NameserverOf,
    ::testing::Values(
        ResolvConf{{"Empty"}, "", std::nullopt}, ResolvConf{{"Comment"}, "# none\n", std::nullopt},
        ResolvConf{{"NoNameserver"}, "search example.com\noptions edns0\n", std::nullopt},
        ResolvConf{{"Ipv4"}, "nameserver 192.0.2.53\n", Nameserver{"192.0.2.53"}},
        ResolvConf{{"Ipv6"}, "nameserver 2001:db8::53\n", Nameserver{"2001:db8::53"}},
        ResolvConf{{"NoLineEnd"}, "nameserver 192.0.2.53", Nameserver{"192.0.2.53"}},
        ResolvConf{{"Several"},
                   "nameserver 192.0.2.53\nnameserver 192.0.2.54\n",
                   Nameserver{"192.0.2.53"}},
        ResolvConf{{"Usual"},
                   "# Generated\n; by hand\nsearch example.com example.org\n"
                   "options timeout:1 attempts:2\nnameserver\t192.0.2.53  # ours\n",
                   Nameserver{"192.0.2.53"}},
        ResolvConf{{"BehindOneThatIsNoAddress"},
                   "nameserver bogus\nnameserver 192.0.2.53\n",
                   Nameserver{"192.0.2.53"}},
        ResolvConf{
            {"BehindABareSearch"}, "search\nnameserver 192.0.2.53\n", Nameserver{"192.0.2.53"}},
        ResolvConf{{"NotAtTheBeginningOfItsLine"}, " nameserver 192.0.2.53\n", std::nullopt},
        ResolvConf{{"WithoutAnAddress"}, "nameserver\nnameserver \n", std::nullopt},
        ResolvConf{{"LinkLocalByNumber"}, "nameserver fe80::1%16\n", Nameserver{"fe80::1", "16"}},
        ResolvConf{
            {"LinkLocalByName"}, "nameserver fe80::1%eth0\n", Nameserver{"fe80::1", "eth0"}}),
    case_name);

}  // namespace
}  // namespace netrig
