// What a TCP service says over one connection.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "netrig/core/deadline.hpp"
#include "netrig/service/service.hpp"

namespace netrig {

/// Lets go of the thread whenever it would have to wait.
class Dialogue {
 public:
  virtual ~Dialogue() = default;

  enum class Wait { until_readable, until_writable, until_due, none };
  /// Goes on as far as the non-blocking `socket` lets it; gives what to wait for before the next
  /// call, or none when the connection is to be closed.
  virtual Wait proceed(int socket) = 0;
  /// The moment of until_due.
  virtual Deadline due() const { return Deadline::never(); }
};

/// Begins one with each caller.
using DialogueMaker = std::function<std::unique_ptr<Dialogue>(const Caller&)>;

/// Not for ever, so that others get their turn from a caller who never pauses: how many times a
/// dialogue may listen before it lets go of the thread.
inline constexpr int rounds_per_turn = 16;

/// Says as much of `text` as the non-blocking socket takes, and removes that from it. False when
/// the connection is no more.
bool say_some(int socket, std::string_view& text);

}  // namespace netrig
