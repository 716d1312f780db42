#include "service/http_dialogue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/beast/core/string.hpp>
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

AnsweringDialogue::Answer said_to(const HttpRequest& request, const HttpResponse& response,
                                  bool keeps_alive) {
  auto [text, goes_on] = text_of(response, request, keeps_alive);
  return {.text = std::move(text), .is_last = !goes_on};
}

}  // namespace

HttpDialogue::HttpDialogue(std::shared_ptr<HttpSite> site, const Caller& caller)
    : site_(std::move(site)), caller_(caller), reader_(site_->largest_body()) {}

std::optional<AnsweringDialogue::Answer> HttpDialogue::next_answer() {
  if (auto received = reader_.next()) {
    auto& [request, keeps_alive] = *received;
    request.caller = caller_;
    if (const auto complaint = settle_host(request); !complaint.empty())
      return said_to(request, refusal(400, complaint), false);
    site_->record(request);
    return said_to(request, site_->answer_to(request), keeps_alive);
  }
  if (const auto& flaw = reader_.flaw())
    return said_to({}, refusal(flaw->status, flaw->reason), false);
  if (!reader_.wants_to_be_told_to_continue()) return std::nullopt;
  return Answer{.text = "HTTP/1.1 100 Continue\r\n\r\n"};
}

}  // namespace netrig
