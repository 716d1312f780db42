// The probe, asking nginx.
#include "two_hosts.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr const char* configuration = R"(
daemon off; pid /run/nginx.pid; user root; worker_processes 1;
events {}
http {
  access_log off;
  client_body_temp_path /run/body;
  server {
    listen 80 default_server; listen [::]:80 default_server;
    root /run/www;
    location /old { return 301 /new; }
    location /made { return 201 'made by $request_method, $content_length bytes\n'; }
    location /list/ { autoindex on; }
    location /pieces { gzip on; gzip_min_length 1; gzip_types *; }
  }
  server {
    listen 80; listen [::]:80;
    server_name www.example.com;
    location / { return 200 'the example\n'; }
  }
}
)";

class Nginx : public HttpOnTwoHosts {
 protected:
  const std::string file = long_text(4 << 20);

  Process start() {
    auto nginx =
        node(server).start({.arguments = {"nginx", "-c", "/run/nginx.conf", "-e", "stderr"},
                            .files = {{"/run/nginx.conf", configuration},
                                      {"/run/www/index.html", "hello from nginx\n"},
                                      {"/run/www/large", file},
                                      {"/run/www/pieces", "to be packed\n"},
                                      {"/run/www/list/one.txt", ""}},
                            .empty_folders = {"/run", "/var/lib/nginx"}});
    nginx.wait_until_listening(web_port.port);
    return nginx;
  }
  Outcome ask(HttpProbe probe) {
    probe.url = site + probe.url;
    probe.patience = patience;
    return node(client).ask(probe);
  }
};
INSTANTIATE_TEST_SUITE_P(Families, Nginx, both_families, family_name);

TEST_P(Nginx, HasItsPageReached) {
  const auto nginx = start();

  EXPECT_THAT(get("/"), AllOf(Reached(), HasStatus(200), HasBody("hello from nginx\n"),
                              HasHeader("Server", StartsWith("nginx")),
                              HasHeader("content-type", StartsWith("text/"))));
}

TEST_P(Nginx, SaysThatThereIsNoPage) {
  const auto nginx = start();

  EXPECT_THAT(get("/nowhere"), AllOf(Reached(), HasStatus(404), HasBody(HasSubstr("404"))));
}

TEST_P(Nginx, IsNotFollowedWhereItRedirects) {
  const auto nginx = start();

  EXPECT_THAT(get("/old"), AllOf(HasStatus(301), HasHeader("Location", EndsWith("/new"))));
}

TEST_P(Nginx, HasVirtualHosts) {
  const auto nginx = start();

  EXPECT_THAT(ask({.url = "/", .headers = {{"Host", "www.example.com"}}}),
              HasBody("the example\n"));
  EXPECT_THAT(node(client).ask(HttpProbe{
                  .url = "http://www.example.com/", .connect_to = web_port, .patience = patience}),
              HasBody("the example\n"));
}

TEST_P(Nginx, SendsALargeFileWhole) {
  const auto nginx = start();

  const auto outcome = get("/large");

  EXPECT_THAT(outcome, HasStatus(200));
  EXPECT_TRUE(outcome.http && outcome.http->body == file);
}

TEST_P(Nginx, IsUnderstoodWhereItSendsInChunks) {
  const auto nginx = start();

  EXPECT_THAT(get("/list/"),
              AllOf(HasHeader("Transfer-Encoding", "chunked"), HasBody(HasSubstr("one.txt"))));
  EXPECT_THAT(ask({.url = "/pieces", .headers = {{"Accept-Encoding", "gzip"}}}),
              AllOf(HasStatus(200), HasHeader("Content-Encoding", "gzip"),
                    HasBody(StartsWith("\x1f\x8b"))));
}

TEST_P(Nginx, HearsTheBodyThatIsSent) {
  const auto nginx = start();

  EXPECT_THAT(ask({.url = "/made", .method = "POST", .body = "a=b"}),
              AllOf(HasStatus(201), HasBody("made by POST, 3 bytes\n")));
}

TEST_P(Nginx, SaysToHeadHowLongAFileIs) {
  const auto nginx = start();

  EXPECT_THAT(
      ask({.url = "/large", .method = "HEAD"}),
      AllOf(HasStatus(200), HasHeader("Content-Length", std::to_string(file.size())), HasBody("")));
}

TEST_P(Nginx, RefusesWhatNetrigWouldNotSendByItself) {
  const auto nginx = start();

  EXPECT_THAT(ask({.url = "/", .headers = {{"Host", ""}}}), HasStatus(400));
}

TEST_P(Nginx, AnswersManyAtOnce) {
  constexpr std::size_t count = 100;
  const auto nginx = start();
  const std::vector<Question> questions(count,
                                        {client, HttpProbe{.url = site, .patience = patience}});

  EXPECT_THAT(network().ask(questions, Deadline::in(patience)),
              AllOf(SizeIs(count), Each(HasBody("hello from nginx\n"))));
}

TEST_P(Nginx, IsGoneWhenItHasEnded) {
  { const auto nginx = start(); }

  EXPECT_THAT(get("/"), Refused());
}

}  // namespace
}  // namespace netrig
