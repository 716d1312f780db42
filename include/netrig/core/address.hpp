// Addresses as values: parsed once, printed the same, wrong ones refused with a sentence.
//
//   IpAddress("10.0.0.1")            an address                         (boost::asio::ip::address)
//   InterfaceAddress("10.0.0.1/24")  an address on an interface, with its on-link prefix
//   Prefix("10.0.0.0/24")            a network; host bits must be zero
//
// All hold IPv4 or IPv6 and throw DescriptionError for text that is neither.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "netrig/core/print.hpp"

namespace netrig {

enum class Family { ipv4, ipv6 };
/// "IPv4", "IPv6"
std::string to_string(Family family);
template <>
inline constexpr bool is_printable<Family> = true;

/// An IPv4 or IPv6 address: Boost.Asio's, which also converts from text.
class IpAddress : public boost::asio::ip::address {
 public:
  IpAddress() = default;  ///< 0.0.0.0
  IpAddress(const boost::asio::ip::address& other) : boost::asio::ip::address(other) {}
  IpAddress(const boost::asio::ip::address_v4& v4) : boost::asio::ip::address(v4) {}
  IpAddress(const boost::asio::ip::address_v6& v6) : boost::asio::ip::address(v6) {}
  /// A link-local address may have the index of its interface behind it, "fe80::1%16" (RFC 4007).
  /// Throws DescriptionError ("not an IP address: '10.0.0'").
  IpAddress(const char* text) : IpAddress(std::string_view(text)) {}
  IpAddress(std::string_view text);
  IpAddress(const std::string& text) : IpAddress(std::string_view(text)) {}

  /// `outcome.peer == "10.0.0.1"`, as the other values here allow; throws for text that is none.
  friend bool operator==(const IpAddress& address, const char* text) {
    return address == IpAddress(text);
  }
};
std::string to_string(const IpAddress& address);
template <>
inline constexpr bool is_printable<IpAddress> = true;

/// A network: an address whose host bits are zero, and a length.
class Prefix {
 public:
  /// Throws DescriptionError ("not a prefix: '10.0.0.1/24' has host bits set; did you mean
  /// 10.0.0.0/24?").
  Prefix(const char* text) : Prefix(std::string_view(text)) {}
  Prefix(std::string_view text);
  Prefix(const std::string& text) : Prefix(std::string_view(text)) {}
  /// The network of `length` bits that holds `member`. Throws DescriptionError when `length` is
  /// more than the family has bits.
  Prefix(const IpAddress& member, unsigned length);

  const IpAddress& address() const noexcept { return address_; }
  unsigned length() const noexcept { return length_; }
  bool is_v4() const { return address_.is_v4(); }
  bool contains(const IpAddress& address) const;
  bool overlaps(const Prefix& other) const;
  /// The address `offset` places after the network's first one; the caller keeps it inside.
  IpAddress at(std::uint64_t offset) const;
  /// How many addresses can be given to hosts: for IPv4 all but the network and the broadcast
  /// address (a /31 has two, RFC 3021; a /32 one), for IPv6 all but the subnet-router anycast
  /// address (a /127 has two, RFC 6164; a /128 one); at most 2^63.
  std::uint64_t host_capacity() const;
  /// The first address of host_capacity(): offset 1, or 0 where every address is a host's.
  std::uint64_t first_host_offset() const;

  bool operator==(const Prefix&) const = default;
  std::strong_ordering operator<=>(const Prefix& other) const;

 private:
  IpAddress address_;
  unsigned length_;
};
std::string to_string(const Prefix& prefix);
template <>
inline constexpr bool is_printable<Prefix> = true;

/// An address of an interface and the length of its on-link prefix: "192.168.10.1/24".
class InterfaceAddress {
 public:
  /// Throws DescriptionError ("not an interface address: '192.168.10.1' has no prefix length; write
  /// 192.168.10.1/24 or /32").
  InterfaceAddress(const char* text) : InterfaceAddress(std::string_view(text)) {}
  InterfaceAddress(std::string_view text);
  InterfaceAddress(const std::string& text) : InterfaceAddress(std::string_view(text)) {}
  InterfaceAddress(const IpAddress& address, unsigned prefix_length);

  const IpAddress& address() const noexcept { return address_; }
  unsigned prefix_length() const noexcept { return prefix_length_; }
  bool is_v4() const { return address_.is_v4(); }
  /// The on-link network.
  Prefix prefix() const { return {address_, prefix_length_}; }

  bool operator==(const InterfaceAddress&) const = default;
  std::strong_ordering operator<=>(const InterfaceAddress& other) const;

 private:
  IpAddress address_;
  unsigned prefix_length_;
};
std::string to_string(const InterfaceAddress& address);
template <>
inline constexpr bool is_printable<InterfaceAddress> = true;

/// The prefixes that a link's addresses are planned from: none, one, or one of each family.
class Prefixes {
 public:
  Prefixes() = default;
  Prefixes(const char* text) : prefixes_(1, Prefix(text)) {}
  Prefixes(const std::string& text) : prefixes_(1, Prefix(text)) {}
  Prefixes(const Prefix& prefix) : prefixes_(1, prefix) {}
  Prefixes(std::initializer_list<Prefix> prefixes) : prefixes_(prefixes) {}

  using value_type = Prefix;
  using const_iterator = std::vector<Prefix>::const_iterator;
  using iterator = const_iterator;
  const_iterator begin() const { return prefixes_.begin(); }
  const_iterator end() const { return prefixes_.end(); }
  std::size_t size() const { return prefixes_.size(); }
  bool empty() const { return prefixes_.empty(); }
  bool operator==(const Prefixes&) const = default;

 private:
  std::vector<Prefix> prefixes_;
};

}  // namespace netrig
