#include "netrig/service/http.hpp"

#include <fmt/format.h>
#include <strings.h>

#include <algorithm>

#include "core/quoted.hpp"

namespace netrig {
namespace {

std::optional<std::string> find(const std::vector<HttpHeader>& headers, std::string_view name) {
  const auto found =
      std::ranges::find_if(headers, [name](const HttpHeader& header) { return header.is(name); });
  return found == headers.end() ? std::nullopt : std::optional(found->value);
}

}  // namespace

bool HttpHeader::is(std::string_view other_name) const {
  return name.size() == other_name.size() &&
         ::strncasecmp(name.data(), other_name.data(), name.size()) == 0;
}

std::string to_string(const HttpHeader& header) {
  return fmt::format("{}: {}", header.name, header.value);
}

std::optional<std::string> HttpResponse::header(std::string_view name) const {
  return find(headers, name);
}

std::string to_string(const HttpResponse& response) {
  return fmt::format("HTTP {}{}{}, {}", response.status, response.reason.empty() ? "" : " ",
                     response.reason, response.body.empty() ? "no body" : quoted(response.body));
}

std::string HttpRequest::path() const {
  return target.substr(0, target.find('?'));
}

std::optional<std::string> HttpRequest::header(std::string_view name) const {
  return find(headers, name);
}

std::string to_string(const HttpRequest& request) {
  return fmt::format("{} {}{}{} from {}{}{}", request.method, request.target,
                     request.host.empty() ? "" : " for ", request.host, request.caller.remote,
                     request.body.empty() ? "" : ", ",
                     request.body.empty() ? "" : quoted(request.body));
}

}  // namespace netrig
