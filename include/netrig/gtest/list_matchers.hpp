// Matchers of what a node sees:
//
//   EXPECT_THAT(node(host).interfaces(), Not(HasInterface("veth-container")));
//   EXPECT_THAT(node(container).routes(), HasRoute(Route::default_via("192.168.10.1")));
//   EXPECT_THAT(node(host).listening_sockets(), Not(ListensOn(tcp(8080))));
#pragma once

#include <gtest/gtest-matchers.h>

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "netrig/core/address.hpp"
#include "netrig/core/endpoint.hpp"
#include "netrig/netlink/address_info.hpp"
#include "netrig/netlink/interface_info.hpp"
#include "netrig/netlink/neighbour.hpp"
#include "netrig/netlink/route.hpp"
#include "netrig/netlink/rule.hpp"
#include "netrig/netlink/socket_info.hpp"

namespace netrig {

/// Matches a list with an entry that is wanted: the list itself is GoogleTest's to print.
template <class Entry>
class ListsMatcher {
 public:
  using is_gtest_matcher = void;
  /// `what`: "the interface 'eth0'".
  ListsMatcher(std::string what, std::function<bool(const Entry&)> wanted)
      : what_(std::move(what)), wanted_(std::move(wanted)) {}

  bool MatchAndExplain(const std::vector<Entry>& list,
                       ::testing::MatchResultListener* explanation) const {
    for (const auto& entry : list) {
      if (!wanted_(entry)) continue;
      if (list.size() > 1) *explanation << "which has " << entry;
      return true;
    }
    return false;
  }
  void DescribeTo(std::ostream* os) const { *os << "lists " << what_; }
  void DescribeNegationTo(std::ostream* os) const { *os << "does not list " << what_; }

 private:
  std::string what_;
  std::function<bool(const Entry&)> wanted_;
};

/// An interface of that name.
ListsMatcher<InterfaceInfo> HasInterface(std::string name);
/// An address with that prefix length, on any interface or on the one named.
ListsMatcher<AddressInfo> HasAddress(const InterfaceAddress& address, std::string interface = {});
/// A route that has all that the given one says: what that leaves empty, is not compared.
ListsMatcher<Route> HasRoute(const Route& route);
/// A route to that destination, of any kind.
ListsMatcher<Route> HasRouteTo(const Prefix& destination);
/// A rule that has all that the given one says: without a priority one of any.
ListsMatcher<RoutingRule> HasRoutingRule(const RoutingRule& rule);
/// An entry for that address whose link-layer address is known.
ListsMatcher<Neighbour> HasNeighbour(const IpAddress& address);
/// An entry in that state.
ListsMatcher<Neighbour> HasNeighbour(const IpAddress& address, NeighbourState state);
/// A socket on that port, on any address or on the one given.
ListsMatcher<ListeningSocket> ListensOn(TransportPort port);
ListsMatcher<ListeningSocket> ListensOn(const Endpoint& endpoint);

/// Matches an interface that is administratively up, or down.
class IsUpMatcher {
 public:
  using is_gtest_matcher = void;
  explicit IsUpMatcher(bool up) : up_(up) {}
  bool MatchAndExplain(const InterfaceInfo& interface, ::testing::MatchResultListener*) const {
    return interface.is_up == up_;
  }
  void DescribeTo(std::ostream* os) const { *os << (up_ ? "is up" : "is down"); }
  void DescribeNegationTo(std::ostream* os) const { *os << (up_ ? "is down" : "is up"); }

 private:
  bool up_;
};
inline IsUpMatcher IsUp() {
  return IsUpMatcher(true);
}
inline IsUpMatcher IsDown() {
  return IsUpMatcher(false);
}

}  // namespace netrig
