// A service at work: its sockets, driven by a ServiceThread, and its record of callers.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "netrig/core/deadline.hpp"
#include "netrig/core/endpoint.hpp"
#include "netrig/core/unique_fd.hpp"
#include "netrig/service/service.hpp"
#include "service/bound_socket.hpp"

namespace netrig {

/// Waits for a socket; what is read and written, netrig does by itself. With io_context's own
/// executor, because the default one costs an allocation per operation.
using Descriptor =
    boost::asio::posix::basic_stream_descriptor<boost::asio::io_context::executor_type>;

/// One TCP connection among all: its client picks the number at random (RFC 6528), and address
/// translation leaves it as it is.
struct ConnectionId {
  std::uint32_t initial_sequence;  ///< of the client
  Endpoint source;                 ///< the client's end as it knows it itself
};

/// Has two kinds of owners: the handle, and each operation that is pending on its sockets, whose
/// handler may be on its way when the handle goes. close() may come from any thread, at any time.
class RunningService : public std::enable_shared_from_this<RunningService> {
 public:
  RunningService(const BoundSocket& socket, const Namespace& where);
  virtual ~RunningService() = default;
  RunningService(const RunningService&) = delete;
  RunningService& operator=(const RunningService&) = delete;

  const Endpoint& local() const noexcept { return local_; }
  std::optional<Family> family() const noexcept { return family_; }
  const std::string& node() const noexcept { return node_; }
  bool is_in(const Namespace& where) const;

  /// See Service.
  std::vector<Caller> callers() const;
  std::vector<Caller> wait_for_callers(std::size_t count, Deadline deadline) const;
  std::size_t caller_count() const;
  /// The caller behind that connection, among those that have called since the first `before`
  /// did. Waits for it; empty when the deadline passes first.
  std::optional<Caller> wait_for_connection(const ConnectionId& wanted, std::size_t before,
                                            Deadline deadline) const;

  /// Begins to answer.
  void start();
  /// Closes the port and all connections, if they are not closed yet, and returns when they are.
  /// Must have happened before the io_context goes.
  void close() noexcept;

 protected:
  // These are called with mutex_ held.
  virtual void wait_for_callers_to_come() = 0;
  virtual void close_sockets() noexcept = 0;
  /// `initial_sequence`: of a TCP connection, where the kernel knows it.
  void record(const Caller& caller, std::optional<std::uint32_t> initial_sequence = std::nullopt);

  /// A handler that keeps this object alive and calls `step()` with mutex_ held, unless the service
  /// was closed meanwhile: then all that `step` refers to may be gone.
  template <class Step>
  auto guarded(Step step) {
    return [self = shared_from_this(), step = std::move(step)](const auto&) {
      const std::lock_guard lock(self->mutex_);
      if (!self->is_closed_) step();
    };
  }

 private:
  /// The position of a connection in callers_, from `begin` on; empty when it has not come yet.
  std::optional<std::size_t> find(const ConnectionId& wanted, std::size_t begin) const;

  const Endpoint local_;
  const std::optional<Family> family_;
  const std::string node_;
  const ino_t namespace_inode_;

  mutable std::mutex mutex_;
  mutable std::condition_variable called_;
  bool is_closed_ = false;
  std::vector<Caller> callers_;
  std::vector<std::optional<std::uint32_t>> initial_sequences_;  ///< by position in callers_
};

}  // namespace netrig
