#include "config/sysctl_writer.hpp"

#include <fmt/format.h>
#include <glob.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "netlink/conntrack_requests.hpp"
#include "netns/sysctl_file.hpp"
#include "netrig/core/error.hpp"
#include "topology/sysctl_names.hpp"

namespace netrig {
namespace {

constexpr std::string_view folder = "/proc/sys/";
constexpr auto of_the_machine = "the whole machine has one, and no network namespace its own";

std::string no_attempt() {
  return {};
}

// sysctl_file.hpp's names begin below net.
std::string below_net(std::string_view path) {
  return std::string(path.substr(std::string_view("net/").size()));
}

// ".?" and ".*" match "..", and so lead out of net.
std::vector<std::string> matching(const std::string& pattern) {
  glob_t found{};
  std::vector<std::string> paths;
  if (::glob((std::string(folder) + pattern).c_str(), GLOB_NOSORT, nullptr, &found) == 0)
    for (std::size_t i = 0; i < found.gl_pathc; ++i)
      if (auto path = std::string(found.gl_pathv[i]).substr(folder.size()); stays_below(path))
        paths.push_back(std::move(path));
  ::globfree(&found);
  return paths;
}

bool is_in(SysctlScope scope, std::string_view path) {
  const auto interface = interface_of_sysctl(path);
  const bool is_of_a_link = interface && *interface != "lo";
  return scope == SysctlScope::all || is_of_a_link == (scope == SysctlScope::interfaces_only);
}

// The kernel loads conntrack, where that is a module, when it is asked about it.
void load_conntrack(std::string_view path, const std::string& place) {
  if (!path.starts_with("net/netfilter/nf_conntrack_") || is_machine_wide(path)) return;
  try {
    netlink::Socket socket(NETLINK_NETFILTER);
    netlink::conntrack(socket, place, Family::ipv4);
  } catch (const Error&) {  // there is none: the sysctl is missing, and that will be said
  }
}

bool write_or_load(const std::string& path, const std::string& value, const std::string& place) {
  if (write_sysctl(below_net(path), value, no_attempt)) return true;
  load_conntrack(path, place);
  return write_sysctl(below_net(path), value, no_attempt);
}

class Refusal : public Error {
 public:
  Refusal(std::error_code code, std::string sentence) : Error(code, std::move(sentence), nullptr) {}
};

class Writer {
 public:
  Writer(const std::vector<SysctlSetting>& settings, SysctlScope scope, const std::string& place)
      : settings_(effective(settings)), scope_(scope), place_(place) {
    for (const auto& setting : settings_)
      if (const auto path = sysctl_path(setting.name); !is_pattern(path)) named_.insert(path);
  }

  RefusedSysctls write_all() {
    for (const auto& setting : settings_) {
      const auto path = sysctl_path(setting.name);
      if (!setting.value || misplaced(path)) continue;
      if (is_pattern(path))
        write_matching(setting, path);
      else if (is_in(scope_, path))
        write(setting, path);
    }
    if (!refused_.all.empty()) std::ranges::for_each(before_.rbegin(), before_.rend(), set_back);
    return std::move(refused_);
  }

 private:
  struct Before {
    std::string path, value;
  };
  static void set_back(const Before& before) {
    try {
      write_sysctl(below_net(before.path), before.value, no_attempt);
    } catch (const Error&) {  // the refusal that led here is what the caller must hear of
    }
  }

  void write_matching(const SysctlSetting& setting, const std::string& pattern) {
    const auto paths = matching(pattern);
    // Before the interfaces are there, a pattern may be waiting for them.
    if (paths.empty() && scope_ != SysctlScope::but_interfaces && !setting.may_fail)
      refuse(setting, std::make_error_code(std::errc::no_such_file_or_directory),
             "this node has no sysctl that it matches");
    for (const auto& path : paths) {
      if (named_.contains(path) || !is_in(scope_, path)) continue;
      auto one = setting;
      one.name = path;
      write(one, path);
    }
  }

  void write(const SysctlSetting& setting, const std::string& path) {
    remember(path);
    try {
      if (write_or_load(path, *setting.value, place_)) return;
      const bool is_no_nodes = is_machine_wide(path) || needs_root(path);
      if (setting.may_fail || (setting.may_be_machine_wide && is_no_nodes)) return;
      refuse(setting, std::make_error_code(std::errc::no_such_file_or_directory),
             why_missing(path));
    } catch (const Error& error) {
      if (setting.may_fail || (setting.may_be_machine_wide && is_machine_wide(path))) return;
      // A file whose mode is 0444 for the owner of this namespace.
      const bool is_read_only = error.code() == std::errc::permission_denied;
      refuse(setting, error.code(),
             is_machine_wide(path) ? of_the_machine
             : is_read_only        ? "it can only be read"
                                   : error.code().message());
    }
  }

  void remember(const std::string& path) {
    try {
      if (auto value = read_sysctl(below_net(path), no_attempt))
        before_.push_back({path, *std::move(value)});
    } catch (const Error&) {  // it can only be written: `flush`
    }
  }

  void refuse(const SysctlSetting& setting, std::error_code code, std::string reason) {
    refused_.append({{{setting, std::move(reason)}}, code});
  }

  const std::vector<SysctlSetting> settings_;
  const SysctlScope scope_;
  const std::string& place_;
  std::set<std::string> named_{};
  std::vector<Before> before_{};
  RefusedSysctls refused_{};
};

}  // namespace

void RefusedSysctls::append(RefusedSysctls others) {
  if (all.empty()) code = others.code;
  std::ranges::move(others.all, std::back_inserter(all));
}

void RefusedSysctls::throw_if_any(std::string_view place) const {
  if (!all.empty()) throw Refusal(code, refusal_text(all, place));
}

RefusedSysctls write_settings(const std::vector<SysctlSetting>& settings, SysctlScope scope,
                              const std::string& place) {
  return settings.empty() ? RefusedSysctls() : Writer(settings, scope, place).write_all();
}

std::string why_missing(std::string_view path) {
  if (is_machine_wide(path)) return of_the_machine;
  if (needs_root(path)) return "only a network namespace of root's has it";
  if (const auto interface = interface_of_sysctl(path)) {
    // Those of the interface are in a folder of its name: "net/ipv4/conf/eth0".
    const auto end = path.find('/', std::string_view("net/ipv4/conf/").size());
    std::error_code ignored;
    if (!std::filesystem::exists(std::string(folder) + std::string(path.substr(0, end)), ignored))
      return fmt::format("there is no interface '{}'", *interface);
  }
  return "this kernel has no such sysctl";
}

}  // namespace netrig
