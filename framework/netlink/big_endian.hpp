// Numbers in the attributes of nfnetlink's messages, which are in network byte order.
#pragma once

#include <endian.h>
#include <libmnl/libmnl.h>

#include <cstring>
#include <optional>

namespace netrig::netlink {

/// Empty when there is no such attribute, or one of another size.
template <class Number>
std::optional<Number> number_in(const nlattr* attribute) {
  if (!attribute || mnl_attr_get_payload_len(attribute) != sizeof(Number)) return std::nullopt;
  Number number;
  std::memcpy(&number, mnl_attr_get_payload(attribute), sizeof(number));
  if constexpr (sizeof(Number) == 2) number = be16toh(number);
  if constexpr (sizeof(Number) == 4) number = be32toh(number);
  if constexpr (sizeof(Number) == 8) number = be64toh(number);
  return number;
}

template <class Number>
Number number_or_zero(const nlattr* attribute) {
  return number_in<Number>(attribute).value_or(0);
}

}  // namespace netrig::netlink
