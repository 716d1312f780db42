// The ends of links as people read them, for print.cpp and dot.cpp.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "netrig/topology/topology.hpp"

namespace netrig {

/// "eth0", {"10.0.1.2/24"}: as planned, or only what was described where that cannot be planned.
struct EndText {
  std::string interface;
  std::vector<std::string> addresses;
};

struct LinkTexts {
  std::vector<std::array<EndText, 2>> links;  ///< by LinkId::index
  std::string refusal;  ///< why the topology cannot be planned; empty when it can
};

LinkTexts link_texts(const Topology& topology);

}  // namespace netrig
