#include "netlink/socket.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <exception>
#include <utility>

#include "netrig/core/error.hpp"

namespace netrig::netlink {
namespace {

// More than this in one sendmsg gains nothing. The kernel's answers to all of it must fit into the
// socket's receive buffer, 212 KiB by default: a refusal with its text takes 1 KiB of that, an
// interface 4.
constexpr std::size_t largest_send = 16 * 1024;
constexpr std::size_t most_requests = 128;
constexpr std::size_t most_questions = 16;

// Dumps come in parts of up to 32 KiB (netlink_dump() in net/netlink/af_netlink.c). Left
// uninitialized, on the stack: a network has hundreds of sockets and most are silent.
struct Inbox {
  alignas(nlmsghdr) std::array<char, 32 * 1024> bytes;
};

// What NETLINK_EXT_ACK says about an error, if anything.
std::string extended_ack(const nlmsghdr& header) {
  if (!(header.nlmsg_flags & NLM_F_ACK_TLVS)) return {};
  const auto& error = *static_cast<const nlmsgerr*>(mnl_nlmsg_get_payload(&header));
  std::size_t offset = sizeof(nlmsgerr);
  // Unless capped, the request's own payload stands between the error and the attributes.
  if (!(header.nlmsg_flags & NLM_F_CAPPED)) offset += error.msg.nlmsg_len - sizeof(nlmsghdr);
  std::string text;
  mnl_attr_parse(
      &header, static_cast<unsigned>(offset),
      [](const nlattr* attribute, void* out) {
        if (mnl_attr_get_type(attribute) == NLMSGERR_ATTR_MSG)
          *static_cast<std::string*>(out) = mnl_attr_get_str(attribute);
        return MNL_CB_OK;
      },
      &text);
  return text;
}

void set_option(int fd, int option, int value, const char* name) {
  check(::setsockopt(fd, SOL_NETLINK, option, &value, sizeof(value)),
        [name] { return fmt::format("cannot set {} on a netlink socket", name); });
}

// A signal that the program handles is no reason to lose an answer.
template <class Call>
auto uninterrupted(Call&& call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

// Calls `work` unless it, or another, has failed before: an answer that went wrong must not keep
// those behind it in the queue, where the next transaction would find them.
template <class Work>
void keep_first(std::exception_ptr& failure, Work&& work) {
  if (failure) return;
  try {
    work();
  } catch (...) {
    failure = std::current_exception();
  }
}

UniqueFd open_socket(int protocol) {
  UniqueFd fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol));
  if (fd) return fd;
  const auto code = error_code_from(errno);
  throw Error(
      code, fmt::format("cannot open a netlink socket of protocol {}", protocol), "",
      code == std::errc::too_many_files_open
          ? "a node takes two descriptors, and some more once a probe is asked; raise their limit, "
            "`ulimit -n`"
          : "");
}

template <class Visit>
void for_each_message(const char* data, std::size_t size, Visit&& visit) {
  auto left = static_cast<int>(size);
  for (const auto* header = reinterpret_cast<const nlmsghdr*>(data); mnl_nlmsg_ok(header, left);
       header = mnl_nlmsg_next(header, &left))
    visit(*header);
}

}  // namespace

Socket::Socket(int protocol) : fd_(open_socket(protocol)) {
  set_option(fd_.get(), NETLINK_EXT_ACK, 1, "NETLINK_EXT_ACK");
  set_option(fd_.get(), NETLINK_CAP_ACK, 1, "NETLINK_CAP_ACK");
  // A socket without an address of its own hears no event: do_one_broadcast() in
  // net/netlink/af_netlink.c takes it for the sender, the kernel, whose number is 0 as well.
  sockaddr_nl any{};
  any.nl_family = AF_NETLINK;
  check(::bind(fd_.get(), reinterpret_cast<const sockaddr*>(&any), sizeof(any)),
        [] { return "cannot bind a netlink socket"; });
}

void Socket::send(const char* data, std::size_t size) {
  check(uninterrupted([&] { return ::send(fd_.get(), data, size, 0); }),
        [] { return "cannot send a netlink request"; });
}

template <class Attempt, class Visit>
void Socket::receive(Attempt&& attempt, Visit&& visit) {
  Inbox inbox;
  const auto size = check(
      uninterrupted([&] { return ::recv(fd_.get(), inbox.bytes.data(), inbox.bytes.size(), 0); }),
      attempt);
  for_each_message(inbox.bytes.data(), static_cast<std::size_t>(size), visit);
}

