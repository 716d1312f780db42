#include "probe/resolution.hpp"

#include <fmt/format.h>
#include <netdb.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <cerrno>
#include <cstring>
#include <mutex>

#include "core/socket_address.hpp"
#include "netrig/core/error.hpp"
#include "netrig/core/unique_fd.hpp"

namespace netrig {
namespace {

IpAddress address_of(const addrinfo& info) {
  SocketAddress address;
  address.resize(info.ai_addrlen);
  std::memcpy(address.data(), info.ai_addr, info.ai_addrlen);
  return address.address();
}

Resolution::Answer look_up(const std::string& name, std::optional<Family> family) {
  // Not AI_ADDRCONFIG, which leaves out a family of which the node has no address: a probe says
  // more about that than silence does.
  addrinfo hints{};
  hints.ai_family = !family ? AF_UNSPEC : *family == Family::ipv4 ? AF_INET : AF_INET6;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int result = ::getaddrinfo(name.c_str(), nullptr, &hints, &found);
  if (result == EAI_SYSTEM) return {.failure = error_code_from(errno).message()};
  if (result != 0) return {.failure = ::gai_strerror(result)};
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, ::freeaddrinfo);
  Resolution::Answer answer;
  for (const auto* each = found; each; each = each->ai_next)
    answer.addresses.push_back(address_of(*each));
  return answer;
}

}  // namespace

struct Resolution::State {
  UniqueFd ready{check(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK),
                       [] { return "cannot wait for the answer of a resolver"; })};
  std::mutex mutex;
  std::optional<Answer> answer;
};

Resolution::Resolution(const Namespace& node, std::string name, std::optional<Family> family)
    : state_(std::make_shared<State>()) {
  boost::asio::post(node.io_context(), [state = state_, name = std::move(name), family] {
    auto answer = look_up(name, family);
    {
      const std::lock_guard lock(state->mutex);
      state->answer = std::move(answer);
    }
    ::eventfd_write(state->ready.get(), 1);
  });
}

int Resolution::fd() const noexcept {
  return state_->ready.get();
}

std::optional<Resolution::Answer> Resolution::answer() const {
  const std::lock_guard lock(state_->mutex);
  return state_->answer;
}

}  // namespace netrig
