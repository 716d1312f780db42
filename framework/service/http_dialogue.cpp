#include "service/http_dialogue.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/beast/core/string.hpp>
#include <cerrno>
#include <utility>

namespace netrig {
namespace {

// A target may be a whole URL, whose authority counts instead of the Host header's (RFC 9112,
// 3.2.2). Leaves the part behind it.
std::string take_authority(std::string& target) {
  constexpr std::string_view scheme = "http://";
  if (!boost::beast::iequals(target.substr(0, scheme.size()), scheme.data())) return "";
  const auto end = std::min(target.find_first_of("/?", scheme.size()), target.size());
  auto authority = target.substr(scheme.size(), end - scheme.size());
  target.erase(0, end);
  if (!target.starts_with('/')) target.insert(0, "/");
  return authority;
}

// Of what RFC 3986, 3.2.2 and 3.2.3, lets stand there, and no user.
bool may_be_host(std::string_view text) {
  constexpr std::string_view others = "\"#/<>?@\\^`{|}";
  return std::ranges::all_of(text, [others](char each) {
    return each > ' ' && each <= '~' && others.find(each) == std::string_view::npos;
  });
}

// What is wrong with a request that is well-formed; empty when nothing is. Fills in its host.
std::string settle_host(HttpRequest& request) {
  const auto hosts = std::ranges::count_if(
      request.headers, [](const HttpHeader& header) { return header.is("Host"); });
  if (hosts > 1) return "more than one Host header";
  if (hosts == 0 && request.version >= 11) return "no Host header";
  auto host = request.header("Host").value_or("");
  if (!may_be_host(host)) return fmt::format("'{}' is no host", host);
  if (const auto authority = take_authority(request.target); !authority.empty()) host = authority;
  request.host = host_name(host);
  return "";
}

}  // namespace

HttpDialogue::HttpDialogue(std::shared_ptr<HttpSite> site, const Caller& caller)
    : site_(std::move(site)), caller_(caller), reader_(site_->largest_body()) {}

bool HttpDialogue::say_more(int socket) {
  auto text = unsent();
  const bool is_there = say_some(socket, text);
  said_ = text_.size() - text.size();
  return is_there;
}

void HttpDialogue::prepare(const HttpRequest& request, const HttpResponse& response,
                           bool keeps_alive) {
  auto [text, goes_on] = text_of(response, request, keeps_alive);
  text_ = std::move(text);
  said_ = 0;
  is_over_ = !goes_on;
}

bool HttpDialogue::prepare_answer() {
  if (auto received = reader_.next()) {
    auto& [request, keeps_alive] = *received;
    request.caller = caller_;
    if (const auto complaint = settle_host(request); !complaint.empty()) {
      prepare(request, refusal(400, complaint), false);
      return true;
    }
    site_->record(request);
    prepare(request, site_->answer_to(request), keeps_alive);
    return true;
  }
  if (const auto& flaw = reader_.flaw()) {
    prepare({}, refusal(flaw->status, flaw->reason), false);
    return true;
  }
  if (!reader_.wants_to_be_told_to_continue()) return false;
  text_ = "HTTP/1.1 100 Continue\r\n\r\n";
  said_ = 0;
  return true;
}

bool HttpDialogue::answer(int socket) {
  do {
    if (!say_more(socket)) return false;
  } while (unsent().empty() && !is_over_ && prepare_answer());
  return true;
}

Dialogue::Wait HttpDialogue::proceed(int socket) {
  if (!answer(socket)) return Wait::none;

  std::array<char, 64 * 1024> heard;
  for (int round = 0; round < rounds_per_turn; ++round) {
    if (!unsent().empty()) return Wait::until_writable;
    if (is_over_) ::shutdown(socket, SHUT_WR);
    const auto size = ::recv(socket, heard.data(), heard.size(), 0);
    if (size < 0 && errno == EAGAIN) return Wait::until_readable;
    if (size <= 0) return Wait::none;
    if (is_over_) continue;
    reader_.add({heard.data(), static_cast<std::size_t>(size)});
    if (!answer(socket)) return Wait::none;
  }
  return unsent().empty() ? Wait::until_readable : Wait::until_writable;
}

}  // namespace netrig
