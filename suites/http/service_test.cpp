#include <netrig/gtest.hpp>

namespace netrig {
namespace {

class T : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client"), server = topology.add_host("server");
  T() { topology.connect(client, server, {"192.0.2.0/24", "2001:db8::/64"}); }
};

TEST_F(T, Curl) {
  const auto web = node(server).serve_http(
      tcp(80), {.pages = {{"/", "hello\n"},
                          {"/old", {.status = 301, .headers = {{"Location", "/new"}}}}},
                .hosts = {{"www.example.com", {{"/", "www\n"}}}}});
  EXPECT_THAT(node(client).run_program({"curl", "-sSi", "http://192.0.2.2/", "http://[2001:db8::2]/old"}), Prints("x"));
  for (auto& r : web.requests()) std::cout << r << "\n";
}
}  // namespace
}  // namespace netrig
