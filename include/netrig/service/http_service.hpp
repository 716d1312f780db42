// An HTTP server in a node, in this process: pages by path, virtual hosts, and a record of what was
// asked.
//
//   auto web = network[server].serve_http(tcp(80), {
//       .pages = {{"/", "hello\n"}, {"/old", {.status = 301, .headers = {{"Location", "/"}}}}},
//       .hosts = {{"www.example.com", {{"/", "the example\n"}}}}});
//
// HTTP/1.0 and 1.1, as RFC 9112 has them: persistent connections, pipelining, chunked requests,
// `Expect: 100-continue`, HEAD. No TLS, no HTTP/2; no Date, so that answers are equal.
#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "netrig/core/deadline.hpp"
#include "netrig/service/http.hpp"
#include "netrig/service/service.hpp"

namespace netrig {

class HttpSite;

/// What is at a path: `{"/", "hello\n"}`, which is a 200, or any response.
struct HttpPage {
  HttpPage(std::string at, HttpResponse given) : path(std::move(at)), response(std::move(given)) {}
  template <std::convertible_to<std::string> Text>
  HttpPage(std::string at, Text&& body) : path(std::move(at)) {
    response.body = std::forward<Text>(body);
  }

  std::string path;  ///< as it stands in requests, without a query: "/a%20b"
  /// `Content-Length` is netrig's to send. With the header `Transfer-Encoding: chunked` the body is
  /// sent in that form, to clients of HTTP/1.1.
  HttpResponse response;
};

/// A virtual host: its pages and no others answer those who ask for it.
struct HttpHost {
  std::string name;  ///< compared with the Host header without regard to case and port
  std::vector<HttpPage> pages{};
};

/// Answers what no page does. Called by the thread that runs all services of the network, so none
/// of them answers anyone meanwhile: it must not wait, nor ask this service for its callers(). What
/// it throws becomes a 500 with the exception's words.
using HttpHandler = std::function<HttpResponse(const HttpRequest&)>;

struct HttpServiceOptions {
  /// Of requests for hosts that are not listed below. All methods get a page alike, HEAD without
  /// its body.
  std::vector<HttpPage> pages{};
  std::vector<HttpHost> hosts{};
  HttpHandler handler{};  ///< where there is none, what no page answers is a 404
  /// The address to listen on; all, IPv4 and IPv6, when empty.
  std::optional<IpAddress> address{};
  bool transparent = false;  ///< see ServiceOptions
  /// Bytes of a request's body; a larger one is a 413. Of the header, 64 KiB are taken (431).
  std::size_t largest_body = std::size_t{16} << 20U;
};

/// A Service that knows what it was asked. A request without sense (no HTTP, no Host header in
/// HTTP/1.1) is answered with a 400 and not listed.
class HttpService : public Service {
 public:
  /// What was asked so far, in the order in which the requests were complete. A request is listed
  /// before it is answered.
  std::vector<HttpRequest> requests() const;
  /// Waits until there are at least `count`, and gives all; throws DeadlineError.
  std::vector<HttpRequest> wait_for_requests(std::size_t count, Deadline deadline) const;

 private:
  friend class ServiceThread;
  HttpService(Service service, std::shared_ptr<const HttpSite> site);

  std::shared_ptr<const HttpSite> site_;
};

}  // namespace netrig
