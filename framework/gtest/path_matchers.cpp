#include "netrig/gtest/path_matchers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace netrig {
namespace {

// A hop that did not answer may be anybody.
bool is_there(const Hop& hop, const PathNode& node) {
  return (!hop.id && !hop.address) || node.is(hop);
}

}  // namespace

std::string PathNode::text() const {
  return id_ ? fmt::format("node {}", id_->index) : name_;
}

bool PathMatcher::MatchAndExplain(const Path& path,
                                  ::testing::MatchResultListener* explanation) const {
  auto by_ttl = path.by_ttl;
  // Routers that discard say nothing, so that by TTL a dead end may seem nearer than it is.
  const bool may_be_nearer = end_ == TraceEnd::dead_end && by_ttl.end == end_ && path.agree();
  if (may_be_nearer) by_ttl.hops = path.by_fib.hops;
  const bool ttl_matches = MatchAndExplain(by_ttl, nullptr);
  const bool fib_matches = MatchAndExplain(path.by_fib, nullptr);
  if (ttl_matches != fib_matches)
    *explanation << "of which only what is said by " << (ttl_matches ? "ttl" : "fib") << " fits";
  return ttl_matches && fib_matches;
}

bool PathMatcher::MatchAndExplain(const Trace& trace, ::testing::MatchResultListener*) const {
  return trace.end == end_ && std::ranges::equal(trace.hops, hops_, is_there);
}

std::string PathMatcher::text() const {
  std::vector<std::string> names;
  for (const auto& hop : hops_) names.push_back(hop.text());
  auto way = fmt::format("{}", fmt::join(names, " -> "));
  switch (end_) {
    case TraceEnd::arrived: return "takes " + way;
    case TraceEnd::dead_end: return hops_.empty() ? "ends at the sender" : "ends after " + way;
    case TraceEnd::loop: return "circles through " + way;
  }
  return way;
}

void PathMatcher::DescribeTo(std::ostream* os) const {
  *os << text();
}

void PathMatcher::DescribeNegationTo(std::ostream* os) const {
  *os << "is not one that " << text();
}

void TtlAndFibAgreeMatcher::DescribeTo(std::ostream* os) const {
  *os << "is the same by ttl and by fib";
}

void TtlAndFibAgreeMatcher::DescribeNegationTo(std::ostream* os) const {
  *os << "is another by ttl than by fib";
}

}  // namespace netrig
