// What a rule that has ended a packet is, and whether it would end the next one.
#pragma once

#include <string>

#include "evidence/node_ruleset.hpp"
#include "evidence/ruleset_watch.hpp"
#include "netrig/evidence/drop_report.hpp"

namespace netrig {

struct Judgement {
  DecidingRule rule{};  ///< without its text
  std::string doubt{};  ///< DropReport::doubt
};
Judgement judge(const TracedDrop& drop, NodeRuleset& ruleset);

}  // namespace netrig
