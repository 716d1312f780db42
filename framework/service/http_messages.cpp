#include "service/http_messages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <limits>
#include <sstream>
#include <utility>

namespace netrig {
namespace {

namespace http = boost::beast::http;
using http::field;

constexpr std::uint32_t largest_header = 64 * 1024;

boost::string_view view(std::string_view text) {
  return {text.data(), text.size()};
}

// Bytes that come in pieces, and one message after another in them.
template <bool is_request>
class Parsing {
 public:
  using Parser = http::parser<is_request, http::string_body>;

  explicit Parsing(std::size_t largest_body) : largest_body_(largest_body) { begin(); }

  void add(std::string_view bytes) { bytes_.append(bytes); }
  /// Whether the message is complete. If it is not, all that has come is in it.
  bool proceed() {
    std::size_t taken = 0;
    bool needs_more = false;
    while (!error_ && !needs_more && !parser_->is_done() && taken < bytes_.size()) {
      // A part of the message at a time: a parser that is "eager" forgets, in Boost 1.74, that the
      // header announces too large a body when a part of that is there as well. It leaves what it
      // cannot make sense of yet, half a header for one.
      taken += parser_->put(boost::asio::buffer(bytes_) + taken, error_);
      needs_more = error_ == http::error::need_more;
      if (needs_more) error_ = {};
    }
    bytes_.erase(0, taken);
    return !error_ && parser_->is_done();
  }
  void end() {
    if (!error_ && parser_->is_header_done() && !parser_->is_done()) parser_->put_eof(error_);
  }
  void begin() {
    parser_.emplace();
    parser_->header_limit(largest_header);
    parser_->body_limit(largest_body_);
  }
  Parser& parser() { return *parser_; }
  const boost::system::error_code& error() const { return error_; }

