// What a node's /etc has in the place of the machine's files: those that decide how names are
// resolved, so that no machine's configuration decides a test.
#pragma once

#include <string>
#include <string_view>

#include "netns/node_mounts.hpp"

namespace netrig {

/// By their names in /etc. hosts(5): localhost and the node's own name, as on Debian.
/// resolv.conf(5): no nameserver. nsswitch.conf(5): hosts are looked for in files and DNS; its
/// other lines are the machine's. hostname(5), host.conf(5), gai.conf(5).
NodeFiles default_files(std::string_view node);

/// What a node is called by itself: its name, as far as that fits.
std::string hostname_of(std::string_view node);

}  // namespace netrig
