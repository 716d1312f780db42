// The files in Markdown of this folder.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace netrig {

struct Page {
  std::string file{};  ///< "suites/tutorial/commands/NAME.md"
  std::string text{};
};
inline void PrintTo(const Page& page, std::ostream* os) {
  *os << page.file;
}

std::vector<Page> pages();

}  // namespace netrig
