// Behind a RuleRecorder: the sockets, the tables and the thread.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "evidence/rule_ledger.hpp"
#include "netlink/socket.hpp"
#include "netrig/core/unique_fd.hpp"
#include "network/ruleset_observers.hpp"
#include "network/state.hpp"

namespace netrig {

/// Safe to share between threads.
class RuleRecording final : public RulesetObserver {
 public:
  explicit RuleRecording(NetworkState& network);
  ~RuleRecording() override;

  RuleCoverage coverage();
  void ruleset_changed(NodeId node) override;
  void network_ends() noexcept override;

 private:
  struct Recorded {
    NodeId node{};
    std::string name{};
    std::unique_ptr<netlink::Socket> netfilter{};  ///< owns our tables
    std::unique_ptr<netlink::Socket> listener{};
    std::map<std::string, netlink::NftablesTable> device_tables{};
    RuleLedger ledger{};
    std::vector<std::string> gaps{};
  };
  void open(NodeId node);
  void read_until_stopped() noexcept;
  void stop() noexcept;
  void close() noexcept;
  // With the mutex held:
  void read(Recorded& recorded);
  void look_at(Recorded& recorded);
  void ask_for_texts(Recorded& recorded);
  static void trace_devices(Recorded& recorded, const std::vector<std::string>& devices);
  RuleCoverage coverage_now();  ///< with the mutex held
  static RuleCoverage coverage_of(const std::vector<Recorded>& all);

  std::mutex mutex_;       // of what follows, but the thread
  NetworkState* network_;  ///< null when it has ended
  std::vector<Recorded> nodes_{};
  RuleCoverage at_end_{};
  UniqueFd stopped_;  ///< an eventfd(2)
  std::thread thread_{};
};

}  // namespace netrig
