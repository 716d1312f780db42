#include "netlink/queries.hpp"

#include <fmt/format.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include <array>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>

#include "netlink/attributes.hpp"

namespace netrig::netlink {
namespace {

namespace fs = std::filesystem;

IpAddress source_of(const inet_diag_msg& message) {
  if (message.idiag_family == AF_INET)
    return boost::asio::ip::address_v4(ntohl(message.id.idiag_src[0]));
  boost::asio::ip::address_v6::bytes_type bytes;
  std::memcpy(bytes.data(), message.id.idiag_src, bytes.size());
  return boost::asio::ip::address_v6(bytes);
}

ListeningSocket parse(const nlmsghdr& header, Protocol protocol) {
  const auto& message = *static_cast<const inet_diag_msg*>(mnl_nlmsg_get_payload(&header));
  const Attributes<INET_DIAG_MAX> attributes(header, sizeof(inet_diag_msg));
  ListeningSocket socket;
  socket.local = {source_of(message), {protocol, ntohs(message.id.idiag_sport)}};
  if (const auto* v6_only = attributes[INET_DIAG_SKV6ONLY])
    socket.is_v6_only = mnl_attr_get_u8(v6_only) != 0;
  socket.uid = message.idiag_uid;
  socket.inode = message.idiag_inode;
  return socket;
}

// "socket:[12345]" as /proc/PID/fd shows it; 0 for anything else.
ino_t socket_inode(const std::string& target) {
  constexpr std::string_view before = "socket:[";
  ino_t inode = 0;
  if (target.starts_with(before))
    std::from_chars(target.data() + before.size(), target.data() + target.size(), inode);
  return inode;
}

int number_in(const fs::path& name) {
  const auto text = name.string();
  int number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : -1;
}

std::string command_of(const fs::path& process) {
  std::string command;
  std::getline(std::ifstream(process / "comm"), command);
  return command;
}

}  // namespace

std::vector<ListeningSocket> listening_sockets(Socket& diag, const std::string& place) {
  struct Kind {
    std::uint8_t family, protocol;
    unsigned state;
    Protocol name;
  };
  // A UDP socket that is bound and not connected is in TCP_CLOSE (net/ipv4/udp_diag.c).
  constexpr std::array kinds{Kind{AF_INET, IPPROTO_TCP, TCP_LISTEN, Protocol::tcp},
                             Kind{AF_INET6, IPPROTO_TCP, TCP_LISTEN, Protocol::tcp},
                             Kind{AF_INET, IPPROTO_UDP, TCP_CLOSE, Protocol::udp},
                             Kind{AF_INET6, IPPROTO_UDP, TCP_CLOSE, Protocol::udp}};
  std::vector<ListeningSocket> all;
  for (const auto& kind : kinds) {
    Batch batch(place);
    auto& request =
        batch
            .add(
                SOCK_DIAG_BY_FAMILY, NLM_F_DUMP,
                [&kind] { return fmt::format("cannot list the {} sockets", to_string(kind.name)); })
            .put_header<inet_diag_req_v2>();
    request.sdiag_family = kind.family;
    request.sdiag_protocol = kind.protocol;
    request.idiag_states = 1U << kind.state;
    std::vector<ListeningSocket> found;
    diag.dump(
        batch, [&] { found.clear(); },
        [&](const nlmsghdr& header) { found.push_back(parse(header, kind.name)); });
    std::ranges::move(found, std::back_inserter(all));
  }
  return all;
}

void find_holders(std::vector<ListeningSocket>& sockets) {
  if (sockets.empty()) return;
  std::multimap<ino_t, ListeningSocket*> by_inode;
  for (auto& socket : sockets) by_inode.emplace(socket.inode, &socket);

  // Processes and descriptors come and go during the walk, and others' may not be looked into: what
  // cannot be read is not reported, as `ss -p` does.
  std::error_code ignored;
  for (const auto& process : fs::directory_iterator("/proc", ignored)) {
    const auto pid = number_in(process.path().filename());
    if (pid < 0) continue;
    for (fs::directory_iterator fd(process.path() / "fd", ignored), end; !ignored && fd != end;
         fd.increment(ignored)) {
      const auto target = fs::read_symlink(fd->path(), ignored);
      const auto [first, last] = by_inode.equal_range(socket_inode(target.string()));
      for (auto socket = first; socket != last; ++socket)
        socket->second->holders.push_back(
            {pid, command_of(process.path()), number_in(fd->path().filename())});
    }
  }
}

}  // namespace netrig::netlink
