// After bind_wildcard.c: which wildcard, loopback and IPv4-mapped addresses are one and the same to
// bind(2).
#include <array>
#include <string_view>

#include <netrig/gtest.hpp>

#include "case.hpp"
#include "one_host.hpp"
#include "sockets/bindings.hpp"

namespace netrig {
namespace {

using ::testing::Combine;
using ::testing::Range;
using ::testing::Values;

struct Place : Case {
  const char* address;
  bool v6_only = false;  ///< IPV6_V6ONLY
};

constexpr std::array<Place, 7> places{{{{"Any"}, "0.0.0.0"},
                                       {{"Loopback"}, "127.0.0.1"},
                                       {{"Ipv6Any"}, "::"},
                                       {{"Ipv6OnlyAny"}, "::", true},
                                       {{"Ipv6Loopback"}, "::1"},
                                       {{"MappedAny"}, "::ffff:0.0.0.0"},
                                       {{"MappedLoopback"}, "::ffff:127.0.0.1"}}};

// X: two sockets cannot have both. The rows are those of `places`, and so are the columns.
constexpr std::array<std::string_view, 7> table{"X X X . . X X",   // 0.0.0.0
                                                "X X X . . X X",   // 127.0.0.1
                                                "X X X X X X X",   // ::
                                                ". . X X X . .",   // :: with IPV6_V6ONLY
                                                ". . X X X . .",   // ::1
                                                "X X X . . X X",   // ::ffff:0.0.0.0
                                                "X X X . . X X"};  // ::ffff:127.0.0.1

std::error_code expected(std::size_t first, std::size_t second) {
  return table[first][2 * second] == 'X' ? in_use : success;
}

struct Reuse : Case {
  bool address = false;  ///< SO_REUSEADDR
  bool port = false;     ///< SO_REUSEPORT
};
constexpr Reuse none{{"None"}};
constexpr Reuse reuse_address{{"ReuseAddress"}, true, false};
constexpr Reuse reuse_port{{"ReusePort"}, false, true};

using Pair = std::tuple<Reuse, std::size_t, std::size_t>;

class WildcardPair : public OneHost, public ::testing::WithParamInterface<Pair> {
 protected:
  const Reuse option = std::get<0>(GetParam());
  const std::size_t first = std::get<1>(GetParam()), second = std::get<2>(GetParam());

  BoundPlainSocket bind(std::size_t place, const Reuse& with) {
    const Binding binding{.address = places[place].address,
                          .reuse_address = with.address,
                          .reuse_port = with.port,
                          .v6_only = places[place].v6_only,
                          .listens = false};
    return host().run([&] { return bind_plainly(binding, tcp(8080)); });
  }
};

const auto pair_name = [](const auto& test) {
  const auto& [option, first, second] = test.param;
  return std::string(option.name) + places[first].name + "Then" + places[second].name;
};
const auto all_places = Range(std::size_t{0}, places.size());

class Wildcards : public WildcardPair {};
INSTANTIATE_TEST_SUITE_P(Table, Wildcards, Combine(Values(none), all_places, all_places),
                         pair_name);

TEST_P(Wildcards, ConflictAsTheTableSays) {
  const auto one = bind(first, none);
  const auto other = bind(second, none);

  ASSERT_EQ(one.result, success);
  EXPECT_EQ(other.result, expected(first, second));
}

class ReusedWildcards : public WildcardPair {};
INSTANTIATE_TEST_SUITE_P(Table, ReusedWildcards,
                         Combine(Values(reuse_address, reuse_port), all_places, all_places),
                         pair_name);

TEST_P(ReusedWildcards, AreSharedWhenBothAllowIt) {
  const auto one = bind(first, option);
  const auto other = bind(second, option);

  ASSERT_EQ(one.result, success);
  EXPECT_EQ(other.result, success);
}

TEST_P(ReusedWildcards, ConflictWhenOnlyTheFirstAllowsIt) {
  const auto one = bind(first, option);
  const auto other = bind(second, none);

  ASSERT_EQ(one.result, success);
  EXPECT_EQ(other.result, expected(first, second));
}

// Two that share a port leave no room in it for a third that does not.
TEST_P(ReusedWildcards, KeepAThirdOut) {
  const auto one = bind(first, option);
  const auto other = bind(second, option);

  EXPECT_EQ(bind(first, none).result, in_use);
  EXPECT_EQ(bind(second, none).result, in_use);
}

}  // namespace
}  // namespace netrig