void Socket::execute(Batch& batch, const OnReply& on_reply) {
  if (batch.empty()) return;
  const std::lock_guard lock(mutex_);
  const auto& requests = batch.requests_;
  const auto first_sequence = next_sequence_;
  batch.number(first_sequence);
  next_sequence_ += static_cast<std::uint32_t>(requests.size());
  std::exception_ptr failure;
  for (std::size_t first = 0; first < requests.size();) {
    const auto begin = requests[first].offset;
    const auto end_of = [&](std::size_t i) {
      return i + 1 < requests.size() ? requests[i + 1].offset : batch.used_;
    };
    const auto most = on_reply ? most_questions : most_requests;
    auto last = first;
    while (last + 1 < requests.size() && last + 1 - first < most &&
           end_of(last + 1) - begin <= largest_send)
      ++last;

    // Errors are always reported; only the last success must be, to know that all is done. Linux
    // acknowledges what ends a transaction from 6.10 on.
    auto awaited = last;
    while (!requests[awaited].attempt && awaited > first) --awaited;
    batch.header(requests[awaited]).nlmsg_flags |= NLM_F_ACK;
    send(batch.buffer_.data() + begin, end_of(last) - begin);
    const auto attempt = [&](std::size_t i) {
      const auto& sentence = requests[requests[i].attempt ? i : awaited].attempt;
      return fmt::format("{} in '{}'", sentence(), batch.place_);
    };
    for (bool done = false; !done;) {
      receive([&] { return attempt(first); },
              [&](const nlmsghdr& header) {
                const std::size_t position = header.nlmsg_seq - first_sequence;
                if (position < first || position > last) return;  // nobody waits for it any more
                if (header.nlmsg_type != NLMSG_ERROR) {
                  if (on_reply) keep_first(failure, [&] { on_reply(header); });
                  return;
                }
                const auto& answer = *static_cast<const nlmsgerr*>(mnl_nlmsg_get_payload(&header));
                if (answer.error != 0)
                  keep_first(failure, [&] {
                    throw Error(error_code_from(-answer.error), attempt(position),
                                extended_ack(header));
                  });
                done |= position == awaited || !requests[position].attempt;
              });
    }
    first = last + 1;
  }
  batch = Batch(std::move(batch.place_));
  if (failure) std::rethrow_exception(failure);
}

void Socket::dump(Batch& batch, const std::function<void()>& start_over, const OnReply& on_reply) {
  const std::lock_guard lock(mutex_);
  const auto attempt = [&] {
    return fmt::format("{} in '{}'", batch.requests_.front().attempt(), batch.place_);
  };
  std::exception_ptr failure;
  for (bool interrupted = true; interrupted && !failure;) {
    interrupted = false;
    start_over();
    const auto sequence = next_sequence_++;
    batch.number(sequence);
    send(batch.buffer_.data(), batch.used_);
    for (bool done = false; !done;) {
      receive(attempt, [&](const nlmsghdr& header) {
        if (header.nlmsg_seq != sequence) return;
        interrupted |= (header.nlmsg_flags & NLM_F_DUMP_INTR) != 0;
        if (header.nlmsg_type != NLMSG_DONE && header.nlmsg_type != NLMSG_ERROR) {
          keep_first(failure, [&] { on_reply(header); });
          return;
        }
        done = true;
        // Both begin with an errno, zero or negative.
        const auto error = *static_cast<const int*>(mnl_nlmsg_get_payload(&header));
        if (error != 0)
          keep_first(failure, [&] {
            throw Error(error_code_from(-error), attempt(), extended_ack(header));
          });
      });
    }
  }
  if (failure) std::rethrow_exception(failure);
}

void Socket::join(int group) {
  set_option(fd_.get(), NETLINK_ADD_MEMBERSHIP, group, "a group");
}

bool Socket::receive_events(Deadline deadline, const std::string& awaited,
                            const OnReply& on_event) {
  pollfd readable{fd_.get(), POLLIN, 0};
  const auto ready = ::poll(&readable, 1, deadline.poll_timeout());
  if (ready < 0 && errno == EINTR) return true;
  check(ready, [&] { return fmt::format("cannot wait for {}", awaited); });
  if (ready == 0) throw DeadlineError(awaited);
  return read_events(awaited, on_event);
}

bool Socket::take_events(const OnReply& on_event) {
  return read_events("them", on_event);
}

bool Socket::read_events(const std::string& awaited, const OnReply& on_event) {
  const std::lock_guard lock(mutex_);
  // To the end of the queue: after an overrun the kernel reports no second one until the queue has
  // been empty (NETLINK_S_CONGESTED in net/netlink/af_netlink.c).
  Inbox inbox;
  bool heard_all = true;
  while (true) {
    const auto size = ::recv(fd_.get(), inbox.bytes.data(), inbox.bytes.size(), MSG_DONTWAIT);
    if (size < 0 && errno == EAGAIN) return heard_all;
    if (size < 0 && errno == ENOBUFS) {
      heard_all = false;
      continue;
    }
    check(size, [&] { return fmt::format("cannot read the events that announce {}", awaited); });
    for_each_message(inbox.bytes.data(), static_cast<std::size_t>(size), on_event);
  }
}

}  // namespace netrig::netlink
