// What the matchers of HTTP messages match, and what they say.
#include <netrig/gtest.hpp>

namespace netrig {
namespace {

using ::testing::DescribeMatcher;
using ::testing::ExplainMatchResult;
using ::testing::Lt;
using ::testing::Not;
using ::testing::PrintToString;
using ::testing::StartsWith;
using ::testing::StringMatchResultListener;

const HttpResponse moved{.status = 301,
                         .reason = "Moved Permanently",
                         .headers = {{"Location", "/new"}, {"Via", "a"}, {"Via", "b"}},
                         .body = "gone\n"};

Outcome outcome_of(std::optional<HttpResponse> response) {
  return {.verdict = response ? Verdict::reached : Verdict::refused,
          .from = "client",
          .probe = HttpProbe{.url = "http://10.0.2.2/"},
          .http = std::move(response)};
}

const HttpRequest asked{.method = "POST",
                        .target = "/x?y",
                        .host = "a.example",
                        .headers = {{"Host", "a.example"}},
                        .body = "a=b",
                        .caller = {"10.0.1.2:4000/tcp", "10.0.2.2:80/tcp"}};

template <class Value, class Matcher>
std::string explanation(const Matcher& matcher, const Value& value) {
  StringMatchResultListener listener;
  ExplainMatchResult(matcher, value, &listener);
  return listener.str();
}

TEST(HasStatus, MatchesTheStatus) {
  EXPECT_THAT(outcome_of(moved), HasStatus(301));
  EXPECT_THAT(outcome_of(moved), HasStatus(Lt(400)));
  EXPECT_THAT(outcome_of(moved), Not(HasStatus(200)));
  EXPECT_THAT(outcome_of(std::nullopt), Not(HasStatus(301)));
  EXPECT_THAT(moved, HasStatus(301));
}

TEST(HasStatus, SaysWhatItWants) {
  EXPECT_EQ(DescribeMatcher<Outcome>(HasStatus(301)), "has an HTTP status that is equal to 301");
  EXPECT_EQ(DescribeMatcher<Outcome>(Not(HasStatus(301))),
            "has no HTTP status that is equal to 301");
  EXPECT_EQ(explanation(HasStatus(200), outcome_of(moved)), "");
  EXPECT_EQ(explanation(HasStatus(200), outcome_of(std::nullopt)), "which has no HTTP response");
}

TEST(HasHeader, MatchesAnyOfThatName) {
  EXPECT_THAT(outcome_of(moved), HasHeader("location", "/new"));
  EXPECT_THAT(outcome_of(moved), HasHeader("Via", "b"));
  EXPECT_THAT(outcome_of(moved), HasHeader("LOCATION", StartsWith("/")));
  EXPECT_THAT(outcome_of(moved), HasHeader("Location"));
  EXPECT_THAT(outcome_of(moved), Not(HasHeader("Locatio")));
  EXPECT_THAT(outcome_of(moved), Not(HasHeader("Location", "/")));
  EXPECT_THAT(outcome_of(std::nullopt), Not(HasHeader("Location")));
  EXPECT_THAT(moved, HasHeader("Via", "a"));
  EXPECT_THAT(asked, HasHeader("host", "a.example"));
}

TEST(HasHeader, SaysWhichThereAre) {
  EXPECT_EQ(DescribeMatcher<Outcome>(HasHeader("Age", "1")),
            "has a header 'Age' that is equal to \"1\"");
  EXPECT_EQ(DescribeMatcher<Outcome>(Not(HasHeader("Age"))),
            "has no header 'Age' that is anything");
  EXPECT_EQ(explanation(HasHeader("Age"), outcome_of(moved)),
            "whose headers are Location: /new; Via: a; Via: b");
  EXPECT_EQ(explanation(HasHeader("Age"), outcome_of(HttpResponse{})), "which has no headers");
  EXPECT_EQ(explanation(HasHeader("Age"), outcome_of(std::nullopt)), "which has no HTTP response");
}

TEST(HasBody, MatchesTheBody) {
  EXPECT_THAT(outcome_of(moved), HasBody("gone\n"));
  EXPECT_THAT(outcome_of(moved), HasBody(StartsWith("gone")));
  EXPECT_THAT(outcome_of(moved), Not(HasBody("")));
  EXPECT_THAT(outcome_of(std::nullopt), Not(HasBody("")));
  EXPECT_THAT(moved, HasBody("gone\n"));
  EXPECT_THAT(asked, HasBody("a=b"));
}

TEST(HasBody, SaysWhatItWants) {
  EXPECT_EQ(DescribeMatcher<Outcome>(HasBody("a")), "has a body that is equal to \"a\"");
  EXPECT_EQ(DescribeMatcher<Outcome>(Not(HasBody("a"))), "has no body that is equal to \"a\"");
  EXPECT_EQ(explanation(HasBody("a"), outcome_of(std::nullopt)), "which has no HTTP response");
}

TEST(Asks, MatchesMethodAndTarget) {
  EXPECT_THAT(asked, Asks("POST", "/x?y"));
  EXPECT_THAT(asked, Asks("POST", StartsWith("/x")));
  EXPECT_THAT(asked, Not(Asks("GET", "/x?y")));
  EXPECT_THAT(asked, Not(Asks("POST", "/x")));
}

TEST(Asks, SaysWhatItWants) {
  EXPECT_EQ(DescribeMatcher<HttpRequest>(Asks("GET", "/")),
            "is a GET of a target that is equal to \"/\"");
  EXPECT_EQ(DescribeMatcher<HttpRequest>(Not(Asks("GET", "/"))),
            "is no GET of a target that is equal to \"/\"");
}

TEST(HttpPrinters, ShowMessages) {
  EXPECT_EQ(PrintToString(moved), "HTTP 301 Moved Permanently, \"gone\\n\"");
  EXPECT_EQ(PrintToString(HttpResponse{.status = 204}), "HTTP 204, no body");
  EXPECT_EQ(PrintToString(asked), "POST /x?y for a.example from 10.0.1.2:4000/tcp, \"a=b\"");
  EXPECT_EQ(PrintToString(HttpProbe{.url = "http://10.0.2.2/", .method = "PUT"}),
            "PUT http://10.0.2.2/");
}

}  // namespace
}  // namespace netrig
