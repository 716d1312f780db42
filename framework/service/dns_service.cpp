#include "netrig/service/dns_service.hpp"

#include <fmt/format.h>

#include "service/dns_desk.hpp"

namespace netrig {

std::string to_string(const DnsQuestion& question) {
  return fmt::format("{} {} from {}", question.name, question.type, question.from);
}

DnsService::DnsService(Service udp, Service tcp, std::shared_ptr<const DnsDesk> desk)
    : udp_(std::move(udp)), tcp_(std::move(tcp)), desk_(std::move(desk)) {}

DnsService::DnsService(DnsService&&) noexcept = default;
DnsService& DnsService::operator=(DnsService&&) noexcept = default;
DnsService::~DnsService() = default;

std::vector<DnsQuestion> DnsService::questions() const {
  return desk_->questions();
}

std::vector<DnsQuestion> DnsService::wait_for_questions(std::size_t count,
                                                        Deadline deadline) const {
  return desk_->wait_for_questions(count, deadline);
}

}  // namespace netrig
