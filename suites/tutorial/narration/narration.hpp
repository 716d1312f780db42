// What a person reads along: NETRIG_NARRATE=1 in the environment asks for it.
#pragma once

#include <fmt/color.h>

#include <chrono>
#include <string>
#include <string_view>

namespace netrig {

bool narrates();

/// Colour where a person reads, plain text in a pipe or where NO_COLOR asks for it (no-color.org).
std::string painted(fmt::text_style style, std::string_view text);
/// Grey, for what is not to catch the eye.
std::string in_passing(std::string_view text);
/// "ok" or "WRONG".
std::string mark(bool holds);
/// "0.12 ms"
std::string milliseconds(std::chrono::steady_clock::duration duration);

/// Prints it, if anybody listens.
void narrate(const std::string& line);

}  // namespace netrig
