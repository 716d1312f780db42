#include "netrig/core/address.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <charconv>
#include <optional>

#include "netrig/core/error.hpp"

namespace netrig {
namespace {

namespace ip = boost::asio::ip;

unsigned family_bits(const IpAddress& address) {
  return address.is_v4() ? 32 : 128;
}

std::optional<unsigned> try_number(std::string_view digits) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

// Without a scope: Asio would look an interface's name up in the namespace of the calling thread.
std::optional<ip::address> try_address(std::string_view text) {
  if (text.find_first_of(std::string_view("%\0", 2)) != std::string_view::npos) return std::nullopt;
  boost::system::error_code error;
  auto address = ip::make_address(std::string(text), error);
  if (error) return std::nullopt;
  return address;
}

// "fe80::1%16" (RFC 4007 section 11).
std::optional<ip::address> try_scoped_address(std::string_view text, std::string_view scope) {
  const auto address = try_address(text);
  if (!address || !address->is_v6()) return std::nullopt;
  const auto v6 = address->to_v6();
  if (!v6.is_link_local() && !v6.is_multicast_link_local())
    throw DescriptionError(fmt::format(
        "not an IP address: '{0}%{1}' has a scope, which only link-local addresses have; write {0}",
        text, scope));
  const auto index = try_number(scope);
  if (!index || *index == 0)
    throw DescriptionError(
        fmt::format("not an IP address: '{0}%{1}' does not name its interface by number; write "
                    "{0}%16 with the interface's index, because names differ between nodes",
                    text, scope));
  return ip::address_v6(v6.to_bytes(), *index);
}

struct AddressAndLength {
  IpAddress address;
  unsigned length;
};

// "ADDRESS/LENGTH"; `kind` and `example` make the error message.
AddressAndLength parse(std::string_view text, std::string_view kind) {
  const auto slash = text.find('/');
  const auto address = try_address(text.substr(0, slash));
  if (text.substr(0, slash).find('%') != std::string_view::npos)
    throw DescriptionError(fmt::format(
        "not {}: '{}' has a scope; write it without: the interface says that already", kind, text));
  if (!address)
    throw DescriptionError(
        fmt::format("not {}: '{}' does not begin with an IP address", kind, text));
  const auto bits = family_bits(*address);
  if (slash == std::string_view::npos)
    throw DescriptionError(fmt::format("not {0}: '{1}' has no prefix length; write {1}/{2} or /{3}",
                                       kind, text, address->is_v4() ? 24 : 64, bits));
  const auto length = try_number(text.substr(slash + 1));
  if (!length || *length > bits)
    throw DescriptionError(
        fmt::format("not {}: '{}' has a prefix length that is not 0 to {}", kind, text, bits));
  return {*address, *length};
}

IpAddress network_of(const IpAddress& member, unsigned length) {
  if (member.is_v4())
    return ip::network_v4(member.to_v4(), static_cast<unsigned short>(length)).network();
  // A network is the same on every interface: without a scope.
  const ip::address_v6 unscoped(member.to_v6().to_bytes());
  return ip::network_v6(unscoped, static_cast<unsigned short>(length)).network();
}

unsigned checked_length(const IpAddress& address, unsigned length) {
  if (length > family_bits(address))
    throw DescriptionError(fmt::format("not a prefix length for {}: {} is more than {}",
                                       to_string(address), length, family_bits(address)));
  return length;
}

std::strong_ordering order(const IpAddress& left, const IpAddress& right) {
  if (left == right) return std::strong_ordering::equal;
  return left < right ? std::strong_ordering::less : std::strong_ordering::greater;
}

}  // namespace

IpAddress::IpAddress(std::string_view text) {
  const auto scope = text.find('%');
  const auto parsed = scope == std::string_view::npos
                          ? try_address(text)
                          : try_scoped_address(text.substr(0, scope), text.substr(scope + 1));
  if (!parsed) throw DescriptionError(fmt::format("not an IP address: '{}'", text));
  *this = *parsed;
}

std::string to_string(Family family) {
  return family == Family::ipv4 ? "IPv4" : "IPv6";
}

std::string to_string(const IpAddress& address) {
  if (address.is_v4() || address.to_v6().scope_id() == 0) return address.to_string();
  // Asio would print the name that the index has in the namespace of the calling thread.
  const auto v6 = address.to_v6();
  return fmt::format("{}%{}", ip::address_v6(v6.to_bytes()).to_string(), v6.scope_id());
}

Prefix::Prefix(std::string_view text) : length_(0) {
  const auto [address, length] = parse(text, "a prefix");
  address_ = network_of(address, length);
  length_ = length;
  if (address_ != address)
    throw DescriptionError(fmt::format("not a prefix: '{}' has host bits set; did you mean {}?",
                                       text, to_string(*this)));
}

Prefix::Prefix(const IpAddress& member, unsigned length)
    : address_(network_of(member, checked_length(member, length))), length_(length) {}

bool Prefix::contains(const IpAddress& address) const {
  return address.is_v4() == is_v4() && network_of(address, length_) == address_;
}

bool Prefix::overlaps(const Prefix& other) const {
  return length_ <= other.length_ ? contains(other.address_) : other.contains(address_);
}

IpAddress Prefix::at(std::uint64_t offset) const {
  if (is_v4())
    return ip::address_v4(address_.to_v4().to_uint() + static_cast<std::uint32_t>(offset));
  auto bytes = address_.to_v6().to_bytes();
  // Adds from the last byte towards the first; the carry is what is left of `offset`.
  for (auto byte = bytes.rbegin(); byte != bytes.rend() && offset != 0; ++byte) {
    const auto sum = *byte + (offset & 0xff);
    *byte = static_cast<std::uint8_t>(sum);
    offset = (offset >> 8) + (sum >> 8);
  }
  return ip::address_v6(bytes);
}

std::uint64_t Prefix::first_host_offset() const {
  return family_bits(address_) - length_ <= 1 ? 0 : 1;
}

std::uint64_t Prefix::host_capacity() const {
  const auto host_bits = std::min(family_bits(address_) - length_, 63U);
  const auto all = std::uint64_t{1} << host_bits;
  if (host_bits <= 1) return all;
  return is_v4() ? all - 2 : all - 1;
}

std::strong_ordering Prefix::operator<=>(const Prefix& other) const {
  if (const auto by_address = order(address_, other.address_); by_address != 0) return by_address;
  return length_ <=> other.length_;
}

std::string to_string(const Prefix& prefix) {
  return fmt::format("{}/{}", to_string(prefix.address()), prefix.length());
}

InterfaceAddress::InterfaceAddress(std::string_view text) : prefix_length_(0) {
  const auto [address, length] = parse(text, "an interface address");
  address_ = address;
  prefix_length_ = length;
}

InterfaceAddress::InterfaceAddress(const IpAddress& address, unsigned prefix_length)
    : address_(address), prefix_length_(checked_length(address, prefix_length)) {
  if (address.is_v6() && address.to_v6().scope_id() != 0)
    throw DescriptionError(
        fmt::format("not an interface address: {} has a scope; write it without: the interface "
                    "says that already",
                    to_string(address)));
}

std::strong_ordering InterfaceAddress::operator<=>(const InterfaceAddress& other) const {
  if (const auto by_address = order(address_, other.address_); by_address != 0) return by_address;
  return prefix_length_ <=> other.prefix_length_;
}

std::string to_string(const InterfaceAddress& address) {
  return fmt::format("{}/{}", to_string(address.address()), address.prefix_length());
}

}  // namespace netrig
