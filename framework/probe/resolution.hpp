// The addresses of a name, as a node's own resolver finds them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "netrig/core/address.hpp"
#include "netrig/core/deadline.hpp"
#include "netrig/netns/namespace.hpp"

namespace netrig {

/// getaddrinfo(3), called in the node, whose /etc counts, on a thread of its own: it queues behind
/// nobody. It cannot be interrupted: where this object goes before the answer has come, the thread
/// goes on until then, and the end of the node waits for it. Name servers are therefore not asked
/// for much longer than the patience; see the constructor.
class Resolution {
 public:
  /// Asks for addresses of one family, or of both. No name server is waited for longer than
  /// until the deadline, in whole seconds, nor asked again behind it: resolv.conf(5)'s `timeout`
  /// and `attempts` count where they are less. Throws Error.
  Resolution(const Namespace& node, std::string name, std::optional<Family> family,
             Deadline deadline);

  struct Answer {
    std::vector<IpAddress> addresses{};  ///< in the resolver's order (RFC 6724)
    std::string failure{};               ///< its words, where there are no addresses
  };
  /// Can be read once the answer is there.
  int fd() const noexcept;
  /// Throws what kept the thread from entering the node.
  std::optional<Answer> answer() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace netrig
