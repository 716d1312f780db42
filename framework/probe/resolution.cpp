#include "probe/resolution.hpp"

#include <netdb.h>
#include <resolv.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <exception>
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

// Of the calling thread, whose state resolver(3) keeps for itself; glibc counts in seconds. What is
// set here holds for getaddrinfo(), too, which reads resolv.conf for itself only where nobody has.
void limit_resolver(Deadline deadline) {
  constexpr std::chrono::seconds least{1}, most{3600};
  if (::res_init() != 0) return;  // getaddrinfo() will say why
  const auto left = std::chrono::ceil<std::chrono::seconds>(deadline.remaining());
  const auto seconds = static_cast<int>(std::clamp(left, least, most).count());
  _res.retrans = std::clamp(_res.retrans, 1, seconds);
  const int rounds = (seconds + _res.retrans - 1) / _res.retrans;
  _res.retry = std::min(_res.retry, rounds);
  _res.options |= RES_NORELOAD;
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
  std::exception_ptr failure;
};

Resolution::Resolution(const Namespace& node, std::string name, std::optional<Family> family,
                       Deadline deadline)
    : state_(std::make_shared<State>()) {
  node.start_thread([state = state_, name = std::move(name), family,
                     deadline](const std::exception_ptr& failure) {
    std::optional<Answer> answer;
    if (!failure) {
      limit_resolver(deadline);
      answer = look_up(name, family);
    }
    {
      const std::lock_guard lock(state->mutex);
      state->answer = std::move(answer);
      state->failure = failure;
    }
    ::eventfd_write(state->ready.get(), 1);
  });
}

int Resolution::fd() const noexcept {
  return state_->ready.get();
}

std::optional<Resolution::Answer> Resolution::answer() const {
  const std::lock_guard lock(state_->mutex);
  if (state_->failure) std::rethrow_exception(state_->failure);
  return state_->answer;
}

}  // namespace netrig
