#include "config/kernel_words.hpp"

#include <cstring>

#include "netrig/core/error.hpp"

namespace netrig {

std::error_code code_of_words(std::string_view words) {
  constexpr int highest_errno = 133;
  for (int each = 1; each <= highest_errno; ++each) {
    const char* in_english = ::strerrordesc_np(each);  // null for a number that is none
    if (in_english && (words == in_english || words == error_code_from(each).message()))
      return error_code_from(each);
  }
  return std::make_error_code(std::errc::invalid_argument);
}

}  // namespace netrig
