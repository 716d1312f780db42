// Matchers of HTTP responses and requests:
//
//   EXPECT_THAT(node(client).get("http://10.0.0.2/"), AllOf(HasStatus(200), HasBody("hello\n")));
//   EXPECT_THAT(node(client).get(web, "/old"), HasHeader("Location", EndsWith("/new")));
//   EXPECT_THAT(web.requests(), ElementsAre(Asks("GET", "/old")));
#pragma once

#include <gmock/gmock.h>

#include <iosfwd>
#include <string>
#include <vector>

#include "netrig/gtest/printers.hpp"
#include "netrig/probe/outcome.hpp"
#include "netrig/service/http.hpp"

namespace netrig {

/// Matches the response of an Outcome that was reached over HTTP, or a response itself, by its
/// status.
class HasStatusMatcher {
 public:
  using is_gtest_matcher = void;
  explicit HasStatusMatcher(::testing::Matcher<int> status) : status_(std::move(status)) {}
  bool MatchAndExplain(const Outcome& outcome, ::testing::MatchResultListener* explanation) const;
  bool MatchAndExplain(const HttpResponse& response, ::testing::MatchResultListener*) const;
  void DescribeTo(std::ostream* os) const;
  void DescribeNegationTo(std::ostream* os) const;

 private:
  ::testing::Matcher<int> status_;
};
/// HasStatus(200), HasStatus(Lt(400)).
inline HasStatusMatcher HasStatus(::testing::Matcher<int> status) {
  return HasStatusMatcher(std::move(status));
}

/// Matches such a response, or a request, by a header field, any of those of that name.
class HasHeaderMatcher {
 public:
  using is_gtest_matcher = void;
  using Value = ::testing::Matcher<const std::string&>;
  HasHeaderMatcher(std::string name, Value value)
      : name_(std::move(name)), value_(std::move(value)) {}
  bool MatchAndExplain(const Outcome& outcome, ::testing::MatchResultListener* explanation) const;
  bool MatchAndExplain(const HttpResponse& response,
                       ::testing::MatchResultListener* explanation) const;
  bool MatchAndExplain(const HttpRequest& request,
                       ::testing::MatchResultListener* explanation) const;
  void DescribeTo(std::ostream* os) const;
  void DescribeNegationTo(std::ostream* os) const;

 private:
  bool match(const std::vector<HttpHeader>& headers,
             ::testing::MatchResultListener* explanation) const;

  std::string name_;
  Value value_;
};
/// The value, or what matches it; any will do without one. Names are compared without regard to
/// case.
HasHeaderMatcher HasHeader(std::string name);
HasHeaderMatcher HasHeader(std::string name, HasHeaderMatcher::Value value);

/// Matches such a response, or a request, by its body.
class HasBodyMatcher {
 public:
  using is_gtest_matcher = void;
  using Body = ::testing::Matcher<const std::string&>;
  explicit HasBodyMatcher(Body body) : body_(std::move(body)) {}
  bool MatchAndExplain(const Outcome& outcome, ::testing::MatchResultListener* explanation) const;
  bool MatchAndExplain(const HttpResponse& response,
                       ::testing::MatchResultListener* explanation) const;
  bool MatchAndExplain(const HttpRequest& request,
                       ::testing::MatchResultListener* explanation) const;
  void DescribeTo(std::ostream* os) const;
  void DescribeNegationTo(std::ostream* os) const;

 private:
  Body body_;
};
/// HasBody("hello\n"), HasBody(HasSubstr("hello")).
inline HasBodyMatcher HasBody(HasBodyMatcher::Body body) {
  return HasBodyMatcher(std::move(body));
}

/// Matches an HttpRequest by its method and its target, or what matches that.
class AsksMatcher {
 public:
  using is_gtest_matcher = void;
  using Target = ::testing::Matcher<const std::string&>;
  AsksMatcher(std::string method, Target target)
      : method_(std::move(method)), target_(std::move(target)) {}
  bool MatchAndExplain(const HttpRequest& request, ::testing::MatchResultListener*) const;
  void DescribeTo(std::ostream* os) const;
  void DescribeNegationTo(std::ostream* os) const;

 private:
  std::string method_;
  Target target_;
};
inline AsksMatcher Asks(std::string method, AsksMatcher::Target target) {
  return {std::move(method), std::move(target)};
}

}  // namespace netrig
