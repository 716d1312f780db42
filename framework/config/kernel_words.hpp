// What programs and libraries say of the kernel's refusals.
#pragma once

#include <string_view>
#include <system_error>

namespace netrig {

/// The code that strerror(3) calls so, in English or in the process's language;
/// std::errc::invalid_argument when there is none.
std::error_code code_of_words(std::string_view words);

}  // namespace netrig
