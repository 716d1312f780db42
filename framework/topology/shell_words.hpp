// Text for a shell.
#pragma once

#include <string>
#include <string_view>

namespace netrig {

/// As one word of a POSIX shell, whatever it holds: in single quotes unless it needs none.
std::string shell_word(std::string_view text);
/// Each word of a text that is separated by spaces.
std::string shell_words(std::string_view text);

}  // namespace netrig
