#include "netrig/probe/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace netrig {
namespace {

constexpr int any_code = -1;

struct MessageName {
  int type;
  int code;
  std::string_view name;
};

// RFC 792, 1122, 1812; a row for any code stands behind those for one.
constexpr std::array icmp_names{
    MessageName{3, 0, "network unreachable"},
    MessageName{3, 1, "host unreachable"},
    MessageName{3, 2, "protocol unreachable"},
    MessageName{3, 3, "port unreachable"},
    MessageName{3, 4, "fragmentation needed"},
    MessageName{3, 5, "source route failed"},
    MessageName{3, 6, "network unknown"},
    MessageName{3, 7, "host unknown"},
    MessageName{3, 9, "network prohibited"},
    MessageName{3, 10, "host prohibited"},
    MessageName{3, 11, "network unreachable for this type of service"},
    MessageName{3, 12, "host unreachable for this type of service"},
    MessageName{3, 13, "administratively prohibited"},
    MessageName{3, 14, "host precedence violation"},
    MessageName{3, 15, "precedence cutoff"},
    MessageName{3, any_code, "destination unreachable"},
    MessageName{4, any_code, "source quench"},
    MessageName{11, 0, "time to live exceeded"},
    MessageName{11, any_code, "fragment reassembly time exceeded"},
    MessageName{12, any_code, "parameter problem"},
};

// RFC 4443, 7084.
constexpr std::array icmpv6_names{
    MessageName{1, 0, "no route to destination"},
    MessageName{1, 1, "administratively prohibited"},
    MessageName{1, 2, "beyond scope of source address"},
    MessageName{1, 3, "address unreachable"},
    MessageName{1, 4, "port unreachable"},
    MessageName{1, 5, "source address failed policy"},
    MessageName{1, 6, "reject route to destination"},
    MessageName{1, any_code, "destination unreachable"},
    MessageName{2, any_code, "packet too big"},
    MessageName{3, 0, "hop limit exceeded"},
    MessageName{3, any_code, "fragment reassembly time exceeded"},
    MessageName{4, any_code, "parameter problem"},
};

template <class Names>
std::string_view name_in(const Names& names, const IcmpError& error) {
  const auto found = std::ranges::find_if(names, [&](const MessageName& row) {
    return row.type == error.type && (row.code == error.code || row.code == any_code);
  });
  return found == names.end() ? "message" : found->name;
}

}  // namespace

std::string to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::reached: return "reached";
    case Verdict::unexpected: return "unexpected";
    case Verdict::refused: return "refused";
    case Verdict::rejected: return "rejected";
    case Verdict::no_route: return "no route";
    case Verdict::no_address: return "no address";
    case Verdict::unresolved: return "unresolved";
    case Verdict::denied: return "denied";
    case Verdict::dropped: return "dropped";
    case Verdict::silent: return "silent";
  }
  return fmt::format("verdict {}", static_cast<int>(verdict));
}

std::string to_string(const IcmpError& error) {
  const bool v6 = error.sender.is_v6();
  const auto name = v6 ? name_in(icmpv6_names, error) : name_in(icmp_names, error);
  return fmt::format("{} {} (type {}, code {}{}) from {}", v6 ? "ICMPv6" : "ICMP", name, error.type,
                     error.code, error.mtu ? fmt::format(", mtu {}", *error.mtu) : "",
                     error.sender);
}

}  // namespace netrig
