// The tables in which iptables-nft keeps its rules, as the kernel has them.
#pragma once

#include <string>
#include <vector>

#include "netlink/nftables_queries.hpp"
#include "netrig/core/address.hpp"

namespace netrig {

/// Those of one family in the calling thread's namespace, which is called `place`, at one moment.
class NftTables {
 public:
  NftTables(Family family, const std::string& place);

  bool has(const std::string& table) const;
  /// What iptables-nft-save says of a table, without the built-in chains that are not there.
  std::string without_invented_chains(const std::string& saved, const std::string& table) const;
  /// Removes those of `names` that have come since.
  void remove_newer(const std::vector<std::string>& names) const;

 private:
  const std::string family_, place_;
  std::vector<netlink::NftablesTable> tables_;
  std::vector<netlink::NftablesChain> chains_;
};

}  // namespace netrig
