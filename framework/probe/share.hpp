// The inquiries of one thread.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "netrig/core/deadline.hpp"
#include "netrig/probe/ask.hpp"
#include "probe/attempt.hpp"
#include "probe/loop.hpp"

namespace netrig {

/// What ask() was asked, and where the answers go.
struct Questionnaire {
  std::span<const Inquiry> inquiries;
  std::span<Outcome> outcomes;
  Deadline deadline;
};

/// Used by one thread at a time, not always by the same.
class Share {
 public:
  /// At most `window` wait at once.
  Share(const Questionnaire& questionnaire, std::size_t window)
      : questionnaire_(questionnaire), window_(window) {}

  /// Begins the inquiries at these positions; most have their verdict at once. Leaves the calling
  /// thread in the namespace of the last one.
  void begin(std::span<const std::size_t> positions);
  /// Gives those that were begun last the time in which those answer that do answer.
  void settle();
  /// Waits until all have their verdict.
  void finish();

 private:
  /// False when there is no descriptor for it, but will be when others are done.
  bool begin_one(std::size_t position);

  Questionnaire questionnaire_;
  std::size_t window_;
  std::size_t unsettled_ = 0;  ///< where in attempts_ those stand that were begun last
  Loop loop_;
  std::vector<std::unique_ptr<Attempt>>
      attempts_;  // that had to wait; they go before the loop does
};

}  // namespace netrig
