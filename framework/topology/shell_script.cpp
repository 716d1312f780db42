// to_shell_script(Topology): the same network by hand.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>

#include "netns/hermetic.hpp"
#include "netrig/topology/plan.hpp"
#include "topology/ip_link_words.hpp"
#include "topology/shell_words.hpp"
#include "topology/sysctl_names.hpp"

namespace netrig {
namespace {

constexpr std::string_view functions = R"(set -euo pipefail

inside() { ip netns exec "$@"; }
# NODE PATH VALUE SPARED...: below /proc/sys; all but the value may be patterns. What is not there is passed over.
set_sysctl() {
  local node=$1
  shift
  inside "$node" sh -c '
    path=$1 value=$2
    shift 2
    for file in /proc/sys/$path; do
      [ -e "$file" ] || continue
      for spared; do case $file in /proc/sys/$spared) continue 2 ;; esac; done
      printf %s "$value" >"$file"
    done' sh "$@"
}
)";

class ShellScript {
 public:
  explicit ShellScript(const Topology& topology) : topology_(topology), plan_(plan(topology)) {}

  std::string text() && {
    begin();
    for (std::size_t i = 0; i < plan_.nodes.size(); ++i) make_node({i});
    for (const auto& link : plan_.links) lay(link);
    for (std::size_t i = 0; i < plan_.nodes.size(); ++i) make_interfaces({i});
    for (std::size_t i = 0; i < plan_.nodes.size(); ++i) configure_interfaces({i});
    for (std::size_t i = 0; i < plan_.nodes.size(); ++i) add_routing({i});
    for (std::size_t i = 0; i < plan_.nodes.size(); ++i) add_configurations({i});
    return std::move(text_);
  }

 private:
  template <class... Values>
  void line(fmt::format_string<Values...> format, Values&&... values) {
    text_ += fmt::format(format, std::forward<Values>(values)...) + '\n';
  }
  /// "ip -n client WORDS"
  void ip(const PlannedNode& node, std::string_view words) {
    line("ip -n {} {}", shell_word(node.name), shell_words(words));
  }
  void cannot(const std::string& what) {
    auto comment = what;
    std::ranges::replace(comment, '\n', ' ');
    line("# not here: {}", comment);
  }

  void begin() {
    line("#!/usr/bin/env bash");
    line(
        "# The network by hand, for root. It makes network namespaces by these names "
        "(ip-netns(8)):");
    std::string names;
    for (const auto& node : plan_.nodes) names += ' ' + shell_word(node.name);
    line("#   {}", names.empty() ? "none" : names.substr(1));
    line("# A look inside: ip netns exec NAME ...; away with one: ip netns delete NAME");
    text_ += functions;
    line("# What netrig sets in every node, so that it is the same on every machine.");
    line("pin() {{");
    line(
        "  inside \"$1\" sh -c 'while read -r path value; do "
        "[ ! -e \"$path\" ] || echo \"$value\" >\"$path\"; done' <<'END'");
    for (const auto& [path, value] : pinned_if_inherited())
      line("/proc/sys/net/{} {}", path, value);
    for (const auto& [path, value] : always_pinned()) line("/proc/sys/net/{} {}", path, value);
    line("END");
    line("}}");
  }

  void make_node(NodeId id) {
    const auto& node = plan_.node(id);
    line("");
    line("# {} {}", node.kind, node.name);
    line("ip netns add {}", shell_word(node.name));
    line("pin {}", shell_word(node.name));
    if (node.kind == NodeKind::router) {
      set_sysctl(node, {"ipv4/ip_forward", "1"});
      set_sysctl(node, {"ipv6/conf/all/forwarding", "1"});
    }
    if (node.kind == NodeKind::bridge) {
      for (const auto* table : {"iptables", "ip6tables", "arptables"})
        set_sysctl(node, {fmt::format("bridge/bridge-nf-call-{}", table), "0"});
      if (node.addresses().empty()) set_sysctl(node, {"ipv6/conf/default/disable_ipv6", "1"});
    }
    set_sysctls(node, [](const auto& path) { return !interface_of_sysctl(path); }, {});
    if (node.loopback_up) ip(node, "link set dev lo up");
    if (node.bridge) {
      ip(node, fmt::format("link add name {} index {} type bridge{}", *node.bridge,
                           first_interface_index, ip_link_words(node.bridge_options)));
      for (const auto& address : node.bridge_addresses) add_address(node, *node.bridge, address);
    }
    for (const auto& [path, text] : topology_.node(id).files)
      cannot(fmt::format("{} of '{}', for which ip-netns(8) has /etc/netns/{}", path, node.name,
                         node.name));
  }

