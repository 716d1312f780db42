// One way to print: a type whose header says `is_printable<T> = true` has a `to_string`, and so can
// be streamed (which GoogleTest uses) and formatted by fmt.
#pragma once

#include <fmt/format.h>

#include <ostream>
#include <string>

namespace netrig {

/// Specialized as true by each type that declares `std::string to_string(const T&)`. Said, not
/// found out: our types convert from text, so asking for a `to_string` would find one for all
/// strings.
template <class T>
inline constexpr bool is_printable = false;

template <class T>
concept Printable = is_printable<T>;

/// Streams what `to_string` says.
template <Printable T>
std::ostream& operator<<(std::ostream& os, const T& value) {
  return os << to_string(value);
}

}  // namespace netrig

template <netrig::Printable T>
struct fmt::formatter<T> : fmt::formatter<fmt::string_view> {
  template <class Context>
  auto format(const T& value, Context& context) const {
    return fmt::formatter<fmt::string_view>::format(to_string(value), context);
  }
};
