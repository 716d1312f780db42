// Paths as values: comparing and printing.
#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "netrig/network/path.hpp"

namespace netrig {
namespace {

bool is_silent(const Hop& hop) {
  return !hop.id && !hop.address;
}

bool same_place(const Hop& by_ttl, const Hop& by_fib) {
  return is_silent(by_ttl) || (by_ttl.id && by_ttl.id == by_fib.id);
}

}  // namespace

std::string to_string(const Hop& hop) {
  if (is_silent(hop)) return "*";
  if (!hop.address) return hop.node;
  if (hop.node.empty()) return to_string(*hop.address);
  return fmt::format("{} ({})", hop.node, *hop.address);
}

std::string to_string(TraceEnd end) {
  switch (end) {
    case TraceEnd::arrived: return "arrived";
    case TraceEnd::dead_end: return "dead end";
    case TraceEnd::loop: return "loop";
  }
  return fmt::format("end {}", static_cast<int>(end));
}

std::string to_string(const Trace& trace) {
  auto text = trace.from;
  for (const auto& hop : trace.hops) text += fmt::format(" -> {}", hop);
  if (!trace.arrived()) text += fmt::format(", {}", trace.end);
  if (!trace.reason.empty()) text += fmt::format(": {}", trace.reason);
  return text;
}

bool Path::agree() const {
  std::span expected(by_fib.hops);
  // A router that discards packets also discards those whose TTL ends there.
  const bool last_is_silent = by_ttl.in_silence && by_ttl.hops.size() + 1 == expected.size();
  if (last_is_silent) expected = expected.first(by_ttl.hops.size());
  return by_ttl.end == by_fib.end && std::ranges::equal(by_ttl.hops, expected, same_place);
}

std::string to_string(const Path& path) {
  const auto ttl = to_string(path.by_ttl), fib = to_string(path.by_fib);
  if (ttl == fib) return fmt::format("{} by ttl and by fib: {}", path.flow, ttl);
  return fmt::format("{}\nby ttl: {}\nby fib: {}", path.flow, ttl, fib);
}

}  // namespace netrig
