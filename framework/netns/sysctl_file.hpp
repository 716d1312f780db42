// A sysctl of the calling thread's namespace, as the file that it is.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace netrig {

/// `path` is below /proc/sys/net: "ipv4/ip_forward". Empty where this kernel has no such file here;
/// anything else that fails is an Error which `attempt` describes. At most 4096 bytes, which is
/// more than the kernel's files under net hold.
std::optional<std::string> read_sysctl(const std::string& path,
                                       const std::function<std::string()>& attempt);

/// False where this kernel has no such file here. A value of which the kernel takes only a part,
/// such as too many numbers, is an Error as well (EINVAL); that part is in force then.
bool write_sysctl(const std::string& path, const std::string& value,
                  const std::function<std::string()>& attempt);

}  // namespace netrig
