// The service, asked by a client that says what it likes, byte by byte.
#include "case.hpp"
#include "sockets/plain_client.hpp"
#include "two_hosts.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;
using ::testing::Values;

class HttpWire : public NetworkTest {
 protected:
  const NodeId host_id = topology.add_host("host");
  Node host() { return node(host_id); }

  HttpService serve(std::size_t largest_body = 1000) {
    return host().serve_http(tcp(80), {.pages = {{"/", "hello\n"}, {"/b", "other\n"}},
                                       .hosts = {{"www.example.com", {{"/", "example\n"}}}},
                                       .largest_body = largest_body});
  }
  TcpClient connect() {
    return host().run([] { return TcpClient("127.0.0.1:80/tcp"); });
  }
};

const std::string hello = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n";
const std::string other = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nother\n";
const std::string get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
const std::string get_b = "GET /b HTTP/1.1\r\nHost: h\r\n\r\n";

TEST_F(HttpWire, AnswersInTheOrderOfTheRequests) {
  const auto web = serve();
  auto caller = connect();

  caller.send(get + get_b + get);
  caller.finish_sending();

  EXPECT_EQ(caller.receive_to_end(), hello + other + hello);
}

TEST_F(HttpWire, TakesARequestInPieces) {
  const auto web = serve();
  auto caller = connect();

  caller.send("GE");
  caller.send("T / HTTP/1.1\r\nHo");
  caller.send("st: h\r\n\r");
  caller.send("\n");

  EXPECT_EQ(caller.receive(hello.size()), hello);
}

