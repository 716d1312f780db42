#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "netrig/core/error.hpp"
#include "network/trace.hpp"
#include "probe/icmp_error.hpp"
#include "probe/local_refusal.hpp"
#include "probe/probe_socket.hpp"

namespace netrig {
namespace {

using Kind = TtlAnswer::Kind;

// One socket, because two with the same ports would take each other's errors.
class UdpByTtl {
 public:
  UdpByTtl(const Node& node, const UdpProbe& probe, const TtlRange& range)
      : node_(node), probe_(probe), range_(range), answers_(range.last - range.first + 1) {}

  std::vector<TtlAnswer> ask() {
    const auto& target = probe_.target;
    socket_ = open_probe_socket(SOCK_DGRAM, 0,
                                {target.address, std::uint8_t{1}, probe_.source,
                                 probe_.source_port},
                                node_.name());
    const auto deadline = Deadline::in(probe_.patience);
    if (const auto error = connect_to(socket_.get(), target.address, target.port.number);
        error != 0) {
      refuse(range_.first, error);
      return std::move(answers_);
    }
    for (auto ttl = range_.first; ttl <= range_.last && !is_refused_; ++ttl) send(ttl);
    while (open_ > 0 && !is_refused_ && wait(deadline)) take_all();
    // Whatever has arrived has arrived with a larger TTL as well.
    for (std::size_t i = 0; i < std::min(replies_, answers_.size()); ++i)
      answers_[answers_.size() - 1 - i] = {Kind::arrived, target.address, ""};
    return std::move(answers_);
  }

 private:
  // How the kernel gives back a datagram's beginning with its error.
  static constexpr std::array<char, 6> greeting{'n', 'e', 't', 'r', 'i', 'g'};

  void send(unsigned ttl) {
    const bool v4 = probe_.target.address.is_v4();
    set_option(socket_.get(), v4 ? SOL_IP : SOL_IPV6, v4 ? IP_TTL : IPV6_UNICAST_HOPS,
               static_cast<int>(ttl), "the TTL");
    std::array<char, 8> payload{};
    std::ranges::copy(greeting, payload.begin());
    payload[greeting.size()] = static_cast<char>(ttl);
    ++open_;
    // send() also fails with the error of an earlier datagram, and then has not sent.
    while (::send(socket_.get(), payload.data(), payload.size(), 0) < 0) {
      const auto error = errno;
      if (error == EPERM || take_errors() == 0) return refuse(ttl, error);
    }
  }

  // This node's own opinion, which is the same of all TTLs.
  void refuse(unsigned ttl, int error) {
    const auto finding = classify_refusal({ProbeKind::udp, node_.name(), probe_.target.address},
                                          error,
                                          {node_.network_namespace(), probe_.target.address,
                                           probe_.source});
    is_refused_ = true;
    answers_[ttl - range_.first] = {
        Kind::stopped, std::nullopt,
        finding.explanation.empty() ? to_string(finding.verdict) : finding.explanation};
  }

  bool wait(Deadline deadline) {
    pollfd readable{socket_.get(), POLLIN, 0};
    const auto ready = ::poll(&readable, 1, deadline.poll_timeout());
    return ready > 0 || (ready < 0 && errno == EINTR);
  }

  void take_all() {
    take_errors();
    std::array<char, 8> reply;
    while (::recv(socket_.get(), reply.data(), reply.size(), 0) >= 0) {
      ++replies_;
      --open_;
    }
    if (errno != EAGAIN) take_errors();
  }

  int take_errors() {
    int count = 0;
    while (const auto queued = take_queued_error(socket_.get())) {
      ++count;
      if (queued->icmp) take(*queued);
    }
    return count;
  }

  void take(const QueuedError& queued) {
    const auto& packet = queued.packet;
    const bool is_ours = queued.packet_size > greeting.size() &&
                         std::equal(greeting.begin(), greeting.end(), packet.begin());
    const unsigned ttl = is_ours ? packet[greeting.size()] : 0;
    if (ttl < range_.first || ttl > range_.last) return;
    auto& answer = answers_[ttl - range_.first];
    if (answer.kind != Kind::silent) return;
    answer = answer_of(*queued.icmp, probe_.target.address);
    --open_;
  }

  const Node& node_;
  const UdpProbe& probe_;
  TtlRange range_;
  UniqueFd socket_;
  std::vector<TtlAnswer> answers_;
  std::size_t open_ = 0, replies_ = 0;
  bool is_refused_ = false;
};

}  // namespace

std::vector<TtlAnswer> ask_udp_by_ttl(const Node& node, const UdpProbe& probe,
                                      const TtlRange& range) {
  return node.run([&] { return UdpByTtl(node, probe, range).ask(); });
}

}  // namespace netrig
