#include "dns/resolv_conf.hpp"

#include <algorithm>

#include "netrig/core/error.hpp"

// By hand: libldns refuses files that glibc takes, and cuts off the interface of an address.

namespace netrig {
namespace {

constexpr std::string_view blanks = " \t";

// Of a line that begins with the keyword and a blank, the word behind it.
std::string_view nameserver_on(std::string_view line) {
  constexpr std::string_view keyword = "nameserver";
  if (!line.starts_with(keyword)) return {};
  line.remove_prefix(keyword.size());
  const auto begin = line.find_first_not_of(blanks);
  if (begin == 0 || begin == std::string_view::npos) return {};
  line.remove_prefix(begin);
  return line.substr(0, line.find_first_of(blanks));
}

std::optional<Nameserver> try_nameserver(std::string_view text) {
  const auto percent = std::min(text.find('%'), text.size());
  try {
    const IpAddress address(text.substr(0, percent));
    if (address.is_v4())
      return percent == text.size() ? std::optional(Nameserver{address}) : std::nullopt;
    const bool has_zone = percent < text.size() && address.to_v6().is_link_local();
    return Nameserver{address, std::string(has_zone ? text.substr(percent + 1) : "")};
  } catch (const DescriptionError&) {
    return std::nullopt;
  }
}

}  // namespace

std::optional<Nameserver> nameserver_in(std::string_view resolv_conf) {
  while (!resolv_conf.empty()) {
    const auto end = std::min(resolv_conf.find('\n'), resolv_conf.size());
    if (auto found = try_nameserver(nameserver_on(resolv_conf.substr(0, end)))) return found;
    resolv_conf.remove_prefix(std::min(end + 1, resolv_conf.size()));
  }
  return std::nullopt;
}

}  // namespace netrig
