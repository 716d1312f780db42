#include "network/rulesets.hpp"

#include <mutex>
#include <utility>

#include "netns/maker.hpp"

namespace netrig {

void open_rulesets(NetworkState& network) {
  const std::lock_guard lock(network.watching);
  if (!network.rulesets.empty()) return;
  std::vector<std::unique_ptr<NodeRuleset>> opened;
  for (const auto& node : network.namespaces) {
    enter(node);
    opened.push_back(std::make_unique<NodeRuleset>(node));
  }
  network.rulesets = std::move(opened);
}

}  // namespace netrig