  void set_sysctl(const PlannedNode& node, const Sysctl& sysctl) {
    line("set_sysctl {} {} {}", shell_word(node.name), shell_word("net/" + sysctl.path),
         shell_word(sysctl.value));
  }
  // A pattern spares what is named by itself, with a value or without, and what others see to.
  template <class Wanted>
  void set_sysctls(const PlannedNode& node, Wanted wanted, std::vector<std::string> spared) {
    for (const auto& setting : node.sysctls)
      if (const auto path = sysctl_path(setting.name); !is_pattern(path)) spared.push_back(path);
    for (const auto& setting : node.sysctls) {
      const auto path = sysctl_path(setting.name);
      if (!setting.value || (!is_pattern(path) && !wanted(path))) continue;
      auto words = fmt::format("set_sysctl {} {} {}", shell_word(node.name), shell_word(path),
                               shell_word(*setting.value));
      if (is_pattern(path))
        for (const auto& each : spared) words += " " + shell_word(each);
      line("{}{}", words, setting.may_fail ? " || true" : "");
    }
  }

  void lay(const PlannedLink& link) {
    const auto& near = plan_.interface(link.ends[0]);
    const auto& far = plan_.interface(link.ends[1]);
    const auto& far_node = plan_.node(link.ends[1].node);
    const auto mtu = link.options.mtu ? fmt::format(" mtu {}", *link.options.mtu) : "";
    line("");
    ip(plan_.node(link.ends[0].node),
       fmt::format("link add name {} index {}{} type veth peer name {} index {}{} netns {}",
                   near.name, near.index, mtu, far.name, far.index, mtu, far_node.name));
  }

  void make_interfaces(NodeId id) {
    const auto& node = plan_.node(id);
    for (const auto& [interface, index, segment, bridge, vrf] : node.virtual_interfaces) {
      const bool is_tap = std::holds_alternative<Tap>(interface.kind);
      if (is_tap || std::holds_alternative<Tun>(interface.kind)) {
        ip(node,
           fmt::format("tuntap add dev {} mode {}", interface.name, kind_name(interface.kind)));
        if (interface.mtu)
          ip(node, fmt::format("link set dev {} mtu {}", interface.name, *interface.mtu));
        cannot(fmt::format("the program that opens '{}' of '{}'", interface.name, node.name));
      } else {
        ip(node, "link add " + ip_link_words(interface, index));
      }
    }
    for (const auto& each : node.virtual_interfaces)
      join(node, each.described.name, each.bridge, each.vrf, each.described.port);
    for (const auto& each : node.interfaces)
      join(node, each.name, each.bridge, each.vrf, plan_.links.at(each.link.index).options.port);
  }

  void join(const PlannedNode& node, const InterfaceName& name,
            const std::optional<InterfaceName>& bridge, const std::optional<InterfaceName>& vrf,
            const PortOptions& options) {
    if (const auto& master = bridge ? bridge : vrf)
      ip(node, fmt::format("link set dev {} master {}", name, *master));
    if (!bridge || options == PortOptions()) return;
    auto others = options;
    others.proxy_arp = false;  // bridge(8) does not know it
    if (options.proxy_arp)
      ip(node, fmt::format("link set dev {} type bridge_slave proxy_arp on", name));
    if (others != PortOptions())
      line("bridge -n {} link set dev {} {}", shell_word(node.name), shell_word(name.str()),
           shell_words(to_string(others)));
  }

