// NETRIG_PAUSE_ON_FAILURE, by somebody who looks into the network of a failing test.
#include <gmock/gmock.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <memory>
#include <regex>

#include "netrig/core/error.hpp"
#include "sample_run.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

// gtest_sample with a person at its terminal.
class PausedSample {
 public:
  explicit PausedSample(const std::string& test)
      : program_({.name = "gtest_sample",
                  .arguments = {"--gtest_filter=" + test},
                  .environment = {"NETRIG_PAUSE_ON_FAILURE=1"},
                  .prepare = [this] {
                    check(::dup2(keyboard_.reading.get(), STDIN_FILENO), [] { return "dup2"; });
                    check(::dup2(screen_.writing.get(), STDOUT_FILENO), [] { return "dup2"; });
                  }}) {
    screen_.writing = UniqueFd();
    keyboard_.reading = UniqueFd();
  }

  /// What it says until this has come, or until its end. Throws DeadlineError.
  std::string read_until(const std::regex& awaited) {
    const auto deadline = Deadline::in(kernel_patience);
    std::array<char, 4096> buffer;
    while (!std::regex_search(said_, awaited)) {
      pollfd screen{screen_.reading.get(), POLLIN, 0};
      if (::poll(&screen, 1, deadline.poll_timeout()) == 0)
        throw DeadlineError("the sample to say more than: " + said_);
      const auto size = ::read(screen_.reading.get(), buffer.data(), buffer.size());
      if (size <= 0) break;
      said_.append(buffer.data(), static_cast<std::size_t>(size));
    }
    return said_;
  }
  void press_enter() {
    check(::write(keyboard_.writing.get(), "\n", 1), [] { return "cannot press Enter"; });
  }
  void go_away() { keyboard_.writing = UniqueFd(); }
  Ending wait() { return program_.wait(Deadline::in(kernel_patience)); }

 private:
  Pipe keyboard_, screen_;
  std::string said_;
  TestProgram program_;
};

// What a command prints that is typed into a shell outside of the test program.
std::string type(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen((command + " 2>&1").c_str(), "r"),
                                                   ::pclose);
  std::string said;
  std::array<char, 4096> buffer;
  while (const auto size = std::fread(buffer.data(), 1, buffer.size(), pipe.get()))
    said.append(buffer.data(), size);
  return said;
}

// The command that opens a shell in that node.
std::string shell_in(const std::string& node, const std::string& said) {
  std::smatch line;
  return std::regex_search(said, line, std::regex("\n  " + node + " +(nsenter [^\n]+)"))
             ? line[1].str()
             : "echo there is no line for " + node;
}

const std::regex last_node("\n  server +nsenter [^\n]+\n");

class Pause : public Sample {};

TEST_F(Pause, KeepsTheNetworkWithAllThatTheTestHolds) {
  PausedSample sample("Pair.FailsWithAServiceAtWork");

  const auto said = sample.read_until(last_node);

  EXPECT_THAT(type(shell_in("client", said) + " ip -brief address"), HasSubstr("10.0.0.1/24"));
  EXPECT_THAT(type(shell_in("server", said) + " ss -tln"), ContainsRegex("LISTEN .*:80 "));
  EXPECT_EQ(type(shell_in("server", said) + " cat /etc/hostname /etc/motd"),
            "server\nof the server\n");
  EXPECT_THAT(type(shell_in("server", said) + " ls /sys/class/net"),
              AllOf(HasSubstr("eth0\n"), HasSubstr("lo\n")));
  sample.press_enter();
  EXPECT_EQ(sample.wait().how, "exited with 1");
}

TEST_F(Pause, IsOnePerTestAndBehindTheFailure) {
  PausedSample sample("Pair.FailsTwice");

  const auto until_pause = sample.read_until(last_node);
  sample.press_enter();
  const auto all = sample.read_until(std::regex("1 FAILED TEST"));

  EXPECT_LT(until_pause.find("first failure"), until_pause.find("[  PAUSED  ]")) << until_pause;
  EXPECT_THAT(until_pause, Not(HasSubstr("second failure")));
  EXPECT_EQ(all.find("PAUSED", until_pause.size()), std::string::npos) << all;
}

TEST_F(Pause, EndsWhereNobodyIsAtTheKeyboard) {
  PausedSample sample("Pair.FailsTwice");

  sample.go_away();

  EXPECT_EQ(sample.wait().how, "exited with 1");
}

TEST_F(Pause, ComesToNoTestThatPasses) {
  PausedSample sample("Pair.IsReached");

  EXPECT_THAT(sample.read_until(last_node), Not(HasSubstr("PAUSED")));
  EXPECT_EQ(sample.wait().how, "exited with 0");
}

}  // namespace
}  // namespace netrig
