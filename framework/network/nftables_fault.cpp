#include "network/nftables_fault.hpp"

#include <fmt/format.h>

#include <atomic>
#include <utility>

#include "netrig/core/error.hpp"

namespace netrig {
namespace {

std::string unique_table() {
  static std::atomic<unsigned> next = 1;
  return fmt::format("{}{}", netlink::fault_table_prefix, next++);
}

class NftablesFault final : public RunningFault {
 public:
  NftablesFault(const Fault& fault, NodeId id, NodeRuleset& ruleset,
                const std::vector<netlink::Device>& interfaces)
      : RunningFault(fault, id), ruleset_(ruleset), table_(unique_table()) {
    netlink::add_fault(ruleset_.netfilter(), table_, fault, interfaces, place());
  }

  std::string table() const override { return table_; }

 private:
  netlink::FaultCounts count() override {
    return netlink::fault_counts(ruleset_.netfilter(), table_, place());
  }
  void remove() override { netlink::remove_fault(ruleset_.netfilter(), table_, place()); }
  const std::string& place() const { return ruleset_.node().name(); }

  NodeRuleset& ruleset_;
  const std::string table_;
};

// What a kernel says to a hook, an expression or a family that it does not have.
bool is_lack(const Error& error) {
  return error.code() == std::errc::operation_not_supported ||
         error.code() == std::errc::no_such_file_or_directory ||
         error.code() == std::errc::address_family_not_supported;
}

}  // namespace

std::string beyond_nftables(const Fault& fault) {
  const auto& hits = fault.hits;
  if (hits.kind() == Hits::Kind::random || hits.number() <= netlink::most_fault_positions)
    return {};
  return fmt::format("nftables counts packets up to {}, so '{}' needs eBPF",
                     netlink::most_fault_positions, fault);
}

std::shared_ptr<RunningFault> run_by_nftables(const Fault& fault, NodeId id, NodeRuleset& ruleset,
                                              const std::vector<netlink::Device>& interfaces) try {
  return std::make_shared<NftablesFault>(fault, id, ruleset, interfaces);
} catch (const Error& error) {
  if (!is_lack(error)) throw;
  const auto hook = fault.direction == Direction::ingress
                        ? "ingress (CONFIG_NETFILTER_INGRESS)"
                        : "egress (CONFIG_NETFILTER_EGRESS, Linux 5.16)";
  throw UnsupportedError(
      fmt::format("this kernel has no nftables for a fault at {}: {}", hook, error.what()));
}

}  // namespace netrig
