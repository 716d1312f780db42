#include "netrig/netns/feature.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <mutex>

#include "ebpf/object.hpp"
#include "netlink/bridge_queries.hpp"
#include "netlink/virtual_requests.hpp"
#include "netns/needed_features.hpp"
#include "netrig/core/error.hpp"
#include "netrig/core/unique_fd.hpp"
#include "netrig/netns/namespace.hpp"

namespace netrig {
namespace {

constexpr int parent_index = 16, tried_index = 18;

// Whether an interface of that kind can be made, on an end of a veth pair where it needs a parent.
bool can_make(Namespace& where, const InterfaceKind& kind) {
  netlink::Batch pair(where.name());
  netlink::add_veth(pair, {.near = {parent_index, "parent"},
                           .far = {parent_index + 1, "other"},
                           .far_namespace = where.fd(),
                           .far_node = where.name()});
  where.route_socket().execute(pair);
  netlink::Batch batch(where.name());
  netlink::add_interface(batch, tried_index, {.name = "tried", .kind = kind},
                         [](const InterfaceName&) { return parent_index; });
  try {
    where.route_socket().execute(batch);
    return true;
  } catch (const Error& error) {
    // What the kernel says of a kind that it does not know (rtnl_newlink() in net/core/rtnetlink.c)
    // and of a tunnel whose protocol it does not know.
    for (const auto absent :
         {std::errc::operation_not_supported, std::errc::protocol_error,
          std::errc::no_such_file_or_directory, std::errc::address_family_not_supported,
          std::errc::protocol_not_supported, std::errc::no_such_device})
      if (error.code() == absent) return false;
    throw;
  }
}

// What is missing: nothing, the sentence, or a better one.
using Attempt = std::string (*)(Namespace& where, InterfaceKind (*kind)(),
                                const std::string& sentence);

std::string try_kind(Namespace& where, InterfaceKind (*kind)(), const std::string& sentence) {
  return can_make(where, kind()) ? std::string() : sentence;
}

// A kernel without it takes the option and does nothing.
std::string try_vlan_filtering(Namespace& where, InterfaceKind (*kind)(),
                               const std::string& sentence) {
  if (!can_make(where, kind())) return sentence;
  const auto now = netlink::bridge_options(where.route_socket(), where.name(), tried_index);
  return now && now->vlan_filtering ? std::string() : sentence;
}

std::string try_tun(Namespace&, InterfaceKind (*)(), const std::string& sentence) {
  const UniqueFd device(::open("/dev/net/tun", O_RDWR | O_CLOEXEC));
  if (device) return {};
  if (errno == EACCES || errno == EPERM) return "this user has no access to /dev/net/tun";
  return sentence;
}

std::string try_ebpf(Namespace&, InterfaceKind (*)(), const std::string&) {
  return ebpf::missing();
}

struct Row {
  Feature feature;
  const char* name;
  InterfaceKind (*kind)();  ///< null for what is no interface
  Attempt attempt = try_kind;
};

const char* const over_ipv4 = "192.0.2.1";
const char* const over_ipv6 = "2001:db8::1";

const std::array rows{
    Row{Feature::macvlan, "macvlan (CONFIG_MACVLAN)",
        []() -> InterfaceKind { return Macvlan{.parent = "parent"}; }},
    Row{Feature::ipvlan, "ipvlan (CONFIG_IPVLAN)",
        []() -> InterfaceKind { return Ipvlan{.parent = "parent"}; }},
    Row{Feature::vlan, "VLAN (CONFIG_VLAN_8021Q)",
        []() -> InterfaceKind { return Vlan{.parent = "parent", .id = 1}; }},
    Row{Feature::vlan_filtering, "VLAN filtering of bridges (CONFIG_BRIDGE_VLAN_FILTERING)",
        []() -> InterfaceKind { return Bridge{.options = {.vlan_filtering = true}}; },
        try_vlan_filtering},
    Row{Feature::vxlan, "vxlan (CONFIG_VXLAN)", []() -> InterfaceKind { return Vxlan{.id = 1}; }},
    Row{Feature::tun, "tun/tap (CONFIG_TUN)", []() -> InterfaceKind { return Tun(); }, try_tun},
    Row{Feature::vrf, "VRF (CONFIG_NET_VRF)", []() -> InterfaceKind { return Vrf{.table = 10}; }},
    Row{Feature::dummy, "dummy (CONFIG_DUMMY)", []() -> InterfaceKind { return Dummy(); }},
    Row{Feature::gre, "GRE (CONFIG_NET_IPGRE)",
        []() -> InterfaceKind { return Gre{.remote = over_ipv4}; }},
    Row{Feature::ip6gre, "GRE over IPv6 (CONFIG_IPV6_GRE)",
        []() -> InterfaceKind { return Gre{.remote = over_ipv6}; }},
    Row{Feature::ipip, "IPIP (CONFIG_NET_IPIP)",
        []() -> InterfaceKind { return Ipip{.remote = over_ipv4}; }},
    Row{Feature::ip6tnl, "tunnels over IPv6 (CONFIG_IPV6_TUNNEL)",
        []() -> InterfaceKind { return Ipip{.remote = over_ipv6}; }},
    Row{Feature::ebpf, "eBPF at tracepoints (CONFIG_BPF_EVENTS)", nullptr, try_ebpf},
};

const Row& row_of(Feature feature) {
  return *std::ranges::find(rows, feature, &Row::feature);
}

// What has been found out in this process: a kernel does not change.
class Findings {
 public:
  std::string missing(Feature feature) {
    const std::lock_guard lock(mutex_);
    if (const auto known = missing_.find(feature); known != missing_.end()) return known->second;
    auto where = Namespace::create("a namespace to find out what the kernel has");
    const auto& row = row_of(feature);
    return missing_[feature] =
               row.attempt(where, row.kind, fmt::format("this kernel has no {}", row.name));
  }