 private:
  std::size_t largest_body_;
  std::string bytes_;
  std::optional<Parser> parser_;
  boost::system::error_code error_;
};

template <class Message>
std::vector<HttpHeader> headers_of(const Message& message) {
  std::vector<HttpHeader> headers;
  for (const auto& each : message)
    headers.push_back({std::string(each.name_string()), std::string(each.value())});
  return headers;
}

template <class Message>
void put_headers(Message& message, const std::vector<HttpHeader>& headers) {
  for (const auto& each : headers) message.insert(view(each.name), view(each.value));
}

int status_for(const boost::system::error_code& error) {
  if (error == http::error::body_limit) return 413;
  if (error == http::error::header_limit) return 431;
  if (error == http::error::bad_version) return 505;
  return 400;
}

// Of a message that must not have a body, nor say how long it would be (RFC 9110, 6.4.1).
bool is_bodiless(int status) {
  return status < 200 || status == 204 || status == 304;
}

// What goes over the wire; prepare_payload() has been called, or the header says it all.
template <class Message>
std::string serialized(const Message& message) {
  std::ostringstream stream;
  stream << message;
  return std::move(stream).str();
}

}  // namespace

struct HttpRequestReader::State : Parsing<true> {
  using Parsing::Parsing;
  bool told_to_continue = false;
  std::optional<HttpFlaw> flaw{};
};

HttpRequestReader::HttpRequestReader(std::size_t largest_body)
    : state_(std::make_unique<State>(largest_body)) {}
HttpRequestReader::HttpRequestReader(HttpRequestReader&&) noexcept = default;
HttpRequestReader& HttpRequestReader::operator=(HttpRequestReader&&) noexcept = default;
HttpRequestReader::~HttpRequestReader() = default;

void HttpRequestReader::add(std::string_view bytes) {
  state_->add(bytes);
}

std::optional<HttpRequestReader::Received> HttpRequestReader::next() {
  if (state_->flaw) return std::nullopt;
  const auto is_complete = state_->proceed();
  if (const auto& error = state_->error()) {
    state_->flaw = HttpFlaw{status_for(error), error.message()};
    return std::nullopt;
  }
  if (auto& parser = state_->parser(); parser.is_header_done() && !parser.chunked() &&
                                       parser.get().count(field::transfer_encoding) != 0) {
    // Nobody knows where it ends (RFC 9112, 6.3).
    state_->flaw = HttpFlaw{400, "a Transfer-Encoding that does not end in 'chunked'"};
    return std::nullopt;
  }
  if (!is_complete) return std::nullopt;
  const bool keeps_alive = state_->parser().keep_alive();
  auto message = state_->parser().release();
  Received received{{.method = std::string(message.method_string()),
                     .target = std::string(message.target()),
                     .headers = headers_of(message),
                     .body = std::move(message.body()),
                     .version = static_cast<int>(message.version())},
                    keeps_alive};
  state_->begin();
  state_->told_to_continue = false;
  return received;
}

const std::optional<HttpFlaw>& HttpRequestReader::flaw() const noexcept {
  return state_->flaw;
}

bool HttpRequestReader::wants_to_be_told_to_continue() {
  auto& parser = state_->parser();
  if (state_->told_to_continue || state_->flaw || !parser.is_header_done() || parser.is_done())
    return false;
  const auto& message = parser.get();
  if (message.version() < 11 || !boost::beast::iequals(message[field::expect], "100-continue"))
    return false;
  state_->told_to_continue = true;
  return true;
}

struct HttpResponseReader::State : Parsing<false> {
  State(bool head, std::size_t largest) : Parsing(largest), largest_body(largest), to_head(head) {
    parser().skip(to_head);
  }
  std::size_t largest_body;
  bool to_head;
  bool is_taken = false;
  std::string flaw{};
};

HttpResponseReader::HttpResponseReader(bool to_head, std::size_t largest_body)
    : state_(std::make_unique<State>(to_head, largest_body)) {}
HttpResponseReader::HttpResponseReader(HttpResponseReader&&) noexcept = default;
HttpResponseReader& HttpResponseReader::operator=(HttpResponseReader&&) noexcept = default;
HttpResponseReader::~HttpResponseReader() = default;

void HttpResponseReader::add(std::string_view bytes) {
  constexpr unsigned switching_protocols = 101;
  state_->add(bytes);
  while (state_->proceed()) {
    const auto status = state_->parser().get().result_int();
    if (status >= 200 || status == switching_protocols) break;
    state_->begin();
    state_->parser().skip(state_->to_head);
  }
  if (const auto& error = state_->error())
    state_->flaw =
        error == http::error::body_limit
            ? fmt::format("the body of the response has more than {} bytes", state_->largest_body)
        : error == http::error::header_limit
            ? fmt::format("the header of the response has more than {} bytes", largest_header)
            : fmt::format("what came is no HTTP response: {}", error.message());
}

void HttpResponseReader::end() {
  state_->end();
}

std::optional<HttpResponse> HttpResponseReader::take() {
  auto& parser = state_->parser();
  if (state_->is_taken || state_->error() || !parser.is_done()) return std::nullopt;
  state_->is_taken = true;
  auto message = parser.release();
  return HttpResponse{.status = static_cast<int>(message.result_int()),
                      .reason = std::string(message.reason()),
                      .headers = headers_of(message),
                      .body = std::move(message.body())};
}

const std::string& HttpResponseReader::flaw() const noexcept {
  return state_->flaw;
}

std::string HttpResponseReader::progress() const {
  const auto& parser = state_->parser();
  if (!parser.is_header_done()) return "a part of its header";
  const auto body = parser.get().body().size();
  const auto length = parser.content_length();
  return length ? fmt::format("{} of {} bytes of its body", body, *length)
                : fmt::format("{} bytes of its body", body);
}

HttpAnswer text_of(const HttpResponse& response, const HttpRequest& request, bool keeps_alive) {
  http::response<http::string_body> message;
  message.version(static_cast<unsigned>(request.version));
  message.result(static_cast<unsigned>(response.status));
  message.reason(view(response.reason));
  put_headers(message, response.headers);
  const bool is_empty = is_bodiless(response.status);
  if (request.version < 11 || is_empty) message.chunked(false);
  const bool closes = http::token_list(message[field::connection]).exists("close");
  message.keep_alive(keeps_alive && !closes);
  message.body() = response.body;
  if (!message.chunked() && !is_empty) message.prepare_payload();
  return {request.method == "HEAD" ? serialized(message.base()) : serialized(message),
          keeps_alive && !closes};
}

std::string text_of(const HttpRequest& request) {
  http::request<http::string_body> message;
  message.method_string(view(request.method));
  message.target(view(request.target));
  message.set(field::host, view(request.host));
  for (const auto& each : request.headers)
    if (each.is("Host")) message.erase(field::host);
  put_headers(message, request.headers);
  if (message.count(field::connection) == 0) message.set(field::connection, "close");
  message.body() = request.body;
  if (!message.chunked()) message.prepare_payload();
  return serialized(message);
}

bool is_http_token(std::string_view text) {
  // RFC 9110, 5.6.2.
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  const auto is_allowed = [marks](char each) {
    return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') ||
           (each >= '0' && each <= '9') || marks.find(each) != std::string_view::npos;
  };
  return !text.empty() && std::ranges::all_of(text, is_allowed);
}

std::string complaint_about(const HttpHeader& header) {
  if (!is_http_token(header.name)) return fmt::format("'{}' is no name of a header", header.name);
  if (header.value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
    return fmt::format("the value of '{}' has a line break in it, or a zero", header.name);
  if (header.is("Content-Length")) return "netrig counts the bytes for 'Content-Length' itself";
  return "";
}

}  // namespace netrig
