// Following an article: what it says is typed, and compared with what comes of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "article.hpp"
#include "machine.hpp"

namespace netrig {

/// The first step that does not do what the file says; what follows it has not been done.
struct Failure {
  int line = 0;
  std::string text{};
};

struct Account {
  std::vector<std::string> stand_ins{};  ///< programs that are not the ones that the article means
  std::vector<std::string> known_faults{};  ///< what was typed, or said, where the article is wrong
  std::optional<Failure> failure{};
};

/// Narrates.
Account follow(const Article& article, const Machine& machine);

}  // namespace netrig
