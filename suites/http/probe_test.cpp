// The probe, asking the service, and a server that says what it likes.
#include "case.hpp"
#include "one_host.hpp"
#include "two_hosts.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::Values;

auto Explained(const std::string& text) {
  return Field("explanation", &Outcome::explanation, HasSubstr(text));
}

class AnHttpProbe : public HttpOnTwoHosts {
 protected:
  Outcome ask(HttpProbe probe) {
    probe.url = site + probe.url;
    probe.patience = patience;
    return node(client).ask(probe);
  }
};
INSTANTIATE_TEST_SUITE_P(Families, AnHttpProbe, both_families, family_name);

TEST_P(AnHttpProbe, ReachesAPage) {
  const auto web = node(server).serve_http(
      tcp(80), {.pages = {{"/", {.headers = {{"X-Thing", "1"}}, .body = "hello\n"}}}});

  const auto outcome = get("/");

  EXPECT_THAT(outcome,
              AllOf(Reached(), HasStatus(200), HasHeader("x-thing", "1"), HasBody("hello\n")));
  EXPECT_EQ(outcome.http->reason, "OK");
  EXPECT_EQ(outcome.peer, web_port);
  EXPECT_EQ(outcome.source, web.callers()[0].remote);
  EXPECT_TRUE(outcome.round_trip);
}

TEST_P(AnHttpProbe, SaysWhomAndWhatItAsksFor) {
  const auto web = node(server).serve_http(tcp(80));

  get("/path?query=1");

  const auto requests = web.requests();
  EXPECT_THAT(requests, ElementsAre(AllOf(Asks("GET", "/path?query=1"),
                                          HasHeader("Connection", "close"), HasBody(""))));
  EXPECT_EQ("http://" + requests[0].host, site);
}

TEST_P(AnHttpProbe, ReachesWhateverTheStatusIs) {
  const auto web = node(server).serve_http(
      tcp(80), {.pages = {{"/old", {.status = 301, .headers = {{"Location", "/"}}}},
                          {"/broken", {.status = 500}}}});

  EXPECT_THAT(get("/old"), AllOf(Reached(), HasStatus(301), HasHeader("Location", "/")));
  EXPECT_THAT(get("/broken"), AllOf(Reached(), HasStatus(500)));
  EXPECT_THAT(get("/nowhere"), AllOf(Reached(), HasStatus(404)));
  EXPECT_THAT(web.requests(), SizeIs(3));
}

TEST_P(AnHttpProbe, AsksForAnotherHostThanItCalls) {
  const auto web =
      node(server).serve_http(tcp(80), {.hosts = {{"www.example.com", {{"/", "example\n"}}}}});

  EXPECT_THAT(ask({.url = "/", .headers = {{"host", "www.example.com"}}}), HasBody("example\n"));
  EXPECT_THAT(node(client).get(web, "http://www.example.com/", family), HasBody("example\n"));
  EXPECT_THAT(node(client).ask(HttpProbe{.url = "http://www.example.com/", .connect_to = web_port}),
              AllOf(HasBody("example\n"), Field(&Outcome::peer, web_port)));
}

TEST_P(AnHttpProbe, SendsABody) {
  const auto web = node(server).serve_http(tcp(80));
  const auto text = long_text(4 << 20);

  ask({.url = "/x", .method = "PUT", .headers = {{"Content-Type", "text/plain"}}, .body = text});

  const auto requests = web.requests();
  ASSERT_THAT(requests,
              ElementsAre(AllOf(Asks("PUT", "/x"), HasHeader("content-type", "text/plain"))));
  EXPECT_TRUE(requests[0].body == text);
}

TEST_P(AnHttpProbe, SendsABodyInChunks) {
  const auto web = node(server).serve_http(tcp(80));

  ask({.url = "/", .method = "POST", .headers = {{"Transfer-Encoding", "chunked"}}, .body = "a=b"});

  EXPECT_THAT(web.requests(),
              ElementsAre(AllOf(HasHeader("Transfer-Encoding"),
                                ::testing::Not(HasHeader("Content-Length")), HasBody("a=b"))));
}

TEST_P(AnHttpProbe, HearsThatItsBodyIsTooLarge) {
  const auto web = node(server).serve_http(tcp(80), {.largest_body = 1000});

  EXPECT_THAT(ask({.url = "/", .method = "POST", .body = long_text(8 << 20)}), HasStatus(413));
}

