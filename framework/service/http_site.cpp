#include "service/http_site.hpp"

#include <cxxabi.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "netrig/core/error.hpp"
#include "service/http_messages.hpp"

namespace netrig {
namespace {

// Empty when it can be sent.
std::string complaint_about(const HttpPage& page) {
  const auto& [path, response] = page;
  if (!path.starts_with('/')) return "its path begins with no slash";
  if (path.find_first_of("?#") != std::string::npos)
    return "a path has no query: a page is the same for all of them";
  if (std::ranges::any_of(path, [](unsigned char each) { return each <= ' ' || each > '~'; }))
    return "a path has no spaces and no other characters than ASCII's: they come as %20";
  if (response.status < 200 || response.status > 599)
    return fmt::format("{} is no status of a final response", response.status);
  if ((response.status == 204 || response.status == 304) && !response.body.empty())
    return fmt::format("a {} has no body", response.status);
  if (response.reason.find_first_of("\r\n") != std::string::npos)
    return "there is a line break in its reason";
  for (const auto& header : response.headers)
    if (auto complaint = complaint_about(header); !complaint.empty()) return complaint;
  return "";
}

}  // namespace

std::string host_name(std::string_view host) {
  const auto port = host.rfind(':');
  const auto bracket = host.rfind(']');
  if (port != std::string_view::npos && (bracket == std::string_view::npos || bracket < port))
    host = host.substr(0, port);
  std::string name(host);
  std::ranges::transform(name, name.begin(), [](char each) {
    return each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each;
  });
  return name;
}

HttpResponse refusal(int status, std::string_view reason) {
  return {.status = status,
          .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
          .body = fmt::format("{}\n", reason)};
}

HttpSite::HttpSite(HttpServiceOptions options, std::string name)
    : name_(std::move(name)),
      largest_body_(options.largest_body),
      handler_(std::move(options.handler)),
      pages_(checked(std::move(options.pages))) {
  for (auto& host : options.hosts) {
    if (host.name.empty() || host_name(host.name) != host_name(host.name + ":80"))
      throw DescriptionError(
          fmt::format("cannot serve a host called '{}' on {}: write a name as in a Host header, "
                      "without the port",
                      host.name, name_));
    if (!hosts_.emplace(host_name(host.name), checked(std::move(host.pages))).second)
      throw DescriptionError(fmt::format("the host '{}' is listed twice on {}", host.name, name_));
  }
}

HttpSite::Pages HttpSite::checked(std::vector<HttpPage> pages) const {
  Pages by_path;
  for (auto& page : pages) {
    if (const auto complaint = complaint_about(page); !complaint.empty())
      throw DescriptionError(
          fmt::format("cannot serve page '{}' on {}: {}", page.path, name_, complaint));
    if (!by_path.emplace(page.path, std::move(page.response)).second)
      throw DescriptionError(fmt::format("page '{}' is listed twice on {}", page.path, name_));
  }
  return by_path;
}

const HttpSite::Pages& HttpSite::pages_of(const std::string& host) const {
  const auto its = hosts_.find(host);
  return its == hosts_.end() ? pages_ : its->second;
}

HttpResponse HttpSite::answer_to(const HttpRequest& request) const {
  const auto& pages = pages_of(request.host);
  if (const auto page = pages.find(request.path()); page != pages.end()) return page->second;
  if (!handler_) return refusal(404, fmt::format("no page '{}' here", request.path()));
  try {
    HttpPage made(request.path(), handler_(request));
    const auto complaint = complaint_about(HttpPage("/", made.response));
    return complaint.empty() ? std::move(made.response) : refusal(500, complaint);
  } catch (const std::exception& error) {
    return refusal(500, error.what());
  } catch (const abi::__forced_unwind&) {
    throw;  // the thread is being cancelled
  } catch (...) {
    return refusal(500, "the handler threw something that is no std::exception");
  }
}

std::vector<HttpRequest> HttpSite::wait_for_requests(std::size_t count, Deadline deadline) const {
  return requests_.wait_for(count, deadline, [&](const std::vector<HttpRequest>& came) {
    return fmt::format("request {} of {}; {} came{}", count, name_, came.size(),
                       came.empty() ? "" : fmt::format(", the last {}", came.back()));
  });
}

}  // namespace netrig
