#include "probe/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "netrig/core/error.hpp"

// By hand: Boost has a URL library from 1.81 on, and 1.74 is to do.

namespace netrig {
namespace {

[[noreturn]] void refuse(std::string_view url, std::string_view reason) {
  throw DescriptionError(fmt::format("cannot ask for '{}': {}", url, reason));
}

bool is_digit(char each) {
  return each >= '0' && each <= '9';
}

// Those that RFC 3986 lets stand in a path and a query.
bool may_be_in_target(char each) {
  constexpr std::string_view others = "\"<>\\^`{|}";
  return each > ' ' && each <= '~' && others.find(each) == std::string_view::npos;
}

// Of names in the DNS and in /etc/hosts.
bool may_be_in_name(char each) {
  return is_digit(each) || (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') ||
         each == '-' || each == '.' || each == '_';
}

std::string_view take_scheme(std::string_view url) {
  constexpr std::string_view scheme = "http://";
  if (url.starts_with(scheme)) return url.substr(scheme.size());
  if (url.starts_with("https://")) refuse(url, "netrig speaks no TLS; curl does, in run_program()");
  refuse(url, "write http://HOST[:PORT][/PATH]");
}

// "[fe80::1%16]" or "[fe80::1%2516]", as RFC 6874 wants it.
IpAddress literal(std::string_view url, std::string_view text) {
  std::string address(text);
  if (const auto zone = address.find("%25"); zone != std::string::npos) address.erase(zone + 1, 2);
  try {
    return {address};
  } catch (const DescriptionError&) {
    refuse(url, fmt::format("'{}' is no IPv6 address", text));
  }
}

}  // namespace

Url::Url(std::string_view text) {
  const auto rest = take_scheme(text);
  const auto end = std::min(rest.find_first_of("/?#"), rest.size());
  const auto site = rest.substr(0, end);
  if (site.find('@') != std::string_view::npos)
    refuse(text, "user names and passwords are not for URLs; send an Authorization header");

  if (!site.starts_with('[') && std::ranges::count(site, ':') > 1)
    refuse(text, "an IPv6 address stands in brackets");
  const bool is_bracketed = site.starts_with('[');
  const auto host_end = is_bracketed ? site.find(']') : std::min(site.find(':'), site.size());
  if (host_end == std::string_view::npos) refuse(text, "a ']' is missing");
  const auto name = site.substr(is_bracketed ? 1 : 0, host_end - (is_bracketed ? 1 : 0));
  auto behind = site.substr(host_end + (is_bracketed ? 1 : 0));
  if (name.empty()) refuse(text, "there is no host in it");
  host = name;
  if (is_bracketed) {
    address = literal(text, name);
    if (address->is_v4()) refuse(text, "an IPv4 address stands without brackets");
    authority = fmt::format("[{}]", name.substr(0, name.find('%')));
  } else {
    if (!std::ranges::all_of(name, may_be_in_name))
      refuse(text, fmt::format("'{}' is no name of a host; international ones are written in their "
                               "'xn--' form",
                               name));
    // Resolvers take 10.1 and 0x7f.1 for addresses: better nobody does.
    const auto last = name.substr(name.rfind('.') + 1);
    if (!last.empty() && std::ranges::all_of(last, is_digit)) try {
        address = IpAddress(name);
      } catch (const DescriptionError&) {
        refuse(text, fmt::format("'{}' is no IPv4 address, and no name either", name));
      }
    authority = name;
  }

  if (!behind.empty()) {
    const auto digits = behind.substr(1);
    const auto [parsed, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (!behind.starts_with(':') || digits.empty() || error != std::errc() ||
        parsed != digits.data() + digits.size() || port == 0)
      refuse(text, fmt::format("'{}' is no port", behind));
    if (port != 80) authority += fmt::format(":{}", port);
  }

  target = rest.substr(end);
  if (target.find('#') != std::string::npos)
    refuse(text, "what stands behind a '#' is never sent to a server");
  if (!std::ranges::all_of(target, may_be_in_target))
    refuse(text, "write characters that may not be in a URL as %20");
  if (!target.starts_with('/')) target.insert(0, "/");
}

}  // namespace netrig
