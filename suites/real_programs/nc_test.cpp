// nc, OpenBSD's netcat: a server for netrig's probes, a client of netrig's services.
#include <gmock/gmock.h>

#include "across_a_router.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;

class Nc : public AcrossARouter {
 protected:
  const std::string server_text = to_string(server_address);

  Process serve(const std::vector<std::string>& options, const std::string& input) {
    return node(server).start(nc(options, input));
  }
  ProgramResult call(const std::vector<std::string>& options, const std::string& input = "") {
    return node(client).run_program(nc(options, input));
  }

 private:
  Program nc(const std::vector<std::string>& options, const std::string& input) const {
    Program program{.arguments = {"nc", family_option}, .input = input};
    program.arguments.insert(program.arguments.end(), options.begin(), options.end());
    return program;
  }
};
INSTANTIATE_TEST_SUITE_P(Families, Nc, both_families, family_name);

TEST_P(Nc, AnswersOverTcp) {
  const auto nc = serve({"-N", "-l", "8080"}, "hello from nc\n");
  nc.wait_until_listening(tcp(8080));

  const auto outcome = node(client).ask(TcpProbe{.target = {server_address, tcp(8080)},
                                                 .send = "hello from netrig\n",
                                                 .expect = "hello from nc\n",
                                                 .patience = patience});

  EXPECT_THAT(outcome, Reached());
  EXPECT_THAT(nc.wait(), AllOf(Succeeded(), Prints("hello from netrig\n")));
}

TEST_P(Nc, AnswersOverUdp) {
  const auto nc = serve({"-u", "-l", "5353"}, "hello from nc\n");
  nc.wait_until_listening(udp(5353));

  const auto outcome = node(client).ask(UdpProbe{
      .target = {server_address, udp(5353)}, .send = "hello from netrig\n", .patience = patience});

  EXPECT_THAT(outcome, AllOf(Reached(), Field(&Outcome::received, "hello from nc\n")));
  EXPECT_NO_THROW(nc.wait_for_output("hello from netrig\n"));
}

TEST_P(Nc, IsAnsweredOverTcp) {
  const auto service = node(server).serve(tcp(7));

  const auto result = call({"-N", server_text, "7"}, "echo me\n");

  EXPECT_THAT(result, AllOf(Succeeded(), Prints("echo me\n")));
  EXPECT_THAT(service.callers(), ElementsAre(CalledFrom(client_address)));
}

TEST_P(Nc, IsAnsweredOverUdp) {
  const auto service = node(server).serve(udp(7));

  const auto result = call({"-u", "-W", "1", server_text, "7"}, "echo me\n");

  EXPECT_THAT(result, AllOf(Succeeded(), Prints("echo me\n")));
  EXPECT_THAT(service.callers(), ElementsAre(CalledFrom(client_address)));
}

TEST_P(Nc, CallsFromThePortThatItIsTold) {
  const auto service = node(server).serve(tcp(7));

  call({"-N", "-p", "4000", server_text, "7"}, "echo me\n");

  EXPECT_THAT(service.callers(), ElementsAre(CalledFrom(client_address, 4000)));
}

TEST_P(Nc, IsRefusedAsAProbeIs) {
  const auto result = call({"-vz", server_text, "8080"});

  EXPECT_THAT(result, AllOf(ExitedWith(1), PrintsErrors(HasSubstr("Connection refused"))));
  EXPECT_THAT(node(client).connect({server_address, tcp(8080)}), Refused());
}

TEST_P(Nc, IsRejectedAsAProbeIs) {
  node(router).add_route({.destination = only(server_address), .type = RouteType::prohibit});

  const std::string reason = either<const char*>("No route to host", "Permission denied");

  const auto result = call({"-vz", server_text, "8080"});

  EXPECT_THAT(result, AllOf(ExitedWith(1), PrintsErrors(HasSubstr(reason))));
  EXPECT_THAT(node(client).connect({server_address, tcp(8080)}), RejectedBy(node(router)));
}

}  // namespace
}  // namespace netrig