TEST_P(AnHttpProbe, ExpectsNoBodyOfHead) {
  const auto web = node(server).serve_http(tcp(80), {.pages = {{"/", "hello\n"}}});

  EXPECT_THAT(ask({.url = "/", .method = "HEAD"}),
              AllOf(Reached(), HasHeader("Content-Length", "6"), HasBody("")));
}

TEST_P(AnHttpProbe, TakesALongBody) {
  const auto text = long_text(16 << 20);
  const auto web = node(server).serve_http(tcp(80), {.pages = {{"/", text}}});

  const auto outcome = get("/");

  EXPECT_THAT(outcome, Reached());
  EXPECT_TRUE(outcome.http && outcome.http->body == text);
}

TEST_P(AnHttpProbe, TellsTheServiceFromOthers) {
  const auto web = node(server).serve_http(tcp(8080), {.pages = {{"/x", "hello\n"}}});

  const auto outcome = node(client).get(web, "/x", family);

  EXPECT_THAT(outcome, AllOf(Reached(), HasBody("hello\n")));
  EXPECT_EQ(outcome.seen_as, outcome.source);
}

TEST_P(AnHttpProbe, IsAskedOfManyAtOnce) {
  constexpr std::size_t count = 200;
  const auto web = node(server).serve_http(tcp(80), {.pages = {{"/", "hello\n"}}});
  const std::vector<Question> questions(count,
                                        {client, HttpProbe{.url = site, .patience = patience}});

  const auto outcomes = network().ask(questions, Deadline::in(patience));

  EXPECT_THAT(outcomes, AllOf(SizeIs(count), Each(HasBody("hello\n"))));
  EXPECT_THAT(web.requests(), SizeIs(count));
}

class OneHostHttp : public OneHost {};

TEST_F(OneHostHttp, MayComeFromTheLoopbackToAName) {
  const auto web = host().serve_http(tcp(80));

  EXPECT_THAT(host().ask(HttpProbe{.url = "http://localhost/", .source = "127.0.0.1"}), Reached());
}

TEST_P(AnHttpProbe, ComesFromWhereItIsTold) {
  const auto web = node(server).serve_http(tcp(80));

  const auto outcome = ask({.url = "/", .source = address_of_client, .source_port = 4000});

  EXPECT_THAT(outcome, Reached());
  EXPECT_THAT(web.callers(), ElementsAre(CalledFrom(address_of_client, 4000)));
}

// Verdicts
// -----------------------------------------------------------------------------------------

TEST_P(AnHttpProbe, IsRefusedWhereNobodyListens) {
  EXPECT_THAT(get("/"), AllOf(Refused(), Field(&Outcome::http, Eq(std::nullopt))));
}

TEST_P(AnHttpProbe, IsWithoutARoute) {
  const auto url = either<std::string>("http://203.0.113.1/", "http://[2001:db8:9::1]/");

  EXPECT_THAT(node(client).get(url), NoRouteAt(node(client)));
}

TEST_P(AnHttpProbe, IsUnresolvedWhereNobodyHasTheAddress) {
  const auto url = either<std::string>("http://192.0.2.77/", "http://[2001:db8::77]/");

  EXPECT_THAT(node(client).get(url, patience), Unresolved());
}

TEST_P(AnHttpProbe, IsSilentWhereNoAnswerFindsBack) {
  node(server).add_route({.destination = only(address_of_client), .type = RouteType::blackhole});

  EXPECT_THAT(node(client).get(site + "/", short_patience), Silent());
}

TEST_P(AnHttpProbe, IsSilentWhereTheServerIs) {
  const auto silent = node(server).start({"nc", either<const char*>("-4", "-6"), "-lk", "80"});
  silent.wait_until_listening(tcp(80));

  EXPECT_THAT(node(client).get(site + "/", short_patience),
              AllOf(Silent(), Explained("bytes of the request sent, no answer")));
}

// What servers say
// ---------------------------------------------------------------------------------

struct AnswerCase : Case {
  std::string answer;
  Verdict verdict;
  std::string text;  ///< of the body, or of the explanation
};

class AnswerOfAServer : public NetworkTest, public ::testing::WithParamInterface<AnswerCase> {
 protected:
  const NodeId host = topology.add_host("host");
};

