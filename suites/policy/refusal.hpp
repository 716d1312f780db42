// What is wrong with a text, in netrig's words.
#pragma once

#include <netrig/core/error.hpp>
#include <string>

namespace netrig {

/// The sentence with which `read` refuses; "nothing" where it does not.
template <class Read>
std::string refusal_of(Read&& read) {
  try {
    read();
  } catch (const DescriptionError& error) {
    return error.what();
  }
  return "nothing";
}

}  // namespace netrig
