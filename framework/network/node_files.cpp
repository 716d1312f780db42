// A node's own /etc.
#include "netns/node_mounts.hpp"
#include "netrig/network/node.hpp"
#include "network/state.hpp"
#include "topology/file_checks.hpp"

namespace netrig {

std::string Node::file(const std::filesystem::path& path) const {
  return network_namespace().mounts()->read(checked_path(path, name()));
}

void Node::set_file(const std::filesystem::path& path, std::string_view text) const {
  network_namespace().mounts()->write(checked_path(path, name()), text);
}

void Node::set_nameservers(const std::vector<IpAddress>& nameservers) const {
  set_file("/etc/resolv.conf", resolv_conf(nameservers, name()));
}

}  // namespace netrig
