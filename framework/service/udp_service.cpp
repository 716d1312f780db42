#include "service/udp_service.hpp"

#include <fmt/format.h>

#include <array>

#include "netrig/core/error.hpp"
#include "service/datagram.hpp"

namespace netrig {
namespace {

constexpr int answered_per_turn = 64;

// Over IPv4: 65,535 less the headers of IP and UDP.
constexpr std::size_t largest_payload = 65507;

}  // namespace

UdpService::UdpService(boost::asio::io_context& io_context, BoundSocket socket,
                       const Namespace& where, std::optional<std::string> answer)
    : RunningService(socket, where), answer_(std::move(answer)), socket_(io_context) {
  if (answer_ && answer_->size() > largest_payload)
    throw DescriptionError(fmt::format(
        "an answer of {} bytes does not fit into a UDP datagram, which holds at most {}",
        answer_->size(), largest_payload));
  socket_->assign(socket.fd.get());
  (void)socket.fd.release();
}

void UdpService::wait_for_callers_to_come() {
  socket_->async_wait(Descriptor::wait_read, guarded([this] { answer_some(); }));
}

void UdpService::answer_some() {
  for (int i = 0; i < answered_per_turn && answer_one(); ++i) continue;
  wait_for_callers_to_come();
}

// False when nobody has asked.
bool UdpService::answer_one() {
  std::array<char, 64 * 1024> buffer;
  const auto asked = receive_datagram(socket_->native_handle(), buffer.data(), buffer.size());
  if (!asked) return false;
  record({endpoint_of(asked->from, Protocol::udp), {asked->asked, local().port}});
  answer_datagram(socket_->native_handle(), *asked, answer_ ? *answer_ : asked->payload);
  return true;
}

void UdpService::close_sockets() noexcept {
  socket_.reset();
}

}  // namespace netrig
