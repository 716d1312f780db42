// A sentence about the network between the steps of an article, which netrig's own probes answer.
#pragma once

#include <functional>
#include <string>

#include "netrig/core/deadline.hpp"

namespace netrig {

class Machine;

struct Finding {
  bool holds = false;
  std::string seen{};  ///< "container_net -> 8.8.8.8 icmp echo: no route after 0.1 ms"
};

class Claim {
 public:
  /// Throws std::invalid_argument, with the sentences that there are.
  explicit Claim(const std::string& sentence);

  const std::string& sentence() const noexcept { return sentence_; }
  /// Of the machine now; that somebody listens is waited for, until the deadline at most.
  /// Throws Error where it cannot be found out: where there is no such namespace, say.
  Finding look(const Machine& machine, Deadline deadline) const;

 private:
  std::string sentence_;
  std::function<Finding(const Machine&, Deadline)> look_;
};

}  // namespace netrig
