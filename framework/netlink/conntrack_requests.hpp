// The connections that a namespace tracks, by NETLINK_NETFILTER (linux/netfilter/
// nfnetlink_conntrack.h). Each call takes a socket of that protocol.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "netlink/socket.hpp"
#include "netrig/core/address.hpp"
#include "netrig/netlink/conntrack.hpp"

namespace netrig::netlink {

/// All, or those of one family, in no particular order.
std::vector<ConntrackEntry> conntrack(Socket& netfilter, const std::string& place,
                                      std::optional<Family> family);
/// The one that has the tuple in either direction, in the default zone. A list of all takes some
/// milliseconds, because the kernel looks at those of the whole machine; this does not.
std::optional<ConntrackEntry> find_conntrack(Socket& netfilter, const std::string& place,
                                             const ConntrackTuple& tuple);
/// An IPCTNL_MSG_CT_NEW message as a value. What it lacks, or what is too short, is left empty.
ConntrackEntry parse_conntrack(const nlmsghdr& header);

/// Forgets all, or those of one family.
void flush_conntrack(Socket& netfilter, const std::string& place, std::optional<Family> family);
/// Forgets this one: ENOENT when it is not there any more, though another may have its tuples.
void remove_conntrack(Socket& netfilter, const std::string& place, const ConntrackEntry& entry);

}  // namespace netrig::netlink
