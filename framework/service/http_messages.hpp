// HTTP messages on their way in and out: Boost.Beast's parsers and serializers behind plain values,
// so that its headers are compiled once.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "netrig/service/http.hpp"

namespace netrig {

/// What is wrong with a request, and the status that says so.
struct HttpFlaw {
  int status;
  std::string reason;
};

/// Finds requests in what comes over a connection.
class HttpRequestReader {
 public:
  explicit HttpRequestReader(std::size_t largest_body);
  HttpRequestReader(HttpRequestReader&&) noexcept;
  HttpRequestReader& operator=(HttpRequestReader&&) noexcept;
  ~HttpRequestReader();

  struct Received {
    HttpRequest request;  ///< without its caller
    bool keeps_alive;     ///< whether the client wants to go on with the connection
  };

  void add(std::string_view bytes);
  /// The next one that is complete. Empty when more has to come, or when what came is flawed().
  std::optional<Received> next();
  /// Nothing can be read any more once this is not empty.
  const std::optional<HttpFlaw>& flaw() const noexcept;
  /// Whether the client waits with the body for a 100 (Continue). True once for each request.
  bool wants_to_be_told_to_continue();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Finds the final response in what comes over a connection: 1xx are passed over, but for 101.
class HttpResponseReader {
 public:
  /// `to_head`: a response to HEAD, which has no body whatever its header says.
  HttpResponseReader(bool to_head, std::size_t largest_body);
  HttpResponseReader(HttpResponseReader&&) noexcept;
  HttpResponseReader& operator=(HttpResponseReader&&) noexcept;
  ~HttpResponseReader();

  void add(std::string_view bytes);
  /// The server has closed the connection, which is how some bodies end.
  void end();
  /// The response once it is complete, to be taken once.
  std::optional<HttpResponse> take();
  /// What is wrong with what came, a sentence; empty as long as nothing is.
  const std::string& flaw() const noexcept;
  /// How far it has come: "its header", "10 of 100 bytes of its body".
  std::string progress() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

struct HttpAnswer {
  std::string text;
  bool keeps_alive;
};
/// The response as it is sent to a client that asked like that.
HttpAnswer text_of(const HttpResponse& response, const HttpRequest& request, bool keeps_alive);

/// A request as it is sent, in HTTP/1.1, with the length of its body in front of it. Adds `Host:
/// host` and `Connection: close` where its headers do not say otherwise.
std::string text_of(const HttpRequest& request);

/// What is wrong with a header field that is to be sent; empty when nothing is.
std::string complaint_about(const HttpHeader& header);
/// Whether all of its characters may be in a method or in the name of a header field, and there are
/// any.
bool is_http_token(std::string_view text);

}  // namespace netrig
