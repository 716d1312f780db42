// What libnftables writes about a ruleset that it refuses, in the words of whoever gave it.
#pragma once

#include <filesystem>
#include <string>

#include "netrig/config/ruleset_error.hpp"

namespace netrig {

/// The files that a report speaks of.
struct RulesetFiles {
  std::string loaded;            ///< the name under which libnftables was given the ruleset
  std::string source;            ///< the name that the user gave it; empty for text
  std::filesystem::path folder;  ///< to which the names of included files are relative
};

/// With the names that the user knows: `source` or "<text>", and included files relative to the
/// program's working directory.
std::string with_users_names(const std::string& report, const RulesetFiles& files);

/// The first error of a report that has those names.
RulesetFault first_fault(const std::string& report);

/// What the kernel said, or std::errc::invalid_argument when it was not asked.
std::error_code code_of(const RulesetFault& fault);

}  // namespace netrig
