// What an HTTP service has to say, and what it was asked.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "netrig/core/deadline.hpp"
#include "netrig/service/http_service.hpp"
#include "service/record.hpp"

namespace netrig {

/// The host without its port, in lower case: "WWW.Example.com:8080" is "www.example.com".
std::string host_name(std::string_view host);

/// A response that says in plain text why there is no other.
HttpResponse refusal(int status, std::string_view reason);

/// Shared by the handle and all connections. Any thread may ask for the requests.
class HttpSite {
 public:
  /// `name` is for messages: "80/tcp in 'server'". Throws DescriptionError: a page that is listed
  /// twice, a path that begins with no slash, a header or a status that cannot be sent, ...
  HttpSite(HttpServiceOptions options, std::string name);

  std::size_t largest_body() const noexcept { return largest_body_; }
  HttpResponse answer_to(const HttpRequest& request) const;

  void record(HttpRequest request) { requests_.add(std::move(request)); }
  std::vector<HttpRequest> requests() const { return requests_.items(); }
  std::vector<HttpRequest> wait_for_requests(std::size_t count, Deadline deadline) const;

 private:
  using Pages = std::map<std::string, HttpResponse>;
  Pages checked(std::vector<HttpPage> pages) const;
  const Pages& pages_of(const std::string& host) const;

  const std::string name_;
  const std::size_t largest_body_;
  const HttpHandler handler_;
  Pages pages_;
  std::map<std::string, Pages> hosts_;
  Record<HttpRequest> requests_;
};

}  // namespace netrig
