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

/// Used by one thread at a time, not always by the same. Each of these moves the calling thread into other
/// namespaces.
class Share {
 public:
  /// At most `window` are open at once.
  Share(const Questionnaire& questionnaire, std::size_t window)
      : questionnaire_(questionnaire), window_(window) {}

  /// Begins those at these positions and hears what answers soon; most have their verdict then.
  void begin(std::span<const std::size_t> positions);
  /// Waits until all have.
  void finish();

 private:
  /// False when there is no descriptor for it, but will be when others are done.
  bool begin(std::size_t position, const Namespace*& inside);

  Questionnaire questionnaire_;
  std::size_t window_;
  Loop loop_;
  std::vector<std::unique_ptr<Attempt>> attempts_;  // those that had to wait; before the loop in death
};

}  // namespace netrig
