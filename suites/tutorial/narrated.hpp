// What makes a fixture a tutorial: steps and claims, which a person can read along.
//
//   class FirstSteps : public Narrated<NetworkTest> { ... };
//
//   step("4", "Configure the host side");
//   claim("the host has its address", node(host).addresses(), HasAddress("192.168.10.1/24"));
//
// Claims are EXPECT_THATs. With NETRIG_NARRATE=1 in the environment each is also printed, with the
// time that it took.
#pragma once

#include <netrig/gtest.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace netrig {

class Narration {
 protected:
  Narration();
  ~Narration();

  /// Prints the network that has been built, and how long that took.
  void narrate_network(const Topology& topology) const;

  /// Begins a step of the article, by its number or name there.
  static void step(std::string_view number, std::string_view title);

  /// Asserts that `value` matches, and says so: `what` is a sentence without its full stop.
  template <class Value, class Matcher>
  static void claim(std::string_view what, const Value& value, const Matcher& matcher,
                    const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    // std::source_location is not there for clang++ 14.
    const ::testing::ScopedTrace trace(file, line, what);
    EXPECT_THAT(value, matcher) << what;
    narrate_claim(what, ::testing::Matches(matcher)(value), detail_of(value));
  }

 private:
  static void narrate_claim(std::string_view what, bool holds, const std::string& detail);
  // What a probe measured is worth reading; a list of what a node sees is too long for a line.
  static std::string detail_of(const Outcome& outcome);
  template <class Value>
  static std::string detail_of(const Value&) {
    return {};
  }

  std::chrono::steady_clock::time_point begun_;
};

/// A fixture, narrated.
template <class Fixture>
class Narrated : public Fixture, protected Narration {
 protected:
  void network_ready() override {
    Fixture::network_ready();
    narrate_network(this->topology);
  }
};

}  // namespace netrig
