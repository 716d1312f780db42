// tcpdump in a router sees what passes it.
#include <gmock/gmock.h>
#include <signal.h>

#include <fstream>
#include <regex>

#include "across_a_router.hpp"
#include "temporary_folder.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// Wants to be another user, or the same once more (-Z root), and sets its groups for that.
bool groups_may_be_set() {
  std::ifstream file("/proc/self/setgroups");
  std::string word;
  return file >> word && word == "allow";
}

std::size_t count(const std::string& text, const std::string& pattern) {
  const std::regex wanted(pattern);
  return static_cast<std::size_t>(
      std::distance(std::sregex_iterator(text.begin(), text.end(), wanted), {}));
}

class Tcpdump : public AcrossARouter {
 protected:
  void network_ready() override {
    if (!groups_may_be_set())
      GTEST_SKIP() << "this user may not set the groups of a process, which tcpdump does";
  }

  /// In the router, at the side of the client; sees packets when the call returns.
  Process capture(const std::vector<std::string>& options) {
    Program tcpdump{
        .arguments = {"tcpdump", "-Z", "root", "-n", "--immediate-mode", "-i", "to-client"}};
    tcpdump.arguments.insert(tcpdump.arguments.end(), options.begin(), options.end());
    auto process = node(router).start(tcpdump);
    process.wait_for_output("listening on to-client");
    return process;
  }
  ProgramResult interrupted(const Process& tcpdump) {
    tcpdump.signal(SIGINT);
    return tcpdump.wait();
  }

  const std::string echo = either<const char*>("ICMP echo ", "ICMP6, echo ");
  const std::string echo_filter =
      either<const char*>("icmp", "icmp6 and ip6[40] >= 128 and ip6[40] <= 129");
};
INSTANTIATE_TEST_SUITE_P(Families, Tcpdump, both_families, family_name);

TEST_P(Tcpdump, SeesTheProbesPacketsAndNoOthers) {
  const auto last = node(server).serve(udp(9));
  const auto tcpdump = capture({"-l", echo_filter + " or udp"});

  ASSERT_THAT(node(client).ask(EchoProbe{.target = server_address, .count = 3}), LosesNothing());
  ASSERT_THAT(node(client).exchange(last, family), Reached());
  tcpdump.wait_for_output(fmt::format("{}.9 > {}.", server_address, client_address));
  const auto result = interrupted(tcpdump);

  EXPECT_THAT(result, AllOf(Succeeded(), PrintsErrors(HasSubstr("8 packets captured\n"))));
  EXPECT_EQ(count(result.output, echo + "request"), 3U);
  EXPECT_EQ(count(result.output, echo + "reply"), 3U);
}

TEST_P(Tcpdump, NamesTheEndsOfAConnection) {
  const auto web = node(server).serve(tcp(80));
  const auto tcpdump = capture({"-l", "tcp[tcpflags] & tcp-syn != 0 or ip6[53] & 2 != 0"});

  const auto outcome = node(client).connect(web, family);

  ASSERT_THAT(outcome, Reached());
  const auto from = fmt::format("{}.{}", client_address, outcome.source->port.number);
  const auto to = fmt::format("{}.80", server_address);
  EXPECT_NO_THROW(tcpdump.wait_for_output(fmt::format("{} > {}: Flags [S],", from, to)));
  EXPECT_NO_THROW(tcpdump.wait_for_output(fmt::format("{} > {}: Flags [S.],", to, from)));
}

TEST_P(Tcpdump, WritesAFileThatItReads) {
  const TemporaryFolder folder;
  const auto file = (folder.path() / "probe.pcap").string();
  const auto service = node(server).serve(udp(5353));
  const auto tcpdump = capture({"-c", "2", "-w", file, "udp"});

  ASSERT_THAT(node(client).exchange(service, family), Reached());

  EXPECT_THAT(tcpdump.wait(), AllOf(Succeeded(), PrintsErrors(HasSubstr("2 packets captured\n"))));
  EXPECT_THAT(node(router).run_program({"tcpdump", "-Z", "root", "-n", "-r", file}),
              AllOf(Succeeded(), Prints(AllOf(HasSubstr(".5353: "), HasSubstr(".5353 > ")))));
}

TEST_P(Tcpdump, EndsAsItIsAsked) {
  const auto tcpdump = capture({"-l", "tcp"});

  EXPECT_THAT(tcpdump.stop(),
              AllOf(Succeeded(), PrintsErrors(HasSubstr("0 packets dropped by kernel"))));
}

}  // namespace
}  // namespace netrig
