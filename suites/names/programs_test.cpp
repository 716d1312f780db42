// Real programs find names by the /etc of their node.
#include <netrig/gtest.hpp>

#include "families.hpp"
#include "name_server.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// client -- server, which is a name server, too
class ProgramLookUp : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId client = topology.add_host("client"), server = topology.add_host("server");
  std::optional<Process> dns;

  ProgramLookUp() {
    topology.connect(client, server, {"192.0.2.0/24", "2001:db8::/64"});
    topology.set_nameservers(client, {address_of_server});
  }
  void network_ready() override {
    dns = start_name_server(node(server), {"--host-record=www.example.com,192.0.2.2,2001:db8::2"});
  }

  const IpAddress address_of_server = either("192.0.2.2", "2001:db8::2");
  const std::string flag = either<std::string>("-4", "-6");
};

TEST_P(ProgramLookUp, FindsNamesByTheCLibrary) {
  EXPECT_THAT(node(client).run_program(
                  {"getent", either<std::string>("ahostsv4", "ahostsv6"), "www.example.com"}),
              AllOf(Succeeded(), Prints(HasSubstr(to_string(address_of_server)))));
}

TEST_P(ProgramLookUp, FindsNamesByAResolverOfTheirOwn) {
  EXPECT_THAT(node(client).run_program({"busybox", "nslookup", "www.example.com"}),
              AllOf(Succeeded(), Prints(HasSubstr("Address: " + to_string(address_of_server)))));
}

TEST_P(ProgramLookUp, CallsAServerByItsName) {
  const auto web = node(server).serve(
      tcp(80), {.answer = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n"});

  EXPECT_THAT(node(client).run_program({"curl", flag, "-sS", "http://www.example.com/"}),
              AllOf(Succeeded(), Prints("hello\n")));
  EXPECT_THAT(web.callers(), ElementsAre(CalledFrom(node(server).address_of(client, family))));
}

TEST_P(ProgramLookUp, FindsNothingWithoutANameserver) {
  node(client).set_nameservers({});

  EXPECT_THAT(node(client).run_program({"curl", flag, "-sS", "http://www.example.com/"}),
              AllOf(ExitedWith(6), PrintsErrors(HasSubstr("Could not resolve host"))));
}

INSTANTIATE_TEST_SUITE_P(Families, ProgramLookUp, both_families, family_name);

}  // namespace
}  // namespace netrig
