// Waiting until a real program listens, and asking it.
#include <netrig/gtest.hpp>

#include "patience.hpp"
#include "two_hosts.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class Listening : public ProgramsOnTwoHosts {
 protected:
  const std::string family_option = either<const char*>("-4", "-6");
};

TEST_P(Listening, IsWaitedForOverTcp) {
  const auto echo = node(server).start({"nc", family_option, "-lk", "8080"});

  echo.wait_until_listening(tcp(8080));

  EXPECT_THAT(node(client).connect({address_of_server, tcp(8080)}), Reached());
}

TEST_P(Listening, IsWaitedForOverUdp) {
  const auto sink = node(server).start({"nc", family_option, "-ul", "5353"});

  sink.wait_until_listening(udp(5353));

  EXPECT_THAT(node(server).listening_sockets(), ListensOn(udp(5353)));
}

TEST_P(Listening, IsWaitedForOnOneAddress) {
  const Endpoint endpoint(address_of_server, tcp(8080));
  const auto echo =
      node(server).start({"nc", family_option, "-lk", to_string(endpoint.address), "8080"});

  echo.wait_until_listening(endpoint);

  const Endpoint wildcard(either("0.0.0.0", "::"), tcp(8080));
  EXPECT_THROW(echo.wait_until_listening(wildcard, Deadline::in(short_patience)), DeadlineError);
}

TEST_P(Listening, IsWaitedForWhereItTakesAWhile) {
  const auto late =
      node(server).start({"sh", "-c", "sleep 0.1; exec nc " + family_option + " -lk 8080"});

  late.wait_until_listening(tcp(8080));

  EXPECT_THAT(node(client).connect({address_of_server, tcp(8080)}), Reached());
}

TEST_P(Listening, IsNotThatOfAnotherProgram) {
  const auto other = node(server).start({"nc", family_option, "-lk", "8080"});
  other.wait_until_listening(tcp(8080));
  const auto program = node(server).start({"sleep", "600"});

  try {
    program.wait_until_listening(tcp(8080), Deadline::in(short_patience));
    FAIL() << "it was another one that listened";
  } catch (const DeadlineError& error) {
    EXPECT_THAT(error.what(), HasSubstr("'sleep' in 'server' to listen on 8080/tcp ("));
    EXPECT_THAT(error.what(), HasSubstr("\"nc\""));
    EXPECT_THAT(error.what(), HasSubstr("is none of its)"));
  }
}

TEST_P(Listening, IsNotThatOfAnotherNode) {
  const auto program = node(client).start({"sleep", "600"});
  const auto other = node(server).start({"nc", family_option, "-lk", "8080"});
  other.wait_until_listening(tcp(8080));

  EXPECT_THROW(program.wait_until_listening(tcp(8080), Deadline::in(short_patience)),
               DeadlineError);
}

TEST_P(Listening, EndsWithTheDaemonThatTheProgramLeft) {
  const auto process = node(server).start({"sh", "-c", "setsid sleep 0.1 & exit 0"});

  try {
    process.wait_until_listening(tcp(8080));
    FAIL() << "nobody is left who could";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("No such process; it exited with 0; it said nothing"));
  }
}

TEST_P(Listening, IsWhatNginxDoesForCurl) {
  const auto web = node(server).start(
      {.arguments = {"nginx", "-c", "/run/nginx.conf", "-e", "stderr"},
       .files = {{"/run/nginx.conf",
                  "daemon off; pid /run/nginx.pid; user root; events {}\n"
                  "http { access_log off;\n"
                  "  server { listen 8080; listen [::]:8080; return 200 'from nginx\\n'; } }\n"}},
       .empty_folders = {"/run", "/var/lib/nginx"}});
  web.wait_until_listening(tcp(8080));

  EXPECT_THAT(node(client).run_program({"curl", "-sS", url}),
              AllOf(Succeeded(), Prints("from nginx\n"), PrintsErrors("")));
  EXPECT_THAT(web.stop(), Succeeded());
}

TEST_P(Listening, IsWhatAWebServerInAContainerDoes) {
  const auto container = RootFileSystem::with_busybox();
  container.write("/srv/index.html", "from the container\n");
  const auto web = node(server).start(
      {.arguments = {"httpd", "-f", "-p", "8080", "-h", "/srv"}, .root = container});
  web.wait_until_listening(tcp(8080));

  EXPECT_THAT(node(client).run_program({"curl", "-sS", url}),
              AllOf(Succeeded(), Prints("from the container\n")));
}

TEST_P(Listening, IsNothingThatCurlFinds) {
  EXPECT_THAT(node(client).run_program({"curl", "-sS", url}),
              AllOf(ExitedWith(7), PrintsErrors(HasSubstr("Failed to connect"))));
}

INSTANTIATE_TEST_SUITE_P(Families, Listening, both_families, family_name);

}  // namespace
}  // namespace netrig
