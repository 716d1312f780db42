#include "netrig/core/error.hpp"

#include <fmt/format.h>

namespace netrig {
namespace {

std::string sentence(std::error_code code, const std::string& attempt,
                     const std::string& kernel_text, const std::string& remedy) {
  auto text = fmt::format("{}: {}", attempt, code.message());
  if (!kernel_text.empty()) text += fmt::format(" (kernel: {})", kernel_text);
  if (!remedy.empty()) text += fmt::format("; {}", remedy);
  return text;
}

}  // namespace

Error::Error(std::error_code code, std::string attempt, std::string kernel_text, std::string remedy)
    : std::system_error(code) {
  auto what = sentence(code, attempt, kernel_text, remedy);
  parts_ = std::make_shared<const Parts>(
      Parts{std::move(attempt), std::move(kernel_text), std::move(remedy), std::move(what)});
}

Error::Error(std::error_code code, std::string sentence, std::nullptr_t) : std::system_error(code) {
  auto what = sentence;
  parts_ = std::make_shared<const Parts>(Parts{std::move(sentence), {}, {}, std::move(what)});
}

const char* Error::what() const noexcept {
  return parts_->what.c_str();
}

DescriptionError::DescriptionError(std::string sentence)
    : Error(std::make_error_code(std::errc::invalid_argument), std::move(sentence), nullptr) {}

UnsupportedError::UnsupportedError(std::string sentence)
    : Error(std::make_error_code(std::errc::not_supported), std::move(sentence), nullptr) {}

DeadlineError::DeadlineError(std::string awaited)
    : Error(std::make_error_code(std::errc::timed_out),
            fmt::format("the deadline passed while waiting for {}", awaited), nullptr) {}

std::error_code error_code_from(int errno_value) noexcept {
  return {errno_value, std::generic_category()};
}

}  // namespace netrig
