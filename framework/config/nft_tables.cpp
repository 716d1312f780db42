#include "config/nft_tables.hpp"

#include <algorithm>
#include <sstream>

#include "netlink/nftables_requests.hpp"

namespace netrig {
namespace {

using netlink::NftablesChain;
using netlink::NftablesTable;

}  // namespace

NftTables::NftTables(Family family, const std::string& place)
    : family_(family == Family::ipv4 ? "ip" : "ip6"), place_(place) {
  netlink::Socket netfilter(NETLINK_NETFILTER);
  tables_ = netlink::nftables_tables(netfilter, place);
  chains_ = netlink::nftables_chains(netfilter, place);
}

bool NftTables::has(const std::string& table) const {
  return std::ranges::any_of(tables_, [&](const NftablesTable& each) {
    return each.family == family_ && each.name == table;
  });
}

std::string NftTables::without_invented_chains(const std::string& saved,
                                               const std::string& table) const {
  const auto is_there = [&](const std::string& chain) {
    return std::ranges::any_of(chains_, [&](const NftablesChain& each) {
      return each.family == family_ && each.table == table && each.name == chain;
    });
  };
  std::string text;
  std::istringstream lines(saved);
  for (std::string line; std::getline(lines, line);)
    if (!line.starts_with(':') || is_there(line.substr(1, line.find(' ') - 1))) text += line + '\n';
  return text;
}

void NftTables::remove_newer(const std::vector<std::string>& names) const {
  netlink::Socket netfilter(NETLINK_NETFILTER);
  auto newer = netlink::nftables_tables(netfilter, place_);
  std::erase_if(newer, [&](const NftablesTable& table) {
    return table.family != family_ || has(table.name) || !std::ranges::count(names, table.name);
  });
  netlink::remove_tables(netfilter, newer, place_);
}

}  // namespace netrig
