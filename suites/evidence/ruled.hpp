// A network of which a test writes the firewall's chain.
#pragma once

#include <fmt/format.h>

#include <netrig/gtest/ruleset_matchers.hpp>
#include <netrig/nftables.hpp>
#include <string>

#include "firewalled.hpp"

namespace netrig {

class Ruled : public FirewalledInBothFamilies {
 protected:
  const IpAddress target = server_address(GetParam());

  /// A table of its own, in the place of all that was there.
  static Configuration table(const std::string& content) {
    return nftables_text(fmt::format("flush ruleset\ntable inet filter {{\n{}\n}}", content));
  }
  static std::string chain(const std::string& hook, const std::string& rules,
                           const std::string& policy = "accept") {
    return fmt::format("chain {} {{\ntype filter hook {} priority filter; policy {};\n{}\n}}", hook,
                       hook, policy, rules);
  }
  void load(const std::string& content) { configure(table(content)); }
  void load_forward(const std::string& rules, const std::string& policy = "accept") {
    load(chain("forward", rules, policy));
  }
};

}  // namespace netrig
