#include "netrig/config/ruleset_error.hpp"

#include <fmt/format.h>

namespace netrig {

RulesetError::RulesetError(std::error_code code, const std::string& attempt,
                           const std::string& report, RulesetFault fault)
    : Error(code, fmt::format("{}: {}", attempt, report), nullptr),
      fault_(std::make_shared<const RulesetFault>(std::move(fault))) {}

}  // namespace netrig
