// What this process may do: why it may not make network namespaces, and what would allow it; and
// whether it has a user namespace of its own.
#pragma once

#include <filesystem>
#include <string>
#include <system_error>

namespace netrig {

/// Throws the error of a namespace that could not be made: PermissionError with a remedy where the
/// machine forbids it, otherwise Error.
[[noreturn]] void throw_creation_error(std::error_code code, std::string attempt);

/// What forbids it, judged by the error and by the machine's settings, and the command that allows
/// it: a sentence. The settings are below `proc`/sys.
std::string remedy_for(std::error_code code, const std::filesystem::path& proc = "/proc");

/// Whether the user namespace has one user, as that of a Sandbox that was made without root
/// (user_namespaces(7)).
bool has_one_user();

}  // namespace netrig
