// Whether a command has printed what it should have.
#pragma once

#include <string>

#include "article.hpp"

namespace netrig {

/// A line `...` stands for any number of lines, `[..]` for anything within a line. Times ("0.05
/// ms"), the numbers of interfaces ("6: veth0@if7") and blanks at the end of a line never matter.
bool matches(const Lines& expected, const Lines& actual);

/// Both in one list: "-" before a line that is missing, "+" before one that was not expected.
std::string difference(const Lines& expected, const Lines& actual);

}  // namespace netrig
