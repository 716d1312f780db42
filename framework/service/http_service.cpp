#include "netrig/service/http_service.hpp"

#include <utility>

#include "service/http_site.hpp"

namespace netrig {

HttpService::HttpService(Service service, std::shared_ptr<const HttpSite> site)
    : Service(std::move(service)), site_(std::move(site)) {}

std::vector<HttpRequest> HttpService::requests() const {
  return site_->requests();
}

std::vector<HttpRequest> HttpService::wait_for_requests(std::size_t count,
                                                        Deadline deadline) const {
  return site_->wait_for_requests(count, deadline);
}

}  // namespace netrig
