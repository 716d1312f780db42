// The end of what a program said, as messages show it.
#pragma once

#include <string>
#include <string_view>

namespace netrig {

/// "; it said:" and the last lines of both in lines of their own, indented; those of standard error
/// begin with "! ". "; it said nothing" where that is so.
std::string said(std::string_view output, std::string_view errors);

}  // namespace netrig
