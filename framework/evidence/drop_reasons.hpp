// What the kernel's drop reasons mean for a probe.
#pragma once

#include <optional>
#include <string_view>

#include "evidence/kernel_drops.hpp"
#include "netrig/evidence/drop_report.hpp"

namespace netrig {

struct DropMeaning {
  DropCause cause{};
  std::string_view words{};  ///< beside the reason's name; may be empty
  /// Why the next packet may fare better; empty where it cannot.
  std::string_view doubt{};
};

/// Empty where the probe may have got its answer all the same: the kernel also frees copies as
/// dropped, what came for others, and what it has answered.
std::optional<DropMeaning> meaning_of(const KernelDrop& drop);

}  // namespace netrig
