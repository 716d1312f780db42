#include "topology/shell_words.hpp"

#include <algorithm>
#include <cctype>

namespace netrig {

std::string shell_word(std::string_view text) {
  static constexpr std::string_view plain_marks = "_-./:,=+%@";
  const auto is_plain = [](unsigned char each) {
    return std::isalnum(each) != 0 || plain_marks.find(static_cast<char>(each)) != plain_marks.npos;
  };
  if (!text.empty() && std::ranges::all_of(text, is_plain)) return std::string(text);
  std::string word = "'";
  for (const char each : text) {
    if (each == '\'')
      word += "'\\''";
    else
      word += each;
  }
  return word + "'";
}

std::string shell_words(std::string_view text) {
  std::string words;
  for (std::size_t at = 0; (at = text.find_first_not_of(' ', at)) != text.npos;) {
    const auto end = std::min(text.find(' ', at), text.size());
    words += (words.empty() ? "" : " ") + shell_word(text.substr(at, end - at));
    at = end;
  }
  return words;
}

}  // namespace netrig
