#include <netrig/gtest.hpp>

using namespace netrig;
using testing::AllOf;
using testing::HasSubstr;

// curl on a machine, and a web server that sees a file system of its own: a container.
class WebServer : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client"), server = topology.add_host("server");

  WebServer() { topology.connect(client, server, "192.0.2.0/24"); }
};

TEST_F(WebServer, ServesItsPage) {
  const auto container = RootFileSystem::with_busybox();
  container.write("/srv/index.html", "hello\n");

  const auto web = node(server).start(
      {.arguments = {"httpd", "-f", "-p", "8080", "-h", "/srv"}, .root = container});
  web.wait_until_listening(tcp(8080));

  EXPECT_THAT(node(client).run_program({"curl", "-sS", "http://192.0.2.2:8080/"}),
              AllOf(Succeeded(), Prints("hello\n")));
  EXPECT_THAT(web.stop(), KilledBy(SIGTERM));
}

TEST_F(WebServer, IsKnownByItsName) {
  const auto result =
      node(client).run_program({.arguments = {"curl", "-sS", "http://www.example.com:8080/"},
                                .files = {{"/etc/hosts", "192.0.2.2 www.example.com\n"}}});

  EXPECT_THAT(result, AllOf(ExitedWith(7), PrintsErrors(HasSubstr("www.example.com port 8080"))));
}
