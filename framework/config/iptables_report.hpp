// What iptables-restore says of rules that it refuses, and what it does not say.
#pragma once

#include <string>

#include "netrig/config/iptables.hpp"
#include "netrig/config/ruleset_error.hpp"

namespace netrig {

struct IptablesReport {
  std::string text;    ///< without the advice to read the manual
  RulesetFault fault;  ///< without its file
};
/// `errors`: the program's standard error.
IptablesReport read_iptables_report(const std::string& errors);

/// A sentence when the backend that was asked for is not in the kernel; empty when it is.
std::string lacking_backend(IptablesBackend wanted, bool has_nft, bool has_legacy);

}  // namespace netrig
