#include "netns/home.hpp"

#include <fmt/format.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>

#include <optional>
#include <utility>

#include "netlink/attributes.hpp"
#include "netlink/queries.hpp"
#include "netlink/requests.hpp"
#include "netrig/core/error.hpp"

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

}  // namespace

Home::Home()
    : is_sandbox_(netlink::loopback_alias(socket_, place).value_or("").starts_with(alias_mark)) {}

void Home::register_namespaces(const std::vector<Namespace>& namespaces) {
  if (!is_sandbox_) return;
  netlink::Batch batch(place);
  for (const auto& each : namespaces) netlink::assign_nsid(batch, each.fd());
  socket_.execute(batch);
}

void Home::watch(const std::vector<Namespace>& namespaces) {
  if (!is_sandbox_) return;
  for (const auto& each : namespaces)
    watched_.push_back(netlink::nsid_of(socket_, place, each.fd()));
  socket_.join(RTNLGRP_NSID);
}

void Home::wait_until_removed(Deadline deadline) {
  if (watched_.empty()) return;
  const auto left = wait_for_removal(socket_, std::exchange(watched_, {}), deadline);
  if (!left.empty())
    throw DeadlineError(fmt::format("the kernel to remove {} namespaces", left.size()));
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
