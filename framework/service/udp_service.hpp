// A UDP service: one socket that answers each datagram.
#pragma once

#include <optional>
#include <string>

#include "service/bound_socket.hpp"
#include "service/running_service.hpp"

namespace netrig {

class UdpService final : public RunningService {
 public:
  UdpService(boost::asio::io_context& io_context, BoundSocket socket, const Namespace& where,
             std::optional<std::string> answer);

 private:
  void wait_for_callers_to_come() override;
  void close_sockets() noexcept override;

  void answer_some();
  bool answer_one();

  const std::optional<std::string> answer_;
  std::optional<Descriptor>
      socket_;  ///< empty once closed: none may be left when the io_context goes
};

}  // namespace netrig
