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

DatagramHandler plain_datagrams(std::optional<std::string> answer) {
  if (answer && answer->size() > largest_payload)
    throw DescriptionError(fmt::format(
        "an answer of {} bytes does not fit into a UDP datagram, which holds at most {}",
        answer->size(), largest_payload));
  return [answer = std::move(answer)](std::string_view datagram, const Caller&) {
    return DatagramAnswer{answer ? *answer : std::string(datagram)};
  };
}

UdpService::UdpService(boost::asio::io_context& io_context, BoundSocket socket,
                       const Namespace& where, DatagramHandler handler)
    : RunningService(socket, where),
      io_context_(io_context),
      handler_(std::move(handler)),
      socket_(io_context) {
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
  const Caller caller{endpoint_of(asked->from, Protocol::udp), {asked->asked, local().port}};
  record(caller);
  auto answer = handler_(asked->payload, caller);
  if (answer && answer->delay.count() > 0)
    answer_later(*asked, *std::move(answer));
  else if (answer)
    answer_datagram(socket_->native_handle(), *asked, answer->text);
  return true;
}

void UdpService::answer_later(const Datagram& asked, DatagramAnswer answer) {
  const auto due = Deadline::in(answer.delay).moment();
  delayed_.push_front({boost::asio::steady_timer(io_context_, due), asked, std::move(answer.text)});
  const auto each = delayed_.begin();
  each->asked.payload = {};  // the buffer's
  each->timer.async_wait(guarded([this, each] {
    answer_datagram(socket_->native_handle(), each->asked, each->text);
    delayed_.erase(each);
  }));
}

void UdpService::close_sockets() noexcept {
  socket_.reset();
  delayed_.clear();
}

}  // namespace netrig