TEST_F(HttpWire, WaitsForNobodyInParticular) {
  const auto web = serve();
  auto silent = connect();
  auto slow = connect();
  slow.send("GET / HT");

  auto other_caller = connect();
  other_caller.send(get);
  EXPECT_EQ(other_caller.receive(hello.size()), hello);
  slow.send("TP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(slow.receive(hello.size()), hello);
  silent.send(get);
  EXPECT_EQ(silent.receive(hello.size()), hello);
}

TEST_F(HttpWire, AnswersACallerThatReadsLate) {
  const auto text = long_text(1 << 20);
  const auto web = host().serve_http(tcp(80), {.pages = {{"/", text}}});
  auto caller = connect();
  constexpr int count = 20;

  for (int i = 0; i < count; ++i) caller.send(get);
  caller.finish_sending();

  EXPECT_EQ(caller.receive_to_end().size(),
            count * (text.size() +
                     std::string("HTTP/1.1 200 OK\r\nContent-Length: 1048576\r\n\r\n").size()));
}

TEST_F(HttpWire, SendsNothingBehindAHeaderThatHasNoBody) {
  const HttpResponse empty{.status = 204, .headers = {{"Transfer-Encoding", "chunked"}}};
  const auto web = host().serve_http(tcp(80), {.pages = {{"/", empty}}});
  auto caller = connect();

  caller.send(get + get);
  caller.finish_sending();

  const std::string answer = "HTTP/1.1 204 No Content\r\n\r\n";
  EXPECT_EQ(caller.receive_to_end(), answer + answer);
}

TEST_F(HttpWire, TakesAWholeUrlForATarget) {
  const auto web = serve();
  auto caller = connect();

  caller.send("GET HTTP://WWW.example.com:80 HTTP/1.1\r\nHost: h\r\n\r\n");
  caller.finish_sending();

  EXPECT_THAT(caller.receive_to_end(), EndsWith("example\n"));
  EXPECT_EQ(web.requests()[0].host, "www.example.com");
  EXPECT_EQ(web.requests()[0].target, "/");
}

TEST_F(HttpWire, NeedsNoHostInHttp10) {
  const auto web = serve();
  auto caller = connect();

  caller.send("GET / HTTP/1.0\r\n\r\n");

  EXPECT_EQ(caller.receive_to_end(), "HTTP/1.0 200 OK\r\nContent-Length: 6\r\n\r\nhello\n");
  EXPECT_EQ(web.requests()[0].host, "");
}

TEST_F(HttpWire, KeepsAnHttp10ConnectionWhereAskedTo) {
  const auto web = serve();
  auto caller = connect();

  const std::string request = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
  caller.send(request + request);
  caller.finish_sending();

  EXPECT_THAT(caller.receive_to_end(),
              AllOf(StartsWith("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n"),
                    HasSubstr("hello\nHTTP/1.0 200 OK\r\n")));
}

TEST_F(HttpWire, EndsWithTheService) {
  std::optional web = serve();
  auto caller = connect();
  caller.send(get);
  caller.receive(hello.size());

  web.reset();

  EXPECT_EQ(caller.wait_for_end(), std::errc::connection_reset);
}

TEST_F(HttpWire, SaysWhatItWasAskedSoFar) {
  const auto web = serve();
  auto caller = connect();
  caller.send(get);
  caller.receive(hello.size());

  EXPECT_THAT([&] { return web.wait_for_requests(2, Deadline::in(short_patience)); },
              ThrowsMessage<DeadlineError>(AllOf(
                  HasSubstr("request 2 of 80/tcp in 'host'; 1 came, the last GET / for h from "
                            "127.0.0.1:"))));
}

// What is no request
// -------------------------------------------------------------------------------

struct FlawedCase : Case {
  std::string request;
  const char* status;
};

class FlawedRequest : public HttpWire, public ::testing::WithParamInterface<FlawedCase> {};

TEST_P(FlawedRequest, IsRefusedAndNotListed) {
  const auto web = serve();
  auto caller = connect();

  const auto answer = caller.exchange(GetParam().request);

  EXPECT_THAT(answer, AllOf(StartsWith(std::string("HTTP/1.1 ") + GetParam().status + " "),
                            HasSubstr("Connection: close\r\n")));
  EXPECT_THAT(web.requests(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Requests, FlawedRequest,
    Values(FlawedCase{{"NoHttp"}, "hello?\r\n\r\n", "400"},
           FlawedCase{{"NoHost"}, "GET / HTTP/1.1\r\n\r\n", "400"},
           FlawedCase{{"TwoHosts"}, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"},
           FlawedCase{{"NoNameOfAHeader"}, "GET / HTTP/1.1\r\nHost: a\r\nb c\r\n\r\n", "400"},
           FlawedCase{{"NoHostButAPath"}, "GET / HTTP/1.1\r\nHost: a b/c\r\n\r\n", "400"},
           FlawedCase{{"NoEndOfItsBody"},
                      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
                      "400"},
           FlawedCase{
               {"TwoLengths"},
               "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
               "400"},
           FlawedCase{{"NoChunk"},
                      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
                      "400"},
           FlawedCase{{"OtherVersion"}, "GET / HTTP/2.0\r\nHost: a\r\n\r\n", "505"},
           FlawedCase{
               {"LargeBody"}, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n", "413"},
           FlawedCase{{"LargeBodyThatIsThere"},
                      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n" +
                          std::string(1001, 'x'),
                      "413"},
           FlawedCase{{"LargeBodyInChunks"},
                      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" +
                          std::string(1001, 'x') + "\r\n0\r\n\r\n",
                      "413"},
           FlawedCase{{"LargeHeader"},
                      "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(70'000, 'x') + "\r\n\r\n",
                      "431"}),
    case_name);

// Pages that cannot be served
// ----------------------------------------------------------------------

struct WrongCase : Case {
  HttpServiceOptions options;
  const char* text;
};

class WrongPages : public HttpWire, public ::testing::WithParamInterface<WrongCase> {};

TEST_P(WrongPages, AreRefused) {
  EXPECT_THAT([&] { static_cast<void>(host().serve_http(tcp(80), GetParam().options)); },
              ThrowsMessage<DescriptionError>(GetParam().text));
}

INSTANTIATE_TEST_SUITE_P(
    Options, WrongPages,
    Values(
        WrongCase{{"NoSlash"},
                  {.pages = {{"index.html", ""}}},
                  "cannot serve page 'index.html' on 80/tcp in 'host': its path begins with no "
                  "slash"},
        WrongCase{{"Query"},
                  {.pages = {{"/?a", ""}}},
                  "cannot serve page '/?a' on 80/tcp in 'host': a path has no query: a page is the "
                  "same for all of them"},
        WrongCase{{"Space"},
                  {.pages = {{"/a b", ""}}},
                  "cannot serve page '/a b' on 80/tcp in 'host': a path has no spaces and no other "
                  "characters than ASCII's: they come as %20"},
        WrongCase{{"Twice"},
                  {.pages = {{"/", "a"}, {"/", "b"}}},
                  "page '/' is listed twice on 80/tcp in 'host'"},
        WrongCase{
            {"Status"},
            {.pages = {{"/", {.status = 100}}}},
            "cannot serve page '/' on 80/tcp in 'host': 100 is no status of a final response"},
        WrongCase{{"Bodiless"},
                  {.pages = {{"/", {.status = 204, .body = "x"}}}},
                  "cannot serve page '/' on 80/tcp in 'host': a 204 has no body"},
        WrongCase{{"Length"},
                  {.pages = {{"/", {.headers = {{"content-length", "1"}}}}}},
                  "cannot serve page '/' on 80/tcp in 'host': netrig counts the bytes for "
                  "'Content-Length' itself"},
        WrongCase{{"LineBreak"},
                  {.pages = {{"/", {.headers = {{"X", "a\r\nb"}}}}}},
                  "cannot serve page '/' on 80/tcp in 'host': the value of 'X' has a line break in "
                  "it, or a zero"},
        WrongCase{
            {"HostWithPort"},
            {.hosts = {{"example.com:80", {}}}},
            "cannot serve a host called 'example.com:80' on 80/tcp in 'host': write a name as "
            "in a Host header, without the port"},
        WrongCase{{"HostTwice"},
                  {.hosts = {{"a.example", {}}, {"A.example", {}}}},
                  "the host 'A.example' is listed twice on 80/tcp in 'host'"}),
    case_name);

TEST_F(HttpWire, IsNothingForUdp) {
  EXPECT_THAT([&] { static_cast<void>(host().serve_http(udp(80))); },
              ThrowsMessage<DescriptionError>(
                  "cannot serve HTTP on 80/udp in 'host': it needs a tcp port"));
}

}  // namespace
}  // namespace netrig
