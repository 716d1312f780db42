// HTTP messages as values (RFC 9110, RFC 9112).
//
//   HttpResponse{.status = 301, .headers = {{"Location", "/new"}}}
//   outcome.http->header("Content-Type")
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "netrig/core/print.hpp"
#include "netrig/service/service.hpp"

namespace netrig {

/// A header field.
struct HttpHeader {
  std::string name;
  std::string value;
  /// Whether this is its name, without regard to case.
  bool is(std::string_view other_name) const;
  bool operator==(const HttpHeader&) const = default;
};
/// "Location: /new"
std::string to_string(const HttpHeader& header);
template <>
inline constexpr bool is_printable<HttpHeader> = true;

/// A status with its header fields and its content.
struct HttpResponse {
  int status = 200;
  std::string reason{};  ///< "OK"; where empty, what is sent is the status's own
  std::vector<HttpHeader> headers{};
  std::string body{};  ///< without the framing: a chunked one put together

  /// The value of the first field of that name.
  std::optional<std::string> header(std::string_view name) const;
  bool operator==(const HttpResponse&) const = default;
};
/// `HTTP 200 OK, "hello\n"`: the status and the beginning of the body.
std::string to_string(const HttpResponse& response);
template <>
inline constexpr bool is_printable<HttpResponse> = true;

/// What a client asked an HttpService.
struct HttpRequest {
  std::string method;  ///< "GET"
  std::string target;  ///< with the query: "/search?q=1"; of a whole URL what is behind its host
  /// Of the Host header (or of a target that is a whole URL), in lower case, without the port.
  /// Empty where an HTTP/1.0 client sent none.
  std::string host{};
  std::vector<HttpHeader> headers{};
  std::string body{};
  int version = 11;  ///< 10 or 11: HTTP/1.0, HTTP/1.1
  Caller caller{};

  /// `target` up to the query.
  std::string path() const;
  /// The value of the first field of that name.
  std::optional<std::string> header(std::string_view name) const;
  bool operator==(const HttpRequest&) const = default;
};
/// `GET /search?q=1 for www.example.com from 10.0.1.2:41834/tcp`, and the beginning of its body if
/// it has one.
std::string to_string(const HttpRequest& request);
template <>
inline constexpr bool is_printable<HttpRequest> = true;

}  // namespace netrig