  void configure_interfaces(NodeId id) {
    const auto& node = plan_.node(id);
    line("");
    set_sysctls(node, [](const auto& path) { return interface_of_sysctl(path).has_value(); },
                {"*/all/*", "*/default/*", "*/lo/*"});
    if (node.bridge) ip(node, fmt::format("link set dev {} up", *node.bridge));
    for (const auto& each : node.interfaces) {
      for (const auto& address : each.addresses) add_address(node, each.name, address);
      bring_up(node, each.name, plan_.links.at(each.link.index).options.up);
    }
    for (const auto& each : node.virtual_interfaces) {
      for (const auto& address : each.described.addresses)
        add_address(node, each.described.name, address);
      bring_up(node, each.described.name, each.described.up);
    }
  }

  void add_address(const PlannedNode& node, const InterfaceName& name,
                   const InterfaceAddress& address) {
    const auto* usable_at_once = address.address().is_v6() ? " nodad" : "";
    ip(node, fmt::format("address add {} dev {}{}", address, name, usable_at_once));
  }
  void bring_up(const PlannedNode& node, const InterfaceName& name, bool up) {
    if (up) return ip(node, fmt::format("link set dev {} up", name));
    line("# {} of {} is down at first", name, shell_word(node.name));
  }

  void add_routing(NodeId id) {
    const auto& node = plan_.node(id);
    line("");
    for (const auto& nexthop : node.nexthops) {
      const auto* family = nexthop.effective_family() == Family::ipv6 ? "-6 " : "";
      add(node, fmt::format("{}nexthop add {}", nexthop.group.empty() ? family : "", nexthop),
          needs_down(node, nexthop.interface));
    }
    for (const auto& route : node.routes) {
      bool waits = needs_down(node, route.interface);
      for (const auto& hop : route.next_hops) waits = waits || needs_down(node, hop.interface);
      add(node,
          fmt::format("{}route add proto static {}", route.destination.is_v4() ? "" : "-6 ", route),
          waits);
    }
    for (const auto& rule : topology_.node(id).rules) {
      auto words = to_string(rule);
      if (rule.priority) words = "pref " + words.erase(words.find(':'), 1);
      if (const auto at = words.find("lookup [l3mdev-table]"); at != words.npos)
        words.replace(at, words.npos, "l3mdev");
      add(node,
          fmt::format("{}rule add {}", rule.effective_family() == Family::ipv6 ? "-6 " : "", words),
          false);
    }
  }

  void add(const PlannedNode& node, const std::string& words, bool waits) {
    if (waits)
      return cannot(fmt::format("'ip -n {} {}', which waits for a link", node.name, words));
    ip(node, words);
  }
  bool needs_down(const PlannedNode& node, const std::string& interface) const {
    return std::ranges::any_of(node.interfaces, [&](const auto& each) {
      return each.name.str() == interface && !plan_.links.at(each.link.index).options.up;
    });
  }

  void add_configurations(NodeId id) {
    const auto& node = plan_.node(id);
    for (const auto& configuration : topology_.node(id).configurations) {
      line("");
      line("# {} of {}", shell_word(to_string(configuration)), shell_word(node.name));
      if (configuration.command.empty()) {
        cannot("no program is known that puts it in force");
        continue;
      }
      std::string words;
      for (const auto& each : configuration.command) words += ' ' + shell_word(each);
      const auto there = inclusion_folder(configuration.source);
      const auto end = end_mark(configuration.text);
      line("({}inside {}{}) <<'{}'", there, shell_word(node.name), words, end);
      text_ += configuration.text;
      if (!configuration.text.ends_with('\n')) text_ += '\n';
      line("{}", end);
    }
  }
  // To stand in, as what a ruleset includes is beside its file.
  static std::string inclusion_folder(const std::string& source) {
    if (source.empty()) return {};
    const auto folder = std::filesystem::absolute(source).parent_path();
    return fmt::format("cd {} 2>/dev/null || true; ", shell_word(folder.string()));
  }
  // Of a here-document, which the text must not hold.
  static std::string end_mark(const std::string& text) {
    std::string mark = "END";
    while (text.find(mark) != text.npos) mark += '_';
    return mark;
  }

  const Topology& topology_;
  const Plan plan_;
  std::string text_;
};

}  // namespace

std::string to_shell_script(const Topology& topology) {
  return ShellScript(topology).text();
}

}  // namespace netrig
