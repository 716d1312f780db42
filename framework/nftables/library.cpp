#include "nftables/library.hpp"

#include <fmt/format.h>
#include <linux/close_range.h>
#include <linux/netlink.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include <limits>
#include <vector>

#include "netrig/core/error.hpp"
#include "netrig/core/unique_fd.hpp"

namespace netrig {
namespace {

std::mutex& one_at_a_time() {
  static std::mutex mutex;
  return mutex;
}

// libnftables waits for the kernel's answers with select(2) (mnl_batch_talk() in src/mnl.c), which
// writes beyond its set when a descriptor's number is 1024 or more, and a large network has
// thousands. The other threads keep theirs: they are open as before.
void part_with_the_process(const std::string& node) {
  const auto attempt = [&] { return fmt::format("cannot use libnftables in '{}'", node); };
  constexpr unsigned first_after_standard_error = 3;
  check(::close_range(first_after_standard_error, std::numeric_limits<unsigned>::max(),
                      CLOSE_RANGE_UNSHARE),
        attempt);
  check(::unshare(CLONE_FS), attempt);
  // Where this fails, nft_ctx_new() would end the process.
  const UniqueFd netfilter(
      check(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER), attempt));
}

// A ruleset goes to the kernel in one message. libnftables asks for as large a buffer as that needs
// in the way that is root's only (SO_SNDBUFFORCE in mnl_set_sndbuffer(), src/mnl.c);
// net.core.wmem_max is what everybody may have.
void enlarge_send_buffers() {
  constexpr int first = 3, beyond = 16;  // whatever it has opened: there are no others here
  constexpr int most = std::numeric_limits<int>::max() / 2;
  for (int fd = first; fd < beyond; ++fd)
    ::setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &most, sizeof(most));
}

}  // namespace

Nftables::Nftables(const std::string& node) : node_(node), alone_(one_at_a_time()) {
  part_with_the_process(node);
  context_.reset(nft_ctx_new(NFT_CTX_DEFAULT));
  enlarge_send_buffers();
  if (nft_ctx_buffer_output(context_.get()) != 0 || nft_ctx_buffer_error(context_.get()) != 0)
    throw std::bad_alloc();
  nft_ctx_clear_include_paths(context_.get());
}

bool Nftables::run_file(const std::string& path) {
  return nft_run_cmd_from_filename(context_.get(), path.c_str()) == 0;
}

std::string Nftables::run(const std::string& command, unsigned output_flags) {
  nft_ctx_output_set_flags(context_.get(), output_flags);
  if (nft_run_cmd_from_buffer(context_.get(), command.c_str()) == 0)
    return nft_ctx_get_output_buffer(context_.get());
  const auto code = error_code_from(errno == 0 ? EINVAL : errno);
  throw Error(code, fmt::format("cannot {} in '{}'", command, node_), report());
}

void Nftables::define(const std::string& name_and_value) {
  // It writes into the text while it reads it.
  std::vector<char> text(name_and_value.c_str(),
                         name_and_value.c_str() + name_and_value.size() + 1);
  nft_ctx_add_var(context_.get(), text.data());
}

void Nftables::add_include_path(const std::string& path) {
  nft_ctx_add_include_path(context_.get(), path.c_str());
}

std::string Nftables::report() const {
  std::string text = nft_ctx_get_error_buffer(context_.get());
  text.erase(text.find_last_not_of('\n') + 1);
  return text;
}

}  // namespace netrig
