// What iptables-restore says of rules that it refuses, and what it does not say.
#pragma once

#include <string>
#include <system_error>

#include "netrig/config/iptables.hpp"
#include "netrig/config/ruleset_error.hpp"

namespace netrig {

struct IptablesReport {
  std::string text;    ///< without the advice to read the manual
  RulesetFault fault;  ///< without its file
  /// What the kernel said, or std::errc::invalid_argument when it was not asked or is not quoted.
  std::error_code code;
};
/// `errors`: the program's standard error.
IptablesReport read_iptables_report(const std::string& errors);

/// A sentence when the backend that was asked for is not in the kernel; empty when it is.
std::string lacking_backend(IptablesBackend wanted, bool has_nft, bool has_legacy);

}  // namespace netrig
