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
#include <functional>
#include <map>

#include "core/socket_address.hpp"
#include "netlink/attributes.hpp"

namespace netrig::netlink {
namespace {

namespace fs = std::filesystem;

// idiag_src or idiag_dst. An IPv6 socket may have an IPv4 address (RFC 4291, section 2.5.5.2).
IpAddress address_of(const inet_diag_msg& message, const __be32 (&words)[4]) {
  if (message.idiag_family == AF_INET) return boost::asio::ip::address_v4(ntohl(words[0]));
  boost::asio::ip::address_v6::bytes_type bytes;
  std::memcpy(bytes.data(), words, bytes.size());
  return plain_address(boost::asio::ip::address_v6(bytes));
}

ListeningSocket parse(const Socket& diag, const nlmsghdr& header, Protocol protocol) {
  const auto& message = *static_cast<const inet_diag_msg*>(mnl_nlmsg_get_payload(&header));
  const Attributes<INET_DIAG_MAX> attributes(header, sizeof(inet_diag_msg));
  ListeningSocket socket;
  socket.local = {address_of(message, message.id.idiag_src),
                  {protocol, ntohs(message.id.idiag_sport)}};
  if (const auto index = message.id.idiag_if; index != 0)
    socket.interface = name_or_number(diag, static_cast<int>(index));
  if (const auto* v6_only = attributes[INET_DIAG_SKV6ONLY])
    socket.is_v6_only = mnl_attr_get_u8(v6_only) != 0;
  socket.uid = message.idiag_uid;
  socket.inode = message.idiag_inode;
  return socket;
}

// As ss(8) has them (`enum` in net/tcp_states.h).
const char* state_name(unsigned state) {
  constexpr std::array names{"UNKNOWN",    "ESTAB",     "SYN-SENT",    "SYN-RECV",   "FIN-WAIT-1",
                             "FIN-WAIT-2", "TIME-WAIT", "UNCONN",      "CLOSE-WAIT", "LAST-ACK",
                             "LISTEN",     "CLOSING",   "NEW-SYN-RECV"};
  return names[state < names.size() ? state : 0];
}

// Lists the sockets of a family and a protocol that are in one of these states (bits).
void list(Socket& diag, const std::string& place, int family, Protocol protocol,
          std::uint32_t states, const std::function<void()>& on_restart, const OnReply& on_socket) {
  Batch batch(place);
  auto& request = batch
                      .add(SOCK_DIAG_BY_FAMILY, NLM_F_DUMP,
                           [protocol] {
                             return fmt::format("cannot list the {} sockets", to_string(protocol));
                           })
                      .put_header<inet_diag_req_v2>();
  request.sdiag_family = static_cast<std::uint8_t>(family);
  request.sdiag_protocol = protocol == Protocol::tcp ? IPPROTO_TCP : IPPROTO_UDP;
  request.idiag_states = states;
  diag.dump(batch, on_restart, on_socket);
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
  std::vector<ListeningSocket> all;
  for (const auto protocol : {Protocol::tcp, Protocol::udp})
    for (const int family : {AF_INET, AF_INET6}) {
      // A UDP socket that is bound and not connected is in TCP_CLOSE (net/ipv4/udp_diag.c).
      const auto state = protocol == Protocol::tcp ? TCP_LISTEN : TCP_CLOSE;
      std::vector<ListeningSocket> found;
      list(
          diag, place, family, protocol, 1U << state, [&] { found.clear(); },
          [&](const nlmsghdr& header) { found.push_back(parse(diag, header, protocol)); });
      std::ranges::move(found, std::back_inserter(all));
    }
  return all;
}

std::vector<std::string> connected_sockets(Socket& diag, const std::string& place) {
  std::vector<std::string> all;
  for (const auto protocol : {Protocol::tcp, Protocol::udp})
    for (const int family : {AF_INET, AF_INET6}) {
      const auto states = protocol == Protocol::tcp ? ~(1U << TCP_LISTEN) : 1U << TCP_ESTABLISHED;
      std::vector<std::string> found;
      list(
          diag, place, family, protocol, states, [&] { found.clear(); },
          [&](const nlmsghdr& header) {
            const auto& message =
                *static_cast<const inet_diag_msg*>(mnl_nlmsg_get_payload(&header));
            const Endpoint remote{address_of(message, message.id.idiag_dst),
                                  {protocol, ntohs(message.id.idiag_dport)}};
            found.push_back(fmt::format("{} -> {} {}", parse(diag, header, protocol).local, remote,
                                        state_name(message.idiag_state)));
          });
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
