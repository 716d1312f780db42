// A value, and the text that it is printed as.
#pragma once

#include "case.hpp"

namespace netrig {

template <class Value>
struct PrintCase : Case {
  Value value;
  const char* text;
};

}  // namespace netrig
