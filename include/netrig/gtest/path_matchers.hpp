// Matchers of paths: EXPECT_THAT(network().path(client, server), Takes(node(router),
// node(server)));
#pragma once

#include <gtest/gtest-matchers.h>

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "netrig/network/node.hpp"
#include "netrig/network/path.hpp"

namespace netrig {

/// A node that a path is expected to pass: itself, its name or its id.
class PathNode {
 public:
  PathNode(const char* name) : name_(name) {}
  PathNode(std::string name) : name_(std::move(name)) {}
  PathNode(const Node& node) : name_(node.name()) {}
  PathNode(NodeId id) : id_(id) {}

  bool is(const Hop& hop) const { return id_ ? hop.id == id_ : hop.node == name_; }
  /// "router", or "node 2" of an id
  std::string text() const;

 private:
  std::string name_;
  std::optional<NodeId> id_{};
};

/// How a path goes on behind its sender and how it ends; of a Path both witnesses must say so.
class PathMatcher {
 public:
  using is_gtest_matcher = void;
  PathMatcher(TraceEnd end, std::vector<PathNode> hops) : end_(end), hops_(std::move(hops)) {}

  bool MatchAndExplain(const Path& path, ::testing::MatchResultListener* explanation) const;
  bool MatchAndExplain(const Trace& trace, ::testing::MatchResultListener* explanation) const;
  void DescribeTo(std::ostream* os) const;
  void DescribeNegationTo(std::ostream* os) const;

 private:
  std::string text() const;

  TraceEnd end_;
  std::vector<PathNode> hops_;
};

/// The packet goes through these nodes, and the last of them is the target's.
template <class... Nodes>
PathMatcher Takes(const Nodes&... nodes) {
  return {TraceEnd::arrived, {PathNode(nodes)...}};
}
/// It goes no further than through these nodes: the last of them, or the sender where there is
/// none, is where it is lost or sent back. By TTL that node may be silent, but nobody before it may
/// have sent the packet back: then the witnesses disagree. Of what a firewall stops only one knows:
/// EXPECT_THAT(path.by_ttl, EndsAfter(node(firewall))).
template <class... Nodes>
PathMatcher EndsAfter(const Nodes&... nodes) {
  return {TraceEnd::dead_end, {PathNode(nodes)...}};
}
/// It goes through these nodes in a circle: the last of them is there the second time.
template <class... Nodes>
PathMatcher CirclesThrough(const Nodes&... nodes) {
  return {TraceEnd::loop, {PathNode(nodes)...}};
}

/// Both witnesses say the same, whatever it is.
class TtlAndFibAgreeMatcher {
 public:
  using is_gtest_matcher = void;
  bool MatchAndExplain(const Path& path, ::testing::MatchResultListener*) const {
    return path.agree();
  }
  void DescribeTo(std::ostream* os) const;
  void DescribeNegationTo(std::ostream* os) const;
};
inline TtlAndFibAgreeMatcher TtlAndFibAgree() {
  return {};
}

}  // namespace netrig
