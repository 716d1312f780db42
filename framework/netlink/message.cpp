#include "netlink/message.hpp"

#include <arpa/inet.h>

namespace netrig::netlink {

void Message::put(std::uint16_t type, const IpAddress& address) {
  if (address.is_v4()) {
    const auto bytes = address.to_v4().to_bytes();
    put_bytes(type, bytes.data(), bytes.size());
  } else {
    const auto bytes = address.to_v6().to_bytes();
    put_bytes(type, bytes.data(), bytes.size());
  }
}

void Message::put_port(std::uint16_t type, std::uint16_t port) {
  mnl_attr_put_u16(header_, type, htons(port));
}

Message Batch::add(std::uint16_t type, int flags, std::function<std::string()> attempt,
                   std::size_t room) {
  seal();
  if (buffer_.size() < used_ + room) buffer_.resize(2 * used_ + 4 * room);
  requests_.push_back({used_, std::move(attempt)});
  auto* header = mnl_nlmsg_put_header(buffer_.data() + used_);
  header->nlmsg_type = type;
  header->nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
  return Message(header);
}

nlmsghdr& Batch::header(const Request& request) {
  return *reinterpret_cast<nlmsghdr*>(buffer_.data() + request.offset);
}

void Batch::seal() {
  if (requests_.empty()) return;
  const auto& newest = requests_.back();
  used_ = newest.offset + MNL_ALIGN(header(newest).nlmsg_len);
}

void Batch::number(std::uint32_t first) {
  seal();
  for (const auto& request : requests_) header(request).nlmsg_seq = first++;
}

}  // namespace netrig::netlink
