// What the nodes of a network know of a probe's packets: their rulesets and the kernel first, then
// their routes.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "evidence/ruleset_watch.hpp"
#include "evidence/witness.hpp"
#include "netrig/core/unique_fd.hpp"
#include "netrig/evidence/drop_report.hpp"
#include "netrig/probe/outcome.hpp"
#include "network/fault_watch.hpp"
#include "network/kernel_evidence.hpp"
#include "network/route_evidence.hpp"
#include "network/state.hpp"

namespace netrig {

class ProbeWitness final : public Witness {
 public:
  ProbeWitness(NetworkState& network, NodeId from, const Probe& probe);
  ~ProbeWitness() override;

  void expect(const netlink::TracedFlow& flow) override;
  void expect_another() override;
  bool has_proof() override;
  void catch_up() override;
  int fd() const override { return descriptors_.get(); }

  /// Says in the outcome what was seen, and corrects a verdict that the probe alone cannot know.
  void conclude(Outcome& outcome);

 private:
  void read();
  void look_at_routes(Whereabouts::Care care);
  void look_closely();
  void follow_routes(Whereabouts::Care care);
  bool is_listened_for(const Arrival& arrival) const;
  void consider(DropReport report);
  DropReport report_of(const TracedDrop& drop);
  DropReport report_of(const LostPacket& lost);
  void add_rule_text(DropReport& report);
  static bool rejects(const DropReport& report);
  static bool is_certain(DropCause cause);
  void conclude_by_rule(Outcome& outcome);
  std::optional<std::string> obstacle_beside_rule();
  void conclude_refusal(Outcome& outcome);
  const std::optional<DropReport>& cause_of_silence();
  void conclude_silence(Outcome& outcome);
  std::string explanation_of_silence() const;
  void add_discards(Outcome& outcome) const;
  void conclude_icmp_error(Outcome& outcome);

  NetworkState& network_;
  const NodeId from_;
  const Probe& probe_;
  std::optional<netlink::TracedFlow> flow_{};
  std::shared_ptr<const std::atomic<bool>> is_shared_{};  ///< another probe has the same flow
  std::string failure_{};                                 ///< why less is known than could be
  UniqueFd descriptors_, timer_;  ///< an epoll(7) instance; when to look at the routes
  std::optional<RulesetWatch> rulesets_{};
  std::optional<FaultWatch> faults_{};
  std::optional<KernelEvidence> kernel_{};
  std::optional<DropReport> by_ruleset_{};
  std::optional<WayThrough> way_{};
  bool is_glance_ = false;  ///< of `way_`: Whereabouts::Care
};

}  // namespace netrig
