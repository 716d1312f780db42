#include "netrig/network/network.hpp"

#include <set>

#include "netns/needed_features.hpp"
#include "netrig/core/error.hpp"
#include "netrig/probe/ask.hpp"
#include "network/builder.hpp"
#include "network/nameserver.hpp"
#include "network/state.hpp"

namespace netrig {
namespace {

std::set<Feature> features_needed_by(const Topology& topology) {
  std::set<Feature> needed;
  for (const auto& node : topology.nodes()) {
    for (const auto feature : needed_by(node.switch_options.options)) needed.insert(feature);
    for (const auto& interface : node.interfaces)
      for (const auto feature : needed_by(interface)) needed.insert(feature);
  }
  return needed;
}

}  // namespace

Network::Network(const Topology& topology, const NetworkOptions& options)
    : state_(std::make_shared<NetworkState>(topology, netrig::plan(topology))) {
  const auto needed = features_needed_by(topology);
  // The only one that a kernel without it takes in silence.
  if (needed.contains(Feature::vlan_filtering)) require(Feature::vlan_filtering);
  try {
    build(*state_, options);
  } catch (const Error&) {
    for (const auto feature : needed) require(feature);
    throw;
  }
}

Network::Network(Network&&) noexcept = default;
Network& Network::operator=(Network&&) noexcept = default;
Network::~Network() = default;

const Topology& Network::topology() const noexcept {
  return state_->topology;
}

const Plan& Network::plan() const noexcept {
  return state_->plan;
}

Node Network::operator[](NodeId node) const {
  state_->topology.node(node);  // refuses an id that is none of ours
  return {*state_, node};
}

Link Network::operator[](LinkId link) const {
  state_->topology.link(link);
  return {*state_, link};
}

Node Network::node(std::string_view name) const {
  return {*state_, state_->topology.find(name)};
}

std::vector<Node> Network::nodes() const {
  std::vector<Node> all;
  for (std::size_t i = 0; i < state_->namespaces.size(); ++i) all.push_back({*state_, NodeId{i}});
  return all;
}

std::vector<Outcome> Network::ask(const std::vector<Question>& questions, Deadline deadline) const {
  std::vector<Inquiry> inquiries;
  Nameservers nameservers;
  inquiries.reserve(questions.size());
  for (const auto& [from, probe] : questions) {
    state_->topology.node(from);
    inquiries.push_back({&state_->at(from), nameservers.named_in(probe, (*this)[from])});
  }
  auto outcomes = netrig::ask(inquiries, deadline);
  for (const auto& outcome : outcomes)
    if (outcome.drop) state_->note(*outcome.drop);
  return outcomes;
}

RuleRecorder Network::record_rules() const {
  return RuleRecorder(*state_);
}

void Network::remove(Deadline deadline) {
  state_->home.watch(state_->namespaces);
  state_->observers.end();
  state_->services = ServiceThread();
  state_->programs = Programs();
  state_->capture.reset();
  state_->faults.end();
  state_->rulesets.clear();  // their sockets hold the namespaces
  state_->kernel_drops.reset();
  state_->namespaces.clear();
  state_->home.wait_until_removed(deadline);
}

}  // namespace netrig
