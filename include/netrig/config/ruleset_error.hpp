// A firewall ruleset that was refused, and where in it the fault lies.
//
//   cannot load nftables ruleset perimeter.nft in 'firewall': perimeter.nft:4:13-15: Error: ...
//           tcp dport foo drop
//                     ^^^
#pragma once

#include <memory>
#include <string>

#include "netrig/core/error.hpp"

namespace netrig {

/// What the program or library that reads the rulesets said of the first fault.
struct RulesetFault {
  std::string file{};   ///< the ruleset's own, or one that it includes; empty for text
  unsigned line = 0;    ///< from 1; 0 when the fault was not given a place
  unsigned column = 0;  ///< from 1; 0 when only the line is known
  std::string message{};

  bool operator==(const RulesetFault&) const = default;
};

/// The ruleset that was in force before is still in force. code() is what the kernel said, or
/// std::errc::invalid_argument for what did not get so far, or when nobody passed it on.
class RulesetError : public Error {
 public:
  /// `report`: all that was said, lines; "<attempt>: <report>" is what().
  RulesetError(std::error_code code, const std::string& attempt, const std::string& report,
               RulesetFault fault);

  const std::string& file() const noexcept { return fault_->file; }
  unsigned line() const noexcept { return fault_->line; }
  unsigned column() const noexcept { return fault_->column; }
  const std::string& message() const noexcept { return fault_->message; }

 private:
  std::shared_ptr<const RulesetFault> fault_;  // shared as Error's own parts are
};

}  // namespace netrig
