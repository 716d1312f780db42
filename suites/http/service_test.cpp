// The service, asked by curl.
#include <stdexcept>

#include "two_hosts.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

class AnHttpService : public HttpOnTwoHosts {
 protected:
  // Its arguments behind those for a program that is no terminal's.
  ProgramResult curl(std::vector<std::string> arguments, const std::string& input = "") {
    arguments.insert(arguments.begin(), {"curl", "-sS"});
    return node(client).run_program({.arguments = std::move(arguments), .input = input});
  }
};
INSTANTIATE_TEST_SUITE_P(Families, AnHttpService, both_families, family_name);

TEST_P(AnHttpService, HasPagesAtTheirPaths) {
  const auto web =
      node(server).serve_http(tcp(80), {.pages = {{"/", "hello\n"}, {"/other", "other\n"}}});

  EXPECT_THAT(curl({site, site + "/other"}), AllOf(Succeeded(), Prints("hello\nother\n")));
}

TEST_P(AnHttpService, HasAPageForAllQueries) {
  const auto web = node(server).serve_http(tcp(80), {.pages = {{"/search", "found\n"}}});

  EXPECT_THAT(curl({site + "/search?q=1", site + "/search"}), Prints("found\nfound\n"));
}

TEST_P(AnHttpService, SaysStatusAndHeaders) {
  const auto web = node(server).serve_http(
      tcp(80), {.pages = {{"/old", {.status = 301, .headers = {{"Location", "/new"}}}}}});

  EXPECT_THAT(curl({"-i", site + "/old"}), Prints("HTTP/1.1 301 Moved Permanently\r\n"
                                                  "Location: /new\r\n"
                                                  "Content-Length: 0\r\n\r\n"));
}

TEST_P(AnHttpService, RedirectsCurl) {
  const auto web = node(server).serve_http(
      tcp(80),
      {.pages = {{"/old", {.status = 301, .headers = {{"Location", "/new"}}}}, {"/new", "new\n"}}});

  EXPECT_THAT(curl({"-L", site + "/old"}), AllOf(Succeeded(), Prints("new\n")));
}

TEST_P(AnHttpService, HasReasonsOfItsOwn) {
  const auto web = node(server).serve_http(
      tcp(80), {.pages = {{"/", {.status = 503, .reason = "Out to Lunch"}}}});

  EXPECT_THAT(curl({"-i", site}), Prints(StartsWith("HTTP/1.1 503 Out to Lunch\r\n")));
}

TEST_P(AnHttpService, HasNothingElsewhere) {
  const auto web = node(server).serve_http(tcp(80), {.pages = {{"/", "hello\n"}}});

  EXPECT_THAT(curl({"-i", site + "/nowhere"}),
              Prints(AllOf(StartsWith("HTTP/1.1 404 Not Found\r\n"),
                           EndsWith("\r\n\r\nno page '/nowhere' here\n"))));
}

TEST_P(AnHttpService, HasSitesByTheHostThatIsAskedFor) {
  const auto web =
      node(server).serve_http(tcp(80), {.pages = {{"/", "default\n"}},
                                        .hosts = {{"www.example.com", {{"/", "example\n"}}},
                                                  {"www.example.net", {{"/net", "net\n"}}}}});

  EXPECT_THAT(curl({"-H", "Host: www.example.com", site}), Prints("example\n"));
  EXPECT_THAT(curl({"-H", "Host: WWW.Example.COM:8080", site}), Prints("example\n"));
  EXPECT_THAT(curl({"-H", "Host: www.example.net", site}), Prints(HasSubstr("no page")));
  EXPECT_THAT(curl({"-H", "Host: www.example.org", site}), Prints("default\n"));
}

TEST_P(AnHttpService, SaysToHeadWhatItWouldSayToGet) {
  const auto web = node(server).serve_http(tcp(80), {.pages = {{"/", "hello\n"}}});

  EXPECT_THAT(curl({"-I", site}),
              AllOf(Succeeded(), Prints("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n")));
}

TEST_P(AnHttpService, GoesOnWithAConnection) {
  const auto web = node(server).serve_http(tcp(80), {.pages = {{"/", "hello\n"}}});

  const auto result = curl({site, site, "-I", site});

  EXPECT_THAT(result, Succeeded());
  EXPECT_THAT(web.requests(), SizeIs(3));
  EXPECT_THAT(web.callers(), SizeIs(1));
}

TEST_P(AnHttpService, SpeaksHttp10) {
  const auto web = node(server).serve_http(tcp(80), {.pages = {{"/", "hello\n"}}});

  EXPECT_THAT(curl({"-i", "--http1.0", site}),
              AllOf(Succeeded(), Prints("HTTP/1.0 200 OK\r\nContent-Length: 6\r\n\r\nhello\n")));
  EXPECT_THAT(web.requests(), ElementsAre(Field(&HttpRequest::version, 10)));
}

