// A UDP service: one socket that answers each datagram.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <string_view>

#include "service/bound_socket.hpp"
#include "service/datagram.hpp"
#include "service/running_service.hpp"

namespace netrig {

/// What to say to a datagram, and how long to wait with it.
struct DatagramAnswer {
  std::string text;
  std::chrono::milliseconds delay{};
};
/// Called with each datagram; an empty one is left unanswered.
using DatagramHandler =
    std::function<std::optional<DatagramAnswer>(std::string_view datagram, const Caller&)>;

/// The fixed answer, or an echo without one. Throws DescriptionError for one that no datagram
/// holds.
DatagramHandler plain_datagrams(std::optional<std::string> answer);

class UdpService final : public RunningService {
 public:
  UdpService(boost::asio::io_context& io_context, BoundSocket socket, const Namespace& where,
             DatagramHandler handler);

 private:
  struct Delayed {
    boost::asio::steady_timer timer;
    Datagram asked;  ///< without its payload
    std::string text;
  };

  void wait_for_callers_to_come() override;
  void close_sockets() noexcept override;

  void answer_some();
  bool answer_one();
  void answer_later(const Datagram& asked, DatagramAnswer answer);

  boost::asio::io_context& io_context_;
  const DatagramHandler handler_;
  // Empty once closed: none may be left when the io_context goes.
  std::optional<Descriptor> socket_;
  std::list<Delayed> delayed_;
};

}  // namespace netrig
