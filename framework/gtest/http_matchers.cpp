#include "netrig/gtest/http_matchers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace netrig {
namespace {

using ::testing::MatchResultListener;

// Its response; without one, says so.
const HttpResponse* response_of(const Outcome& outcome, MatchResultListener* explanation) {
  if (!outcome.http) *explanation << "which has no HTTP response";
  return outcome.http ? &*outcome.http : nullptr;
}

// What a match is explained by: the outcome shows the beginning of a body, no headers.
std::string text_of(const std::vector<HttpHeader>& headers) {
  return headers.empty() ? "which has no headers"
                         : fmt::format("whose headers are {}", fmt::join(headers, "; "));
}

}  // namespace

bool HasStatusMatcher::MatchAndExplain(const Outcome& outcome,
                                       MatchResultListener* explanation) const {
  const auto* response = response_of(outcome, explanation);
  return response && MatchAndExplain(*response, explanation);
}

bool HasStatusMatcher::MatchAndExplain(const HttpResponse& response, MatchResultListener*) const {
  return status_.Matches(response.status);
}

void HasStatusMatcher::DescribeTo(std::ostream* os) const {
  *os << "has an HTTP status that ";
  status_.DescribeTo(os);
}

void HasStatusMatcher::DescribeNegationTo(std::ostream* os) const {
  *os << "has no HTTP status that ";
  status_.DescribeTo(os);
}

bool HasHeaderMatcher::match(const std::vector<HttpHeader>& headers,
                             MatchResultListener* explanation) const {
  *explanation << text_of(headers);
  return std::ranges::any_of(headers, [this](const HttpHeader& each) {
    return each.is(name_) && value_.Matches(each.value);
  });
}

bool HasHeaderMatcher::MatchAndExplain(const Outcome& outcome,
                                       MatchResultListener* explanation) const {
  const auto* response = response_of(outcome, explanation);
  return response && match(response->headers, explanation);
}

bool HasHeaderMatcher::MatchAndExplain(const HttpResponse& response,
                                       MatchResultListener* explanation) const {
  return match(response.headers, explanation);
}

bool HasHeaderMatcher::MatchAndExplain(const HttpRequest& request,
                                       MatchResultListener* explanation) const {
  return match(request.headers, explanation);
}

void HasHeaderMatcher::DescribeTo(std::ostream* os) const {
  *os << "has a header '" << name_ << "' that ";
  value_.DescribeTo(os);
}

void HasHeaderMatcher::DescribeNegationTo(std::ostream* os) const {
  *os << "has no header '" << name_ << "' that ";
  value_.DescribeTo(os);
}

HasHeaderMatcher HasHeader(std::string name) {
  return {std::move(name), ::testing::An<const std::string&>()};
}

HasHeaderMatcher HasHeader(std::string name, HasHeaderMatcher::Value value) {
  return {std::move(name), std::move(value)};
}

bool HasBodyMatcher::MatchAndExplain(const Outcome& outcome,
                                     MatchResultListener* explanation) const {
  const auto* response = response_of(outcome, explanation);
  return response && MatchAndExplain(*response, explanation);
}

bool HasBodyMatcher::MatchAndExplain(const HttpResponse& response,
                                     MatchResultListener* explanation) const {
  return body_.MatchAndExplain(response.body, explanation);
}

bool HasBodyMatcher::MatchAndExplain(const HttpRequest& request,
                                     MatchResultListener* explanation) const {
  return body_.MatchAndExplain(request.body, explanation);
}

void HasBodyMatcher::DescribeTo(std::ostream* os) const {
  *os << "has a body that ";
  body_.DescribeTo(os);
}

void HasBodyMatcher::DescribeNegationTo(std::ostream* os) const {
  *os << "has no body that ";
  body_.DescribeTo(os);
}

bool AsksMatcher::MatchAndExplain(const HttpRequest& request, MatchResultListener*) const {
  return request.method == method_ && target_.Matches(request.target);
}

void AsksMatcher::DescribeTo(std::ostream* os) const {
  *os << "is a " << method_ << " of a target that ";
  target_.DescribeTo(os);
}

void AsksMatcher::DescribeNegationTo(std::ostream* os) const {
  *os << "is no " << method_ << " of a target that ";
  target_.DescribeTo(os);
}

}  // namespace netrig