TEST_P(AnHttpService, SendsInChunksWhereItIsToldTo) {
  const HttpResponse chunked{.headers = {{"Transfer-Encoding", "chunked"}}, .body = "hello\n"};
  const auto web = node(server).serve_http(tcp(80), {.pages = {{"/", chunked}}});

  EXPECT_THAT(curl({"--raw", site}), Prints("6\r\nhello\n\r\n0\r\n\r\n"));
  EXPECT_THAT(curl({"-i", "--http1.0", site}),
              Prints("HTTP/1.0 200 OK\r\nContent-Length: 6\r\n\r\nhello\n"));
}

TEST_P(AnHttpService, ClosesWhereAPageSaysSo) {
  const HttpResponse last{.headers = {{"Connection", "close"}}, .body = "bye\n"};
  const auto web = node(server).serve_http(tcp(80), {.pages = {{"/", last}}});

  EXPECT_THAT(curl({site, site}), AllOf(Succeeded(), Prints("bye\nbye\n")));
  EXPECT_THAT(web.callers(), SizeIs(2));
}

TEST_P(AnHttpService, SendsLongPages) {
  const auto text = long_text(8 << 20);
  const auto web = node(server).serve_http(tcp(80), {.pages = {{"/", text}}});

  EXPECT_TRUE(curl({site}).output == text);
}

TEST_P(AnHttpService, KnowsWhatItWasAsked) {
  const auto web = node(server).serve_http(tcp(80), {.pages = {{"/", "hello\n"}}});

  curl({"-X", "PUT", "-H", "Host: Example.com", "-H", "X-Thing: 1", "-d", "a=b", site + "/x?y=z"});

  const auto requests = web.wait_for_requests(1, Deadline::in(patience));
  ASSERT_THAT(requests,
              ElementsAre(AllOf(Asks("PUT", "/x?y=z"), HasHeader("x-thing", "1"), HasBody("a=b"))));
  EXPECT_EQ(requests[0].host, "example.com");
  EXPECT_EQ(requests[0].path(), "/x");
  EXPECT_THAT(requests[0].caller, CalledFrom(address_of_client));
  EXPECT_EQ(requests[0].caller.local, web_port);
  EXPECT_EQ(web.callers()[0], requests[0].caller);
}

TEST_P(AnHttpService, TakesABodyInChunks) {
  const auto web = node(server).serve_http(tcp(80));
  const auto text = long_text(1 << 20);

  EXPECT_THAT(curl({"-T", "-", site + "/file"}, text), Succeeded());

  const auto requests = web.requests();
  ASSERT_THAT(requests,
              ElementsAre(AllOf(Asks("PUT", "/file"), HasHeader("Transfer-Encoding", "chunked"))));
  EXPECT_TRUE(requests[0].body == text);
}

// curl would wait a minute to be told.
TEST_P(AnHttpService, TellsWhoAsksToContinue) {
  const auto web = node(server).serve_http(tcp(80), {.pages = {{"/", "thanks\n"}}});

  EXPECT_THAT(curl({"-H", "Expect: 100-continue", "--expect100-timeout", "60", "-d", "a=b", site}),
              AllOf(Succeeded(), Prints("thanks\n"),
                    Field(&ProgramResult::elapsed, ::testing::Lt(std::chrono::seconds(30)))));
  EXPECT_THAT(web.requests(), ElementsAre(HasBody("a=b")));
}

TEST_P(AnHttpService, AsksAHandlerWhereThereIsNoPage) {
  const auto web = node(server).serve_http(
      tcp(80), {.pages = {{"/", "page\n"}}, .handler = [](const HttpRequest& request) {
                  return HttpResponse{.status = 201, .body = request.method + request.target};
                }});

  EXPECT_THAT(curl({"-w", " %{http_code}\n", site, site + "/made?1"}),
              Prints("page\n 200\nGET/made?1 201\n"));
}

TEST_P(AnHttpService, SurvivesAHandlerThatThrowsNoException) {
  const auto web = node(server).serve_http(
      tcp(80), {.handler = [](const HttpRequest&) -> HttpResponse { throw 42; }});

  EXPECT_THAT(get("/"), AllOf(HasStatus(500), HasBody(HasSubstr("no std::exception"))));
}

TEST_P(AnHttpService, SaysWhatAHandlerThrows) {
  const auto web = node(server).serve_http(
      tcp(80),
      {.handler = [](const HttpRequest&) -> HttpResponse { throw std::runtime_error("no idea"); }});

  EXPECT_THAT(curl({"-w", "%{http_code}", site}), Prints("no idea\n500"));
}

TEST_P(AnHttpService, ListensWhereItIsToldTo) {
  const auto web =
      node(server).serve_http(tcp(80), {.pages = {{"/", "hello\n"}}, .address = address_of_server});

  EXPECT_EQ(web.local(), web_port);
  EXPECT_THAT(curl({site}), Prints("hello\n"));
}

TEST_P(AnHttpService, IsClosedWithItsHandle) {
  { const auto web = node(server).serve_http(tcp(80)); }

  EXPECT_THAT(node(client).connect(web_port), Refused());
}

TEST_P(AnHttpService, IsAServiceToConnectTo) {
  const auto web = node(server).serve_http(tcp(0));

  EXPECT_THAT(node(client).connect(web, family), Reached());
  EXPECT_THAT(web.callers(), ElementsAre(CalledFrom(address_of_client)));
}

}  // namespace
}  // namespace netrig
