// What is said when a service cannot listen.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "netrig/core/error.hpp"
#include "sockets/plain_socket.hpp"
#include "two_hosts.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Property;
using ::testing::Throws;
using ::testing::ThrowsMessage;

// "services_test (pid 12)"
std::string this_process() {
  std::string name;
  std::getline(std::ifstream("/proc/self/comm"), name);
  return fmt::format("{} (pid {})", name, ::getpid());
}

// A process called nginx that holds what it inherits open, and does nothing else.
class Nginx {
 public:
  explicit Nginx([[maybe_unused]] BoundPlainSocket inherited) {
    int ends[2];
    check(::pipe2(ends, O_CLOEXEC), [] { return "cannot open a pipe"; });
    const UniqueFd reading(ends[0]), writing(ends[1]);
    char named = 0;
    pid_ = check(::fork(), [] { return "cannot start nginx"; });
    if (pid_ == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      ::prctl(PR_SET_NAME, "nginx");
      if (::write(writing.get(), &named, sizeof(named)) != sizeof(named)) ::_exit(1);
      for (;;) ::pause();
    }
    check(::read(reading.get(), &named, sizeof(named)), [] { return "nginx did not start"; });
  }
  ~Nginx() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Nginx(const Nginx&) = delete;
  Nginx& operator=(const Nginx&) = delete;

  pid_t pid() const { return pid_; }

 private:
  pid_t pid_;
};

class ConflictMessage : public TwoHosts {
 protected:
  BoundPlainSocket bind(const Binding& binding, TransportPort port) {
    return server().run([&] { return bind_plainly(binding, port); });
  }
};

TEST_F(ConflictMessage, NamesTheProgramThatHasThePort) {
  const Nginx nginx(bind({"0.0.0.0"}, tcp(80)));

  EXPECT_THAT([&] { return server().serve(tcp(80)); },
              ThrowsMessage<Error>(
                  fmt::format("cannot listen on 80/tcp in 'server': Address already in use; "
                              "0.0.0.0:80/tcp is held by nginx (pid {})",
                              nginx.pid())));
}

TEST_F(ConflictMessage, NamesThisProgramWhereTwoServicesWantOnePort) {
  const auto first = server().serve(udp(53));

  EXPECT_THAT([&] { return server().serve(udp(53)); },
              ThrowsMessage<Error>("cannot listen on 53/udp in 'server': Address already in use; "
                                   "[::]:53/udp is held by " +
                                   this_process()));
}

TEST_F(ConflictMessage, NamesTheAddressThatWasWanted) {
  const auto first = server().serve(tcp(80), {.address = "192.0.2.2"});

  EXPECT_THAT([&] { return server().serve(tcp(80), {.address = "192.0.2.2"}); },
              ThrowsMessage<Error>("cannot listen on 192.0.2.2:80/tcp in 'server': "
                                   "Address already in use; 192.0.2.2:80/tcp is held by " +
                                   this_process()));
}

TEST_F(ConflictMessage, NamesOnlyThoseThatAreInTheWay) {
  const auto v6 = server().serve(tcp(80), {.address = "::"});
  const auto elsewhere = server().serve(tcp(80), {.address = "192.0.2.3"});
  const auto first = server().serve(tcp(80), {.address = "192.0.2.2"});

  EXPECT_THAT([&] { return server().serve(tcp(80), {.address = "192.0.2.2"}); },
              ThrowsMessage<Error>(EndsWith("; 192.0.2.2:80/tcp is held by " + this_process())));
}

TEST_F(ConflictMessage, NamesAllThatAreInTheWay) {
  const auto one = server().serve(tcp(80), {.address = "192.0.2.2"});
  const auto other = server().serve(tcp(80), {.address = "2001:db8::3"});

  EXPECT_THAT([&] { return server().serve(tcp(80)); },
              ThrowsMessage<Error>(AllOf(HasSubstr("192.0.2.2:80/tcp is held by"),
                                         HasSubstr("[2001:db8::3]:80/tcp is held by"))));
}

TEST_F(ConflictMessage, SaysSoWhenNobodyListens) {
  const auto bound = bind({.address = "192.0.2.2", .listens = false}, tcp(80));

  EXPECT_THAT(
      [&] { return server().serve(tcp(80)); },
      ThrowsMessage<Error>("cannot listen on 80/tcp in 'server': Address already in use; no "
                           "socket that listens has it, so a connection has, or a socket "
                           "that is only bound"));
}

TEST_F(ConflictMessage, HasTheKernelsErrorCode) {
  const auto first = server().serve(tcp(80));

  EXPECT_THAT([&] { return server().serve(tcp(80)); },
              Throws<Error>(Property(&Error::code, std::errc::address_in_use)));
}

TEST_F(ConflictMessage, IsTheKernelsForAnAddressOfAnotherNode) {
  EXPECT_THAT([&] { return server().serve(tcp(80), {.address = "192.0.2.1"}); },
              ThrowsMessage<Error>("cannot listen on 192.0.2.1:80/tcp in 'server': "
                                   "Cannot assign requested address"));
}

}  // namespace
}  // namespace netrig
