// A socket that hears what becomes of the rulesets of a namespace, and of packets in them.
#pragma once

#include <memory>

#include "netlink/socket.hpp"

namespace netrig {

/// Opened in the namespace that the calling thread is in: NFNLGRP_NFTABLES and NFNLGRP_NFTRACE, in
/// their order, without the traces of our own tables. With the largest buffer that one may have: a
/// traced packet takes about a kilobyte of it for each rule until somebody reads that.
std::unique_ptr<netlink::Socket> open_ruleset_listener();

}  // namespace netrig
