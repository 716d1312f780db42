// The addresses of a name, as a node's own resolver finds them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "netrig/core/address.hpp"
#include "netrig/netns/namespace.hpp"

namespace netrig {

/// getaddrinfo(3), called on the node's own thread, whose /etc is the node's. It cannot be
/// interrupted: where this object goes before the answer has come, that thread stays busy until
/// then.
class Resolution {
 public:
  /// Asks for addresses of one family, or of both.
  Resolution(const Namespace& node, std::string name, std::optional<Family> family);

  struct Answer {
    std::vector<IpAddress> addresses{};  ///< in the resolver's order (RFC 6724)
    std::string failure{};               ///< its words, where there are no addresses
  };
  /// Can be read once the answer is there.
  int fd() const noexcept;
  std::optional<Answer> answer() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace netrig
