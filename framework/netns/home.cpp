#include "netns/home.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <sys/stat.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "netlink/attributes.hpp"
#include "netlink/queries.hpp"
#include "netlink/requests.hpp"
#include "netns/maker.hpp"
#include "netrig/core/error.hpp"
#include "netrig/core/unique_fd.hpp"

namespace netrig {
namespace {

const std::string place = "the test program";

// The id that an RTM_DELNSID message announces; negative for any other message.
int removed_id(const nlmsghdr& header) {
  if (header.nlmsg_type != RTM_DELNSID) return -1;
  const netlink::Attributes<NETNSA_MAX> attributes(header, sizeof(rtgenmsg));
  const auto* id = attributes[NETNSA_NSID];
  return id ? static_cast<int>(mnl_attr_get_u32(id)) : -1;
}

ino_t namespace_at(const char* path) {
  struct stat status {};
  check(::stat(path, &status), [path] { return fmt::format("cannot look at {}", path); });
  return status.st_ino;
}

std::unique_ptr<netlink::Socket> open_home_socket() {
  constexpr auto process = "/proc/self/ns/net";
  if (namespace_at(process) == namespace_at("/proc/thread-self/ns/net"))
    return std::make_unique<netlink::Socket>();
  const UniqueFd home(check(::open(process, O_RDONLY | O_CLOEXEC),
                            [] { return "cannot hold the test program's network namespace"; }));
  return on_thrown_away_thread([&] {
    enter(home.get(), place);
    return std::make_unique<netlink::Socket>();
  });
}

}  // namespace

std::string node_alias(std::string_view name) {
  constexpr std::size_t longest = 255;  // the kernel's IFALIASZ, less its terminating zero
  return fmt::format("{}{}", alias_mark, name).substr(0, longest);
}

Home::Home()
    : socket_(open_home_socket()),
      is_sandbox_(netlink::loopback_alias(*socket_, place) == sandbox_alias) {}

void Home::register_namespaces(std::span<const Namespace> namespaces) {
  if (!is_sandbox_) return;
  netlink::Batch batch(place);
  for (const auto& each : namespaces) netlink::assign_nsid(batch, each.fd());
  socket_->execute(batch);
}

void Home::watch(const std::vector<Namespace>& namespaces) {
  if (!is_sandbox_) return;
  for (const auto& each : namespaces)
    watched_.push_back({netlink::nsid_of(*socket_, place, each.fd()), each.name()});
  socket_->join(RTNLGRP_NSID);
}

void Home::wait_until_removed(Deadline deadline) {
  if (watched_.empty()) return;
  const auto watched = std::exchange(watched_, {});
  std::vector<int> ids;
  for (const auto& each : watched) ids.push_back(each.nsid);
  const auto left = wait_for_removal(*socket_, ids, deadline);
  if (left.empty()) return;
  std::vector<std::string> names;
  for (const auto& each : watched)
    if (std::ranges::find(left, each.nsid) != left.end())
      names.push_back(fmt::format("'{}'", each.name));
  throw DeadlineError(
      fmt::format("the kernel to remove {}, which a descriptor, a thread or a process still holds",
                  fmt::join(names, ", ")));
}

std::vector<int> wait_for_removal(netlink::Socket& listening, std::vector<int> ids,
                                  Deadline deadline) {
  std::optional<netlink::Socket> asking;
  try {
    while (!ids.empty()) {
      const bool heard_all = listening.receive_events(
          deadline, "namespaces to be removed",
          [&](const nlmsghdr& header) { std::erase(ids, removed_id(header)); });
      if (heard_all) continue;
      if (!asking) asking.emplace();
      std::erase_if(ids, [&](int id) { return !netlink::loopback_alias(*asking, place, id); });
    }
  } catch (const DeadlineError&) {
    // `ids` says which.
  }
  return ids;
}

}  // namespace netrig
