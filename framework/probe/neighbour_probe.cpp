#include "probe/neighbour_probe.hpp"

#include <fmt/format.h>
#include <linux/rtnetlink.h>
#include <poll.h>

#include <algorithm>

#include "core/socket_address.hpp"
#include "netlink/requests.hpp"
#include "netrig/core/error.hpp"
#include "probe/local_refusal.hpp"
#include "probe/neighbour_table.hpp"
#include "probe/on_link.hpp"

namespace netrig {
namespace {

bool is_readable(int fd) {
  pollfd state{fd, POLLIN, 0};
  return ::poll(&state, 1, 0) > 0;
}

}  // namespace

NeighbourAttempt::NeighbourAttempt(Loop& loop, const Task& task, const NeighbourProbe& probe)
    : Attempt(loop, task), probe_(probe), target_(plain_address(probe.target)) {}

void NeighbourAttempt::start() {
  begin(probe_.patience);
  refuse_broadcast(from(), target_);
  auto interface = on_link_interface(from(), probe_.target, probe_.interface);
  if (!interface)
    return finish(Verdict::no_route,
                  fmt::format("{} is on none of {}'s links", target_, from().name()));
  interface_ = *std::move(interface);
  if (is_own_address()) {
    outcome().mac = interface_.mac;
    return finish(Verdict::reached,
                  fmt::format("{}'s own address: nobody was asked", from().name()));
  }
  if (!interface_.is_up)
    return finish(Verdict::unresolved, fmt::format("'{}' is down", interface_.name));
  events_.emplace();
  events_->join(RTNLGRP_NEIGH);  // before the look at the table, so that nothing falls between
  begin(probe_.patience);        // the questions to this node's own kernel may have taken a while
  ask(entry());
  if (!done()) proceed();
}

bool NeighbourAttempt::is_own_address() const {
  const auto own = netlink::addresses(from().route_socket(), from().name());
  return std::ranges::any_of(
      own, [this](const AddressInfo& each) { return each.address.address() == target_; });
}

std::optional<Neighbour> NeighbourAttempt::entry() const {
  return find_neighbour(from(), interface_.index, target_);
}

void NeighbourAttempt::ask(const std::optional<Neighbour>& known) {
  // NUD_VALID but REACHABLE, which is an answer only once it has been asked for.
  if (known && known->state == NeighbourState::reachable)
    ask_the_known();
  else if (known)
    judge(*known);
  if (!known || known->state == NeighbourState::incomplete) ask_everyone();
}

void NeighbourAttempt::ask_the_known() {
  netlink::Batch batch(from().name());
  netlink::solicit_neighbour(batch, {interface_.index, interface_.name}, target_, true);
  try {
    from().route_socket().execute(batch);
  } catch (const Error&) {
    // The entry is gone (ENOENT) or has failed (EINVAL) since we looked.
    ask_everyone();
  }
}

void NeighbourAttempt::ask_everyone() {
  asked_everyone_ = true;
  netlink::Batch batch(from().name());
  netlink::solicit_neighbour(batch, {interface_.index, interface_.name}, target_, false);
  from().route_socket().execute(batch);
}

void NeighbourAttempt::judge(const Neighbour& entry) {
  const auto reach = [&](std::string explanation) {
    outcome().mac = entry.mac;
    finish(Verdict::reached, std::move(explanation));
  };
  switch (entry.state) {
    case NeighbourState::reachable: outcome().round_trip = Clock::now() - began(); return reach("");
    case NeighbourState::permanent: return reach("a static entry: nobody was asked");
    case NeighbourState::noarp: return reach("an entry that needs no resolution: nobody was asked");
    case NeighbourState::failed:
      // The one who had the address may have gone, and another may have it now.
      if (!asked_everyone_) return ask_everyone();
      return finish(Verdict::unresolved, interface_.has_carrier
                                             ? std::string()
                                             : fmt::format("'{}' has no carrier", interface_.name));
    case NeighbourState::stale:
    case NeighbourState::delay:
      // What the kernel once heard, or has just overheard.
      return ask_the_known();
    case NeighbourState::none:
    case NeighbourState::incomplete:
    case NeighbourState::probe: return;  // it is being asked
  }
}

void NeighbourAttempt::proceed() {
  while (!done() && is_readable(events_->fd())) {
    const auto awaited = fmt::format("an answer of {}", target_);
    const bool heard_all =
        events_->receive_events(common_deadline(), awaited, [this](const nlmsghdr& header) {
          if (done() || header.nlmsg_type != RTM_NEWNEIGH) return;
          const auto message = netlink::parse_neighbour(header);
          if (message.interface_index == interface_.index && message.neighbour.address == target_)
            judge(message.neighbour);
        });
    if (heard_all || done()) continue;
    if (const auto now = entry()) judge(*now);
  }
  if (!done()) await(events_->fd(), Readiness::readable);
}

}  // namespace netrig
