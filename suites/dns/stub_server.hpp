// A DNS server that says over UDP what a test tells it to.
#pragma once

#include <netrig/gtest.hpp>

#include <array>
#include <boost/asio/ip/udp.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dns/reply.hpp"

namespace netrig {

/// One datagram of its answer.
struct StubReply {
  std::string text;
  bool from_another_port = false;
};

/// Answers each datagram on port 53 with these, in their order.
class StubServer {
 public:
  using Answers = std::function<std::vector<StubReply>(const std::string& question)>;

  StubServer(const Node& node, const IpAddress& address, Answers answers) : node_(node) {
    state_ = node_.run(
        [&] { return std::make_shared<State>(node_.io_context(), address, std::move(answers)); });
    State::listen(state_);
  }
  ~StubServer() {
    node_.run([this] {
      state_->socket.close();
      state_->other.close();
    });
  }
  StubServer(const StubServer&) = delete;
  StubServer& operator=(const StubServer&) = delete;

 private:
  using Udp = boost::asio::ip::udp;

  struct State {
    State(boost::asio::io_context& io_context, const IpAddress& address, Answers given)
        : socket(io_context, Udp::endpoint(address, 53)),
          other(io_context, Udp::endpoint(address, 0)),
          answers(std::move(given)) {}

    static void listen(const std::shared_ptr<State>& state) {
      state->socket.async_receive_from(
          boost::asio::buffer(state->buffer), state->from,
          [state](const boost::system::error_code& error, std::size_t size) {
            if (error) return;
            for (const auto& [text, from_another_port] :
                 state->answers(std::string(state->buffer.data(), size)))
              (from_another_port ? state->other : state->socket)
                  .send_to(boost::asio::buffer(text), state->from);
            listen(state);
          });
    }

    Udp::socket socket, other;
    Answers answers;
    std::array<char, 4096> buffer{};
    Udp::endpoint from;
  };

  Node node_;
  std::shared_ptr<State> state_;
};

/// The right answer to a question: this address.
inline std::string answer_to(const std::string& question, const std::string& address) {
  const auto query = DnsQuery::read(question);
  const auto name = to_string(query->name());
  return query->reply(Zone(name + " A " + address).look_up(query->name(), query->type()), 512);
}

}  // namespace netrig
