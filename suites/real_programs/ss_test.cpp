// ss sees what Node::listening_sockets() lists.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <set>
#include <sstream>

#include "across_a_router.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;

// "tcp [::]:8080". A socket on :: that takes IPv4 as well is "*:8080" to ss.
std::string as_ss_has_it(const ListeningSocket& socket) {
  const auto& [address, port] = socket.local;
  const bool is_any = address.is_v6() && address.is_unspecified() && !socket.is_v6_only;
  const auto host = is_any            ? "*"
                    : address.is_v6() ? fmt::format("[{}]", address)
                                      : to_string(address);
  return fmt::format("{} {}:{}", port.protocol, host, port.number);
}

std::multiset<std::string> as_ss_has_them(const std::vector<ListeningSocket>& sockets) {
  std::multiset<std::string> all;
  for (const auto& each : sockets) all.insert(as_ss_has_it(each));
  return all;
}

// The lines of `ss -Htuln`: Netid State Recv-Q Send-Q Local-Address:Port Peer-Address:Port
std::multiset<std::string> sockets_in(const std::string& output) {
  std::multiset<std::string> all;
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string protocol, state, received, sent, local;
    words >> protocol >> state >> received >> sent >> local;
    all.insert(protocol + " " + local);
  }
  return all;
}

class Ss : public AcrossARouter {
 protected:
  std::multiset<std::string> listed(NodeId where) {
    const auto result = node(where).run_program({"ss", "-Htuln"});
    EXPECT_THAT(result, Succeeded());
    return sockets_in(result.output);
  }
};
INSTANTIATE_TEST_SUITE_P(Families, Ss, both_families, family_name);

TEST_P(Ss, ListsServicesAndPrograms) {
  const auto web = node(server).serve(tcp(80));
  const auto dns = node(server).serve(udp(53), {.address = server_address});
  const auto nc = node(server).start({"nc", family_option, "-lk", "8080"});
  nc.wait_until_listening(tcp(8080));

  const auto sockets = listed(server);

  EXPECT_THAT(sockets,
              IsSupersetOf({either<std::string>("tcp 0.0.0.0:8080", "tcp *:8080"),
                            either<std::string>("udp 192.0.2.130:53", "udp [2001:db8:2::2]:53")}));
  EXPECT_EQ(sockets, as_ss_has_them(node(server).listening_sockets()));
}

TEST_P(Ss, ListsNothingOfAnotherNode) {
  const auto web = node(server).serve(tcp(80));

  EXPECT_TRUE(listed(client).empty());
}

// In the PID namespace of a program there is nobody else.
TEST_P(Ss, NamesTheProcessesThatItSees) {
  const auto web = node(server).serve(tcp(80));

  const auto shell = node(server).start(
      {.arguments = {"sh", "-c", "nc " + family_option + " -lk 8080 & read line; ss -Htlnp"},
       .input_is_pipe = true});
  shell.wait_until_listening(tcp(8080));
  shell.close_input();

  EXPECT_THAT(shell.wait(), Prints(AllOf(HasSubstr("users:((\"nc\""), HasSubstr(":80 "),
                                         Not(HasSubstr("real_programs")))));
}

}  // namespace
}  // namespace netrig
