#include "netrig/policy/measure.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <variant>

#include "netrig/core/error.hpp"
#include "policy/listeners.hpp"
#include "policy/names.hpp"

namespace netrig {
namespace {

// A well-formed question that each DNS server answers and each echo sends back: the root's
// nameservers (RFC 1035, section 4.1; type NS, class IN).
constexpr std::string_view dns_question(
    "\x6e\x72\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x02\x00\x01",
    17);
constexpr std::uint16_t dns_port = 53;
constexpr std::size_t most_second_looks_at_once = 8;

// What is asked, and the cell that the answer is for.
struct Entry {
  std::size_t row, column;
  Family family;
};

class Measurement {
 public:
  Measurement(const Network& network, const MeasureOptions& options)
      : network_(network),
        options_(options),
        names_(network.plan()),
        listeners_(listeners_of(network)) {
    if (options.family) families_ = {*options.family};
    for (std::size_t i = 0; i < network.plan().nodes.size(); ++i)
      if (has_address(NodeId{i})) sources_.push_back(NodeId{i});
    if (options.destinations.empty())
      add_all_destinations();
    else
      for (const auto& destination : options.destinations) add_given(destination);
    for (std::size_t row = 0; row < sources_.size(); ++row)
      for (std::size_t column = 0; column < columns_.size(); ++column)
        for (const auto family : families_) add_question({row, column, family});
  }

  ReachabilityMatrix ask() {
    ReachabilityMatrix matrix(families_in_use(), row_names(), columns_);  // refuses what cannot be
    auto outcomes = network_.ask(questions_, Deadline::never());  // each has its own patience
    look_again(outcomes);
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      auto& outcome = outcomes[i];
      const auto& [row, column, family] = entries_[i];
      const auto verdict = outcome.verdict;
      matrix.set(matrix.rows()[row], columns_[column], family, {verdict, std::move(outcome)});
    }
    return matrix;
  }

 private:
  bool has_address(NodeId node) const {
    return std::ranges::any_of(families_, [&](Family family) { return names_.has(node, family); });
  }

  void add_all_destinations() {
    for (const auto id : sources_) {
      const auto& name = network_.plan().node(id).name;
      add_column({name, std::nullopt}, id);
      for (const auto& [port, listener] : listeners_[id.index])
        if (std::ranges::any_of(families_, [&, &at = listener](Family family) {
              return at.takes(family) && names_.has(id, family);
            }))
          add_column({name, port}, id);
    }
  }

  void add_given(const Destination& destination) {
    const auto id = network_.topology().find(destination.node);
    if (!has_address(id))
      throw DescriptionError("'" + destination.node + "' has no address to be asked at");
    add_column(destination, id);
  }

  void add_column(Destination destination, NodeId id) {
    columns_.push_back(std::move(destination));
    targets_.push_back(id);
  }

  void add_question(const Entry& entry) {
    const auto from = sources_[entry.row], to = targets_[entry.column];
    if (from == to) return;
    const auto& port = columns_[entry.column].port;
    auto address = names_.address_of(to, from, entry.family);
    if (port) {
      const auto& there = listeners_[to.index];
      if (const auto found = there.find(*port); found != there.end())
        address = found->second.address_for(entry.family, address);
    }
    if (!address || !names_.is_unique(*address, to)) return;
    questions_.push_back({from, with_patience(probe_of(*address, port), options_.first_patience)});
    entries_.push_back(entry);
  }

  Probe probe_of(const IpAddress& address, const std::optional<TransportPort>& port) const {
    if (!port) return EchoProbe{.target = address};
    if (port->protocol == Protocol::tcp) return TcpProbe{.target = {address, *port}};
    UdpProbe probe{.target = {address, *port}};
    if (const auto given = options_.datagrams.find(port->number); given != options_.datagrams.end())
      probe.send = given->second;
    else if (port->number == dns_port)
      probe.send = dns_question;
    return probe;
  }

  static Probe with_patience(Probe probe, std::chrono::milliseconds patience) {
    std::visit([patience](auto& any) { any.patience = patience; }, probe);
    return probe;
  }

  // Watched, and several at once, because a service that answers nothing takes all of the patience.
  void look_again(std::vector<Outcome>& outcomes) const {
    std::vector<std::size_t> doubtful;
    for (std::size_t i = 0; i < outcomes.size(); ++i)
      if (deserves_a_second_look(outcomes[i].verdict)) doubtful.push_back(i);
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
      for (auto i = next++; i < doubtful.size(); i = next++) {
        auto& outcome = outcomes[doubtful[i]];
        const auto from = sources_[entries_[doubtful[i]].row];
        outcome = network_[from].ask(with_patience(outcome.probe, options_.patience));
      }
    };
    std::vector<std::future<void>> workers;
    for (std::size_t i = 0; i < std::min(doubtful.size(), most_second_looks_at_once); ++i)
      workers.push_back(std::async(std::launch::async, work));
    for (auto& worker : workers) worker.get();
  }

  // It may have been asked in a hurry, a firewall may have spoken in the target's name, and only a
  // probe that is watched tells what else stands in the way.
  static bool deserves_a_second_look(Verdict verdict) { return verdict != Verdict::reached; }

  std::vector<Family> families_in_use() const {
    if (families_.size() == 1) return families_;
    std::vector<Family> used;
    for (const auto family : families_)
      if (std::ranges::any_of(sources_, [&](NodeId id) { return names_.has(id, family); }))
        used.push_back(family);
    return used.empty() ? families_ : used;
  }

  std::vector<std::string> row_names() const {
    std::vector<std::string> names;
    for (const auto id : sources_) names.push_back(network_.plan().node(id).name);
    return names;
  }

  const Network& network_;
  const MeasureOptions& options_;
  const AddressNames names_;
  const std::vector<Listeners> listeners_;  ///< by NodeId::index
  std::vector<Family> families_{Family::ipv4, Family::ipv6};
  std::vector<NodeId> sources_{};  ///< a row each
  std::vector<Destination> columns_{};
  std::vector<NodeId> targets_{};  ///< of the columns
  std::vector<Question> questions_{};
  std::vector<Entry> entries_{};  ///< of the questions
};

}  // namespace

ReachabilityMatrix measure(const Network& network, const MeasureOptions& options) {
  return Measurement(network, options).ask();
}

}  // namespace netrig
