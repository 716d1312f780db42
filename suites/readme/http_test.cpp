#include <netrig/gtest.hpp>

using namespace netrig;
using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;

// A visitor, and a web server with two sites.
class WebSite : public NetworkTest {
 protected:
  const NodeId visitor = topology.add_host("visitor"), server = topology.add_host("server");
  std::optional<HttpService> web;

  WebSite() { topology.connect(visitor, server, {"192.0.2.0/24", "2001:db8::/64"}); }

  void network_ready() override {
    web = node(server).serve_http(
        tcp(80),
        {.pages = {{"/", "hello\n"}, {"/old", {.status = 301, .headers = {{"Location", "/new"}}}}},
         .hosts = {{"www.example.com", {{"/", "the example\n"}}}}});
  }
};

TEST_F(WebSite, ShowsItsPagesOverBothFamilies) {
  EXPECT_THAT(node(visitor).get("http://192.0.2.2/"), AllOf(HasStatus(200), HasBody("hello\n")));
  EXPECT_THAT(node(visitor).get("http://[2001:db8::2]/nowhere"), HasStatus(404));

  EXPECT_THAT(web->requests(), ElementsAre(Asks("GET", "/"), Asks("GET", "/nowhere")));
}

TEST_F(WebSite, RedirectsToTheNewPage) {
  EXPECT_THAT(node(visitor).get(*web, "/old"),
              AllOf(HasStatus(301), HasHeader("Location", EndsWith("/new"))));
}

TEST_F(WebSite, IsAnotherOneByItsName) {
  EXPECT_THAT(node(visitor).get(*web, "http://www.example.com/"), HasBody("the example\n"));
  EXPECT_THAT(node(visitor).run_program(
                  {"curl", "-sS", "-H", "Host: www.example.com", "http://192.0.2.2/"}),
              Prints("the example\n"));
}

TEST_F(WebSite, IsGoneWhenItsServiceIs) {
  web.reset();

  EXPECT_THAT(node(visitor).get("http://192.0.2.2/"), Refused());
}
