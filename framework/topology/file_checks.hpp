// The files of a node: what can be wrong with them before any system call.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "netrig/core/address.hpp"

namespace netrig {

/// The path of a file that can be a node's own: one below /etc, "/etc/nginx/nginx.conf". Throws
/// DescriptionError for any other. `node` is the name for the message, here and below.
std::string checked_path(const std::filesystem::path& path, std::string_view node);

/// An /etc/resolv.conf of these and nothing else (resolv.conf(5)). Throws DescriptionError for more
/// than the C library asks, and for what is no host's address.
std::string resolv_conf(const std::vector<IpAddress>& nameservers, std::string_view node);

}  // namespace netrig