TEST_P(AnswerOfAServer, IsUnderstood) {
  const auto web = node(host).serve(tcp(80), {.answer = GetParam().answer});

  const auto outcome = node(host).ask(
      HttpProbe{.url = "http://127.0.0.1/", .largest_body = 100, .patience = patience});

  EXPECT_THAT(outcome, HasVerdict(GetParam().verdict));
  EXPECT_EQ(outcome.http ? outcome.http->body : outcome.explanation, GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Answers, AnswerOfAServer,
    Values(
        AnswerCase{{"WithALength"},
                   "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
                   Verdict::reached,
                   "ok"},
        AnswerCase{{"UntilTheEnd"}, "HTTP/1.0 200 OK\r\n\r\nok", Verdict::reached, "ok"},
        AnswerCase{{"InChunks"},
                   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1;x=y\r\nk\r\n"
                   "0\r\nTrailer: 1\r\n\r\n",
                   Verdict::reached,
                   "ok"},
        AnswerCase{{"WithMoreBehindIt"},
                   "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more",
                   Verdict::reached,
                   "ok"},
        AnswerCase{{"WithoutABody"}, "HTTP/1.1 204 No Content\r\n\r\n", Verdict::reached, ""},
        AnswerCase{{"WithoutAReason"},
                   "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok",
                   Verdict::reached,
                   "ok"},
        AnswerCase{{"BehindHints"},
                   "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"
                   "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
                   Verdict::reached,
                   "ok"},
        AnswerCase{{"ThatIsNone"},
                   "",
                   Verdict::unexpected,
                   "the target closed the connection without an answer"},
        AnswerCase{{"OfAnotherProtocol"},
                   "SSH-2.0-OpenSSH_9.2\r\n",
                   Verdict::unexpected,
                   "what came is no HTTP response: bad version"},
        AnswerCase{{"ThatEndsInTheHeader"},
                   "HTTP/1.1 200 OK\r\nContent-Le",
                   Verdict::unexpected,
                   "the target closed the connection in the middle of its answer, after a part of "
                   "its header"},
        AnswerCase{{"ThatEndsInTheBody"},
                   "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nok",
                   Verdict::unexpected,
                   "the target closed the connection in the middle of its answer, after 2 of 10 "
                   "bytes of its body"},
        AnswerCase{{"ThatEndsInAChunk"},
                   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nok",
                   Verdict::unexpected,
                   "the target closed the connection in the middle of its answer, after 2 bytes of "
                   "its body"},
        AnswerCase{{"ThatIsTooLarge"},
                   "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\nok",
                   Verdict::unexpected,
                   "the body of the response has more than 100 bytes"},
        AnswerCase{{"ThatIsTooLargeInTheEnd"},
                   "HTTP/1.1 200 OK\r\n\r\n" + std::string(101, 'x'),
                   Verdict::unexpected,
                   "the body of the response has more than 100 bytes"},
        AnswerCase{{"WithALargeHeader"},
                   "HTTP/1.1 200 OK\r\nX: " + std::string(70'000, 'x') + "\r\n\r\n",
                   Verdict::unexpected,
                   "the header of the response has more than 65536 bytes"}),
    case_name);

TEST_F(OneHostHttp, ShowsWhatCameInstead) {
  const auto ssh = host().serve(tcp(80), {.answer = "SSH-2.0-OpenSSH_9.2\r\n"});

  const auto text = to_string(host().get("http://127.0.0.1/"));

  EXPECT_THAT(text, HasSubstr(" ms\n  received \"SSH-2.0-OpenSSH_9.2\\r\\n\"\n  what came is no "
                              "HTTP response: bad version"));
}

TEST_F(OneHostHttp, IsUnexpectedFromAnEcho) {
  const auto echo = host().serve(tcp(80));

  EXPECT_THAT(host().get("http://127.0.0.1/"), Unexpected());
}

TEST_F(OneHostHttp, IsPrintedWithStatusAndBody) {
  const auto web = host().serve_http(tcp(80), {.pages = {{"/", "hello\n"}}});

  EXPECT_THAT(to_string(host().get("http://127.0.0.1/")),
              AllOf(::testing::StartsWith("host -> GET http://127.0.0.1/: reached after "),
                    ::testing::EndsWith(" ms\n  HTTP 200 OK, \"hello\\n\"")));
}

}  // namespace
}  // namespace netrig
