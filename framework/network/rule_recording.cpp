#include "network/rule_recording.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "evidence/node_ruleset.hpp"
#include "evidence/ruleset_listener.hpp"
#include "netlink/nftables_message.hpp"
#include "netlink/nftables_requests.hpp"
#include "netlink/nftables_trace_requests.hpp"
#include "netns/maker.hpp"
#include "netns/workers.hpp"
#include "netrig/core/deadline.hpp"
#include "netrig/core/error.hpp"
#include "netrig/network/rule_recorder.hpp"

namespace netrig {
namespace {

// The devices of a chain of netdev's, or of inet's ingress; of messages about others none.
std::vector<std::string> devices_of(const netlink::NftablesChain& chain) {
  if (!chain.hook || is_our_own(chain.table)) return {};
  return chain.hook->devices;
}

RuleLedger::Snapshot snapshot_of(netlink::Socket& netfilter, const std::string& node) {
  const auto deadline = Deadline::in(kernel_patience);
  for (;;) {
    const auto before = netlink::ruleset_generation(netfilter, node);
    RuleLedger::Snapshot snapshot{.tables = netlink::nftables_tables(netfilter, node),
                                  .chains = netlink::nftables_chains(netfilter, node),
                                  .rules = netlink::nftables_rules(netfilter, node)};
    if (netlink::ruleset_generation(netfilter, node) == before) return snapshot;
    if (deadline.passed())
      throw DeadlineError(fmt::format("the nftables ruleset of '{}' to stay as it is", node));
  }
}

}  // namespace

RuleRecording::RuleRecording(NetworkState& network)
    : network_(&network), stopped_(check(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), [] {
        return "cannot make an eventfd for the thread that counts packets";
      })) {
  nodes_.resize(network.namespaces.size());
  for_each_on_threads(nodes_.size(), [&](std::size_t i) { open(NodeId{i}); });
  thread_ = std::thread([this] { read_until_stopped(); });
}

RuleRecording::~RuleRecording() {
  stop();
  close();
}

// With its owner a table goes, and the kernel waits then until nobody looks at it any more, some
// ten milliseconds for each socket: in all nodes at once.
void RuleRecording::close() noexcept {
  constexpr std::size_t most_threads = 16;
  const auto count = std::min(nodes_.size(), most_threads);
  try {
    std::vector<std::jthread> threads;
    for (std::size_t first = 0; first < count; ++first)
      threads.emplace_back([this, first, count] {
        for (auto i = first; i < nodes_.size(); i += count) {
          nodes_[i].netfilter.reset();
          nodes_[i].listener.reset();
        }
      });
  } catch (const std::system_error&) {
    // The machine has no more threads: this one does the rest.
  }
  nodes_.clear();
}

// On a thread that is thrown away.
void RuleRecording::open(NodeId node) {
  const auto& where = network_->at(node);
  enter(where);
  auto& recorded = nodes_[node.index];
  recorded.node = node;
  recorded.name = where.name();
  recorded.netfilter = std::make_unique<netlink::Socket>(NETLINK_NETFILTER);
  recorded.listener = open_ruleset_listener();
  netlink::trace_everything(*recorded.netfilter, unique_trace_table(), recorded.name);
  look_at(recorded);
}

void RuleRecording::stop() noexcept {
  if (!thread_.joinable()) return;
  ::eventfd_write(stopped_.get(), 1);
  thread_.join();
}

void RuleRecording::read_until_stopped() noexcept {
  std::vector<pollfd> news{{stopped_.get(), POLLIN, 0}};
  for (const auto& each : nodes_) news.push_back({each.listener->fd(), POLLIN, 0});
  while (true) {
    if (::poll(news.data(), news.size(), -1) < 0) continue;  // EINTR
    if (news.front().revents != 0) return;
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (news[i + 1].revents == 0) continue;
      try {
        read(nodes_[i]);
      } catch (const std::exception& error) {
        nodes_[i].gaps.emplace_back(error.what());
        news[i + 1].fd = -1;
      }
    }
  }
}

void RuleRecording::read(Recorded& recorded) {
  std::vector<std::string> devices;
  const bool heard_all = recorded.listener->take_events([&](const nlmsghdr& header) {
    recorded.ledger.take(header);
    if (header.nlmsg_type == netlink::nftables_message(NFT_MSG_NEWCHAIN))
      std::ranges::move(devices_of(netlink::nftables_chain_in(header)),
                        std::back_inserter(devices));
  });
  trace_devices(recorded, devices);
  if (heard_all) return;
  const auto gap = fmt::format(
      "there was more traffic at '{}' than could be followed, so its counts are too low",
      recorded.name);
  if (std::ranges::find(recorded.gaps, gap) == recorded.gaps.end()) recorded.gaps.push_back(gap);
  recorded.ledger.take(snapshot_of(*recorded.netfilter, recorded.name));
}

void RuleRecording::look_at(Recorded& recorded) {
  read(recorded);
  const auto snapshot = snapshot_of(*recorded.netfilter, recorded.name);
  recorded.ledger.take(snapshot);
  for (const auto& chain : snapshot.chains) trace_devices(recorded, devices_of(chain));
  ask_for_texts(recorded);
}

void RuleRecording::trace_devices(Recorded& recorded, const std::vector<std::string>& devices) {
  for (const auto& device : devices)
    if (!recorded.device_tables.contains(device))
      recorded.device_tables.emplace(
          device,
          netlink::trace_device(*recorded.netfilter, unique_trace_table(), device, recorded.name));
}

void RuleRecording::ask_for_texts(Recorded& recorded) {
  const auto tables = recorded.ledger.tables_without_texts();
  if (tables.empty()) return;
  for (const auto& listing : network_->listings_of(recorded.node))
    if (listing.rule_texts)
      for (const auto& table : tables)
        recorded.ledger.add_texts(table, listing.rule_texts(network_->at(recorded.node), table));
}

// The configuration is in force, whatever comes of this.
void RuleRecording::ruleset_changed(NodeId node) {
  const std::lock_guard lock(mutex_);
  if (!network_) return;
  auto& recorded = nodes_.at(node.index);
  try {
    look_at(recorded);
  } catch (const Error& error) {
    recorded.gaps.emplace_back(error.what());
  }
}

RuleCoverage RuleRecording::coverage() {
  const std::lock_guard lock(mutex_);
  if (!network_) return at_end_;
  return coverage_now();
}

RuleCoverage RuleRecording::coverage_now() {
  for (auto& each : nodes_) look_at(each);
  return coverage_of(nodes_);
}

RuleCoverage RuleRecording::coverage_of(const std::vector<Recorded>& all) {
  RuleCoverage sum;
  for (const auto& each : all) {
    sum += each.ledger.coverage(each.name);
    sum += {.gaps = each.gaps};
  }
  return sum;
}

void RuleRecording::network_ends() noexcept {
  stop();
  const std::lock_guard lock(mutex_);
  try {
    at_end_ = coverage_now();
  } catch (const std::exception& error) {
    at_end_ = coverage_of(nodes_);
    at_end_.gaps.emplace_back(error.what());
  }
  network_ = nullptr;
  close();
}

RuleRecorder::RuleRecorder(NetworkState& network)
    : recording_(std::make_shared<RuleRecording>(network)) {
  network.observers.add(recording_);
}
RuleRecorder::RuleRecorder(RuleRecorder&&) noexcept = default;
RuleRecorder& RuleRecorder::operator=(RuleRecorder&&) noexcept = default;
RuleRecorder::~RuleRecorder() = default;

RuleCoverage RuleRecorder::coverage() const {
  return recording_->coverage();
}

}  // namespace netrig
