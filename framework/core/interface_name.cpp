#include "netrig/core/interface_name.hpp"

#include <fmt/format.h>

#include "netrig/core/error.hpp"

namespace netrig {

InterfaceName::InterfaceName(std::string text) : text_(std::move(text)) {
  constexpr std::size_t longest = 15;  // IFNAMSIZ less its terminating zero
  const auto refuse = [this](std::string_view reason) {
    throw DescriptionError(fmt::format("not an interface name: '{}' {}", text_, reason));
  };
  if (text_.empty()) refuse("is empty");
  if (text_.size() > longest)
    refuse(fmt::format("has {} bytes, the kernel takes at most {}", text_.size(), longest));
  if (text_ == "." || text_ == "..") refuse("is a directory's name");
  // White space as the kernel's isspace() has it, which is that of Latin-1: 0xa0 as well.
  if (text_.find_first_of(std::string_view("/:% \t\n\v\f\r\xa0\0", 11)) != std::string::npos)
    refuse(
        "holds '/', ':', '%' or white space (addresses go in braces: {node, {\"10.0.0.1/24\"}})");
}

}  // namespace netrig
