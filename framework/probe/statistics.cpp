#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "netrig/probe/outcome.hpp"

namespace netrig {
namespace {

using std::chrono::nanoseconds;

double milliseconds(nanoseconds time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

}  // namespace

double EchoStatistics::loss() const noexcept {
  return sent == 0 ? 0.0 : 1.0 - static_cast<double>(received()) / sent;
}

nanoseconds EchoStatistics::minimum() const {
  return round_trips.empty() ? nanoseconds{} : *std::ranges::min_element(round_trips);
}

nanoseconds EchoStatistics::average() const {
  if (round_trips.empty()) return {};
  return std::accumulate(round_trips.begin(), round_trips.end(), nanoseconds{}) / received();
}

nanoseconds EchoStatistics::maximum() const {
  return round_trips.empty() ? nanoseconds{} : *std::ranges::max_element(round_trips);
}

nanoseconds EchoStatistics::mean_deviation() const {
  if (round_trips.empty()) return {};
  const auto middle = static_cast<double>(average().count());
  double squares = 0;
  for (const auto time : round_trips)
    squares += std::pow(static_cast<double>(time.count()) - middle, 2);
  return nanoseconds(std::llround(std::sqrt(squares / received())));
}

std::string to_string(const EchoStatistics& statistics) {
  auto text = fmt::format("{} of {} answered", statistics.received(), statistics.sent);
  if (!statistics.round_trips.empty())
    text +=
        fmt::format(", rtt min/avg/max/mdev {:.3f}/{:.3f}/{:.3f}/{:.3f} ms",
                    milliseconds(statistics.minimum()), milliseconds(statistics.average()),
                    milliseconds(statistics.maximum()), milliseconds(statistics.mean_deviation()));
  return text;
}

}  // namespace netrig
