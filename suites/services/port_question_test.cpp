// What port_conflicts() can be asked, and what is no conflict.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/socket.h>
#include <sys/syscall.h>

#include "netrig/core/error.hpp"
#include "netrig/network/port_conflicts.hpp"
#include "one_host.hpp"
#include "process/seccomp.hpp"
#include "sockets/plain_socket.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::ThrowsMessage;

class PortQuestion : public OneHost {};

TEST_F(PortQuestion, MayNameAPortTwice) {
  EXPECT_THAT(port_conflicts(network(), {tcp(80), udp(80), tcp(80)}), IsEmpty());
}

TEST_F(PortQuestion, NamesATakenPortOnce) {
  const auto web = host().serve(tcp(80));

  EXPECT_THAT(port_conflicts(network(), {tcp(80), tcp(80)}),
              ElementsAre(Field(&PortConflict::port, tcp(80))));
}

TEST_F(PortQuestion, IsNotAboutPortZero) {
  EXPECT_THAT(
      [this] {
        port_conflicts(network(), {tcp(80), udp(0)});
      },
      ThrowsMessage<DescriptionError>("0/udp is no port that could be free or taken: the "
                                      "kernel picks another"));
}

TEST_F(PortQuestion, IsAboutBothFamiliesWhateverIpv6SocketsDoByDefault) {
  host().set_sysctl("net.ipv6.bindv6only", "1");
  const auto web = host().serve(tcp(80), {.address = "0.0.0.0"});

  EXPECT_THAT(port_conflicts(network(), {tcp(80)}),
              ElementsAre(Field(&PortConflict::holders, SizeIs(1))));
}

TEST_F(PortQuestion, IsAnsweredWithoutIpv6) {
  const RefusedCall no_ipv6_socket{
      .number = SYS_socket, .error = EAFNOSUPPORT, .first_argument = AF_INET6};

  run_with_refused({no_ipv6_socket},
                   [this] { EXPECT_THAT(port_conflicts(network(), {tcp(80)}), IsEmpty()); });
}

// A server that is started again may have it at once: TIME-WAIT is no conflict for one with
// SO_REUSEADDR after another.
TEST_F(PortQuestion, IsNotAboutConnectionsOfTheDead) {
  host().run([] { leave_in_time_wait({.address = "127.0.0.1", .reuse_address = true}, tcp(80)); });

  EXPECT_THAT(port_conflicts(network(), {tcp(80)}), IsEmpty());
}

}  // namespace
}  // namespace netrig
