// How GoogleTest shows netrig's values when an expectation fails:
//
//   Value of: node(client).connect("10.0.3.1:22/tcp")
//   Expected: is reached
//     Actual: client -> 10.0.3.1:22/tcp: rejected after 0.1 ms
//             ICMP administratively prohibited (type 3, code 13) from 10.0.1.1
#pragma once

#include <gmock/gmock.h>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "netrig/core/address.hpp"
#include "netrig/core/deadline.hpp"
#include "netrig/core/print.hpp"
#include "netrig/netlink/socket_info.hpp"
#include "netrig/netns/namespace.hpp"
#include "netrig/network/network.hpp"
#include "netrig/probe/ask.hpp"
#include "netrig/probe/probe.hpp"
#include "netrig/process/process.hpp"
#include "netrig/process/root_file_system.hpp"
#include "netrig/service/dns_service.hpp"
#include "netrig/service/http_service.hpp"
#include "netrig/service/service.hpp"
#include "netrig/topology/plan.hpp"
#include "netrig/topology/topology.hpp"

namespace netrig {

/// The text with all lines but the first moved to the right, under what GoogleTest wrote in front
/// of it.
std::string hanging(std::string_view text, std::size_t columns);

/// The width of GoogleTest's "  Actual: ".
inline constexpr std::size_t actual_width = 10;

/// Everything that has a to_string().
template <Printable T>
void PrintTo(const T& value, std::ostream* os) {
  *os << hanging(to_string(value), actual_width);
}

/// Lists, an entry a line.
template <Printable T>
void PrintTo(const std::vector<T>& list, std::ostream* os) {
  std::string text;
  for (const auto& entry : list)
    text += (text.empty() ? "{ " : ",\n  ") + hanging(to_string(entry), 2);
  *os << (list.empty() ? "{}" : hanging(text, actual_width) + " }");
}

// Values and handles of which programs need no text, but a failing test does.
void PrintTo(NodeId node, std::ostream* os);
void PrintTo(LinkId link, std::ostream* os);
void PrintTo(Routing routing, std::ostream* os);
void PrintTo(const End& end, std::ostream* os);
void PrintTo(const NodeOptions& options, std::ostream* os);
void PrintTo(const SwitchOptions& options, std::ostream* os);
void PrintTo(const LinkOptions& options, std::ostream* os);
void PrintTo(const Topology::Node& node, std::ostream* os);
void PrintTo(const Topology::Link& link, std::ostream* os);
void PrintTo(const PlannedInterface& interface, std::ostream* os);
void PrintTo(const PlannedNode& node, std::ostream* os);
void PrintTo(const PlannedLink::End& end, std::ostream* os);
void PrintTo(const PlannedLink& link, std::ostream* os);
void PrintTo(const Plan& plan, std::ostream* os);

void PrintTo(const EchoProbe& probe, std::ostream* os);
void PrintTo(const TcpProbe& probe, std::ostream* os);
void PrintTo(const UdpProbe& probe, std::ostream* os);
void PrintTo(const DnsProbe& probe, std::ostream* os);
void PrintTo(const HttpProbe& probe, std::ostream* os);
void PrintTo(const NeighbourProbe& probe, std::ostream* os);
void PrintTo(const Question& question, std::ostream* os);
void PrintTo(const Inquiry& inquiry, std::ostream* os);
void PrintTo(const ServiceOptions& options, std::ostream* os);
void PrintTo(const NetworkOptions& options, std::ostream* os);
void PrintTo(const SocketHolder& holder, std::ostream* os);
void PrintTo(const Deadline& deadline, std::ostream* os);

void PrintTo(const Service& service, std::ostream* os);
void PrintTo(const DnsService& service, std::ostream* os);
void PrintTo(const DnsServiceOptions& options, std::ostream* os);
void PrintTo(const DnsBehaviour& behaviour, std::ostream* os);
void PrintTo(const HttpService& service, std::ostream* os);
void PrintTo(const Process& process, std::ostream* os);
void PrintTo(const RootFolder& folder, std::ostream* os);
void PrintTo(const RootFileSystem& root, std::ostream* os);
void PrintTo(const Interface& interface, std::ostream* os);
void PrintTo(const Link& link, std::ostream* os);
void PrintTo(const Node& node, std::ostream* os);
void PrintTo(const Network& network, std::ostream* os);
void PrintTo(const Namespace& each, std::ostream* os);

/// Keeps GoogleTest, which finds this by argument-dependent lookup, from putting "(of type
/// netrig::Outcome)" behind the last line. A GoogleTest that does not look for it puts it there.
template <class T>
requires Printable<T> || std::same_as<T, Network>
bool MatchPrintAndExplain(const T& value, const ::testing::Matcher<const T&>& matcher,
                          ::testing::MatchResultListener* listener) {
  if (!listener->IsInterested()) return matcher.Matches(value);
  ::testing::StringMatchResultListener explanation;
  const bool matches = matcher.MatchAndExplain(value, &explanation);
  *listener << ::testing::PrintToString(value);
  if (!explanation.str().empty()) *listener << ", " << explanation.str();
  return matches;
}

}  // namespace netrig
