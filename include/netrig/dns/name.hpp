// Domain names as values: parsed once, printed the same, wrong ones refused with a sentence.
//
//   DnsName("www.example.com") == "WWW.example.com."
//   DnsName::reverse("192.0.2.80")                    80.2.0.192.in-addr.arpa
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "netrig/core/address.hpp"
#include "netrig/core/print.hpp"

namespace netrig {

/// An absolute domain name, with or without the final dot when it is written. Letters compare
/// without their case (RFC 4343). A byte that is no letter, digit or usual sign is written \DDD,
/// and a dot within a label \. (RFC 1035 section 5.1).
class DnsName {
 public:
  DnsName() = default;  ///< the root, "."
  /// Throws DescriptionError: a label of more than 63 bytes or none, or more than 255 in all.
  DnsName(const char* text) : DnsName(std::string_view(text)) {}
  DnsName(std::string_view text);
  DnsName(const std::string& text) : DnsName(std::string_view(text)) {}

  /// Where the PTR records of an address are: below in-addr.arpa or ip6.arpa (RFC 1035 section 3.5,
  /// RFC 3596 section 2.5).
  static DnsName reverse(const IpAddress& address);

  /// Without the final dot; "." for the root.
  const std::string& text() const noexcept { return text_; }
  bool is_root() const noexcept { return text_ == "."; }

  bool operator==(const DnsName& other) const { return (*this <=> other) == 0; }
  std::weak_ordering operator<=>(const DnsName& other) const;

 private:
  std::string text_ = ".";
};
/// "www.example.com", as text()
std::string to_string(const DnsName& name);
template <>
inline constexpr bool is_printable<DnsName> = true;

}  // namespace netrig
