// By what a fault with a probability chooses: nf_tables and an eBPF program come to the same.
#pragma once

#include <cstdint>

namespace netrig {

/// Hashes are 0 to this, less one: nf_tables' modulus is a 32-bit number.
inline constexpr std::uint32_t fault_hash_range = 0xffffffffU;

/// nf_tables' `jhash ... mod fault_hash_range` of the four bytes of `position`, in network byte
/// order: Jenkins' lookup3 (jhash() of linux/jhash.h) and reciprocal_scale().
constexpr std::uint32_t fault_hash(std::uint32_t position, std::uint32_t seed) {
  const auto rotated = [](std::uint32_t word, unsigned by) {
    return word << by | word >> (32U - by);
  };
  constexpr std::uint32_t initial = 0xdeadbeef, length = 4;
  std::uint32_t a = initial + length + seed, b = a, c = a;
  a += position << 24U | (position & 0xff00U) << 8U | (position >> 8U & 0xff00U) | position >> 24U;
  c = (c ^ b) - rotated(b, 14);
  a = (a ^ c) - rotated(c, 11);
  b = (b ^ a) - rotated(a, 25);
  c = (c ^ b) - rotated(b, 16);
  a = (a ^ c) - rotated(c, 4);
  b = (b ^ a) - rotated(a, 14);
  c = (c ^ b) - rotated(b, 24);
  return static_cast<std::uint32_t>(std::uint64_t{c} * fault_hash_range >> 32U);
}

}  // namespace netrig