 private:
  std::mutex mutex_;
  std::map<Feature, std::string> missing_;
};

}  // namespace

std::string to_string(Feature feature) {
  return row_of(feature).name;
}

std::string missing(Feature feature) {
  static Findings findings;
  return findings.missing(feature);
}

bool kernel_has(Feature feature) {
  return missing(feature).empty();
}

std::vector<Feature> features() {
  std::vector<Feature> found;
  for (const auto& row : rows)
    if (kernel_has(row.feature)) found.push_back(row.feature);
  return found;
}

std::vector<Feature> needed_by(const BridgeOptions& options) {
  // A kernel without it passes over both in silence.
  if (options.vlan_filtering || options.default_vlan != BridgeOptions().default_vlan)
    return {Feature::vlan_filtering};
  return {};
}

std::vector<Feature> needed_by(const VirtualInterface& interface) {
  constexpr std::array<std::pair<std::string_view, Feature>, 13> by_kind{{
      {"macvlan", Feature::macvlan},
      {"ipvlan", Feature::ipvlan},
      {"vlan", Feature::vlan},
      {"vxlan", Feature::vxlan},
      {"tun", Feature::tun},
      {"tap", Feature::tun},
      {"vrf", Feature::vrf},
      {"dummy", Feature::dummy},
      {"gre", Feature::gre},
      {"gretap", Feature::gre},
      {"ip6gre", Feature::ip6gre},
      {"ip6gretap", Feature::ip6gre},
      {"ipip", Feature::ipip},
  }};
  if (const auto* bridge = std::get_if<Bridge>(&interface.kind)) return needed_by(bridge->options);
  const auto found = std::ranges::find(by_kind, kind_name(interface.kind),
                                       &std::pair<std::string_view, Feature>::first);
  return {found != by_kind.end() ? found->second : Feature::ip6tnl};
}

void require(Feature feature) {
  if (auto sentence = missing(feature); !sentence.empty())
    throw UnsupportedError(std::move(sentence));
}

}  // namespace netrig
