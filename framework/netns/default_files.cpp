#include "netns/default_files.hpp"

#include <fmt/format.h>

#include <sstream>

#include "core/files.hpp"

namespace netrig {
namespace {

// "passwd" of "passwd: files"
std::string_view database_of(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  return line.substr(0, line.find_first_of(" \t:"));
}

// In whichever way the machine knows its users, programs do, too.
std::string name_service_switch() {
  std::string text = "hosts: files dns\n";
  std::istringstream lines(read_file("/etc/nsswitch.conf").value_or(""));
  for (std::string line; std::getline(lines, line);)
    if (database_of(line) != "hosts") text += line + '\n';
  return text;
}

}  // namespace

std::string hostname_of(std::string_view node) {
  constexpr std::size_t longest = 64;  // HOST_NAME_MAX
  return std::string(node.substr(node.rfind('/') + 1).substr(0, longest));
}

NodeFiles default_files(std::string_view node) {
  const auto name = hostname_of(node);
  return {{"gai.conf", ""},
          {"host.conf", "multi on\n"},
          {"hostname", name + "\n"},
          {"hosts", fmt::format("127.0.0.1 localhost\n"
                                "::1 localhost ip6-localhost ip6-loopback {0}\n"
                                "127.0.1.1 {0}\n",
                                name)},
          {"nsswitch.conf", name_service_switch()},
          {"resolv.conf", ""}};
}

}  // namespace netrig
