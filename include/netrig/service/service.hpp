// Something that answers in a node, in this process. It listens by the time you hold it.
//
//   auto web = network[server].serve(tcp(80));                          // echo
//   auto hello = network[server].serve(tcp(81), {.answer = "hello\n"}); // says hello and closes
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "netrig/core/deadline.hpp"
#include "netrig/core/endpoint.hpp"
#include "netrig/core/print.hpp"
#include "netrig/netns/namespace.hpp"

namespace netrig {

class HttpService;
class RunningService;
struct HttpServiceOptions;

struct ServiceOptions {
  /// What it says: nothing of its own, an echo, when empty. A TCP service sends this to everyone
  /// who connects and closes, a UDP service to everyone who sends a datagram.
  std::optional<std::string> answer{};
  /// The address to listen on; all, IPv4 and IPv6, when empty.
  std::optional<IpAddress> address{};
  /// IP_TRANSPARENT (ip(7)): it also takes what is for other addresses and ports where nft's
  /// `tproxy` brings it here, and answers in their name; Caller::local is whom the caller meant. A
  /// UDP service answers from its own port, so let `tproxy` leave the port as it is.
  bool transparent = false;
};

/// Who called: the two ends as the service saw them, behind any address translation.
struct Caller {
  Endpoint remote;
  Endpoint local;
  bool operator==(const Caller&) const = default;
};
/// "10.0.1.2:41834/tcp to 10.0.2.2:80/tcp"
std::string to_string(const Caller& caller);
template <>
inline constexpr bool is_printable<Caller> = true;

/// Move-only; its end closes the port and all connections. Safe to outlive its Network, whose end
/// closes it as well.
class Service {
 public:
  Service(Service&&) noexcept;
  Service& operator=(Service&&) noexcept;
  ~Service();

  /// The port that it listens on: the kernel's choice where 0 was asked for.
  TransportPort port() const noexcept;
  /// Where it listens: on the wildcard address unless told otherwise.
  const Endpoint& local() const noexcept;
  /// The family whose callers it takes; both when empty.
  std::optional<Family> family() const noexcept;
  /// The name of its node.
  const std::string& node() const noexcept;
  /// Whether it answers in that namespace. In none once its Network has ended.
  bool is_in(const Namespace& where) const;

  /// Who has called so far: a TCP connection or a UDP datagram each, in order. One that the kernel
  /// has accepted on the service's behalf a moment ago may be missing: use wait_for_callers().
  /// Node's connect() and exchange() with a Service return when theirs are listed.
  std::vector<Caller> callers() const;
  /// Waits until at least `count` have called, and gives all; throws DeadlineError.
  std::vector<Caller> wait_for_callers(std::size_t count, Deadline deadline) const;

 private:
  friend class Node;
  friend class ServiceThread;
  explicit Service(std::shared_ptr<RunningService> running);

  // Shared with the service's thread, which may be in the middle of an answer when the handle goes.
  std::shared_ptr<RunningService> running_;
};

/// The thread that runs the services of a Network: it hops into a namespace to open a socket there,
/// and then drives all of them together. Starts with the first service.
class ServiceThread {
 public:
  ServiceThread();
  ServiceThread(ServiceThread&&) noexcept;
  ServiceThread& operator=(ServiceThread&&) noexcept;
  /// Closes all services; their handles stay valid and keep their records.
  ~ServiceThread();

  /// Listens in `where`, which must outlive this object, and returns when it does. Port 0 means
  /// that the kernel picks one. Throws Error: for std::errc::address_in_use it says which socket
  /// has the port.
  [[nodiscard("the port is closed when the Service goes")]] Service serve(
      const Namespace& where, TransportPort port, ServiceOptions options = {});
  /// The same, for HTTP; see service/http_service.hpp. Throws DescriptionError for pages that make
  /// no sense.
  [[nodiscard("the port is closed when the Service goes")]] HttpService serve_http(
      const Namespace& where, TransportPort port, HttpServiceOptions options);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace netrig
