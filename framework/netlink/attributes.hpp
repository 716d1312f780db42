// The attributes of a netlink message, by type.
#pragma once

#include <libmnl/libmnl.h>

#include <array>
#include <cstdint>
#include <string>

#include "netrig/core/address.hpp"
#include "netrig/core/mac_address.hpp"

namespace netrig::netlink {

/// A callback of libmnl's whose data is a function.
template <class Visit>
int call_with(const nlattr* attribute, void* visit) {
  (*static_cast<Visit*>(visit))(*attribute);
  return MNL_CB_OK;
}

/// The last attribute of each type up to `Max`; unknown ones are passed over.
template <std::uint16_t Max>
class Attributes {
 public:
  /// Of a message whose fixed header has `header_size` bytes.
  Attributes(const nlmsghdr& header, std::size_t header_size) {
    mnl_attr_parse(&header, static_cast<unsigned>(header_size), &Attributes::keep, this);
  }
  /// Of a nested attribute.
  explicit Attributes(const nlattr* outer) {
    mnl_attr_parse_nested(outer, &Attributes::keep, this);
  }

  /// Null when the message has none.
  const nlattr* operator[](std::uint16_t type) const { return found_.at(type); }

 private:
  static int keep(const nlattr* attribute, void* self) {
    const auto type = mnl_attr_get_type(attribute);
    if (type <= Max) static_cast<Attributes*>(self)->found_[type] = attribute;
    return MNL_CB_OK;
  }
  std::array<const nlattr*, Max + 1> found_{};
};

/// Calls `visit(const nlattr&)` for each in their order: of a message whose fixed header has
/// `header_size` bytes, or of a nested attribute.
template <class Visit>
void for_each_attribute(const nlmsghdr& header, std::size_t header_size, Visit visit) {
  mnl_attr_parse(&header, static_cast<unsigned>(header_size), &call_with<Visit>, &visit);
}
template <class Visit>
void for_each_attribute(const nlattr& outer, Visit visit) {
  mnl_attr_parse_nested(&outer, &call_with<Visit>, &visit);
}

/// An address of 4 or 16 bytes.
IpAddress address_in(const nlattr* attribute);
/// Zero when the attribute is not 6 bytes long.
MacAddress mac_in(const nlattr* attribute);

}  // namespace netrig::netlink
