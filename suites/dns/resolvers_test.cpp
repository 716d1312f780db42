// The resolvers of the C library and of busybox against the DNS service.
#include <map>
#include <string>
#include <vector>

#include "two_hosts.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Property;

class Resolvers : public Names {
 protected:
  DnsService serve_example() {
    return node(server).serve_dns(
        {.zone = example_zone,
         .behaviours = {{"broken.example.com", {.rcode = Rcode::server_failure}},
                        {"short.example.com", {.truncated = true}}}});
  }
  ProgramResult run(std::vector<std::string> arguments) {
    return node(client).run_program(
        Program{.arguments = std::move(arguments),
                .files = {{"/etc/resolv.conf", "nameserver " + to_string(address_of_server) +
                                                   "\noptions timeout:5 attempts:1\n"},
                          {"/etc/nsswitch.conf", "hosts: dns\n"}}});
  }
};

INSTANTIATE_TEST_SUITE_P(Families, Resolvers, both_families, family_name);

TEST_P(Resolvers, OfTheCLibraryFindAddressesOfBothFamilies) {
  const auto dns = serve_example();

  EXPECT_THAT(
      run({"getent", "ahosts", "ftp.example.com"}),
      AllOf(Succeeded(), Prints(AllOf(HasSubstr("2001:db8::80"), HasSubstr("192.0.2.80"),
                                      HasSubstr("192.0.2.81"), HasSubstr("www.example.com")))));
  EXPECT_THAT(dns.questions(), AllOf(Contains(AsksFor("ftp.example.com", RecordType::a)),
                                     Contains(AsksFor("ftp.example.com", RecordType::aaaa))));
}

TEST_P(Resolvers, OfTheCLibraryFindTheNamesOfAddresses) {
  const auto dns = serve_example();

  EXPECT_THAT(run({"getent", "hosts", "192.0.2.80"}), Prints(HasSubstr("www.example.com")));
  EXPECT_THAT(run({"getent", "hosts", "2001:db8::80"}), Prints(HasSubstr("www.example.com")));
}

TEST_P(Resolvers, OfTheCLibraryAskAgainOverTcp) {
  const auto dns = serve_example();

  EXPECT_THAT(run({"getent", "ahostsv4", "short.example.com"}), Prints(HasSubstr("192.0.2.93")));
  EXPECT_THAT(dns.questions(), Contains(Property(&DnsQuestion::transport, Protocol::tcp)));
}

TEST_P(Resolvers, OfTheCLibraryFindNothingWhereThereIsNothing) {
  const auto dns = serve_example();

  EXPECT_THAT(run({"getent", "ahosts", "nobody.example.com"}), ExitedWith(2));
  EXPECT_THAT(run({"getent", "ahosts", "text.example.com"}), ExitedWith(2));
  EXPECT_THAT(run({"getent", "ahosts", "broken.example.com"}), ExitedWith(2));
}

TEST_P(Resolvers, OfBusyboxFindAddressesOfBothFamilies) {
  const auto dns = serve_example();

  EXPECT_THAT(run({"busybox", "nslookup", "www.example.com"}),
              AllOf(Succeeded(), Prints(AllOf(HasSubstr("192.0.2.80"), HasSubstr("192.0.2.81"),
                                              HasSubstr("2001:db8::80")))));
  EXPECT_THAT(run({"busybox", "nslookup", "nobody.example.com"}), Not(Succeeded()));
}

}  // namespace
}  // namespace netrig
