// The words of tables for verdicts.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "netrig/policy/matrix.hpp"

namespace netrig {

struct VerdictWord {
  Verdict verdict;
  std::string_view word;
};
inline constexpr std::array verdict_words{
    VerdictWord{Verdict::reached, "reach"},         VerdictWord{Verdict::refused, "refuse"},
    VerdictWord{Verdict::rejected, "reject"},       VerdictWord{Verdict::dropped, "drop"},
    VerdictWord{Verdict::silent, "silent"},         VerdictWord{Verdict::no_route, "no-route"},
    VerdictWord{Verdict::unresolved, "unresolved"}, VerdictWord{Verdict::denied, "denied"},
    VerdictWord{Verdict::unexpected, "unexpected"}, VerdictWord{Verdict::no_address, "no-address"},
};

/// Empty where it is none of them.
std::optional<Verdict> verdict_of(std::string_view word);
/// For error messages: "reach, refuse, ..."
std::string all_verdict_words();

}  // namespace netrig
