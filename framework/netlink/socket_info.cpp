#include "netrig/netlink/socket_info.hpp"

#include <fmt/format.h>

namespace netrig {

std::string to_string(const ListeningSocket& socket) {
  auto text = to_string(socket.local);
  if (!socket.interface.empty()) text += " dev " + socket.interface;
  if (!socket.holders.empty()) {
    std::string holders;
    for (const auto& holder : socket.holders)
      holders += fmt::format("{}(\"{}\",pid={},fd={})", holders.empty() ? "" : ",", holder.command,
                             holder.pid, holder.fd);
    text += fmt::format(" users:({})", holders);
  }
  if (socket.is_v6_only) text += " v6only:1";
  return text;
}

}  // namespace netrig
