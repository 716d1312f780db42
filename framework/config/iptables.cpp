#include "netrig/config/iptables.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <optional>
#include <sstream>

#include "config/files.hpp"
#include "config/iptables_report.hpp"
#include "config/nft_tables.hpp"
#include "netlink/nftables_requests.hpp"
#include "netns/maker.hpp"
#include "netrig/config/ruleset_error.hpp"
#include "netrig/core/error.hpp"
#include "process/command.hpp"

namespace netrig {
namespace {

constexpr auto counters = "--counters";

// "ip6tables-legacy" for "ip6tables-legacy-restore"
std::string family_of_programs(Family family, IptablesBackend backend) {
  return fmt::format("{}-{}", family == Family::ipv4 ? "iptables" : "ip6tables", backend);
}
std::string family_of_programs(const IptablesOptions& options) {
  return family_of_programs(options.family, options.backend);
}

// Runs one of iptables' programs in this thread's namespace; `attempt` is for the error message.
CommandResult call(const std::string& name, const std::vector<std::string>& arguments,
                   const std::string& input, const std::string& attempt) {
  const auto program = find_program(name);
  if (program.empty())
    throw Error(std::make_error_code(std::errc::no_such_file_or_directory), attempt, {},
                fmt::format("{} is not installed here (Debian: iptables)", name));
  // The lock is there to be had by one program at a time in this namespace, and nobody else's.
  return run_command(
      program, arguments, input,
      {"LC_ALL=C", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "XTABLES_LOCKFILE=/proc/self/ns/net"});
}

// The tables that a file replaces.
std::vector<std::string> tables_in(const std::string& rules) {
  std::vector<std::string> tables;
  std::istringstream lines(rules);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with('*')) tables.push_back(line.substr(1, line.find_last_not_of(" \t\r")));
  return tables;
}

// In the thread that is inside the namespace.
class Restoration {
 public:
  Restoration(const Configuration& rules, const std::string& node)
      : rules_(rules), node_(node), programs_(rules.arguments.front()) {}

  void run() {
    const auto tables = tables_in(rules_.text);
    // A transaction ends with each table: when a later one is refused, the earlier ones are undone.
    if (tables.size() < 2) return require(restore(rules_.text, given_arguments()));
    auto testing = given_arguments();
    testing.emplace_back("--test");
    require(restore(rules_.text, testing));
    std::optional<NftTables> in_kernel;
    if (!is_legacy()) in_kernel.emplace(family(), node_);
    const auto before = save(tables, in_kernel);
    const auto result = restore(rules_.text, given_arguments());
    if (result.succeeded) return;
    const auto undone = restore(before, {counters});
    if (in_kernel) in_kernel->remove_newer(tables);
    require(undone.succeeded ? result : undone);
  }

 private:
  bool is_legacy() const { return programs_.ends_with("legacy"); }
  Family family() const { return programs_.starts_with("ip6") ? Family::ipv6 : Family::ipv4; }
  std::string attempt() const { return fmt::format("cannot load {} in '{}'", rules_, node_); }
  std::vector<std::string> given_arguments() const {
    return {rules_.arguments.begin() + 1, rules_.arguments.end()};
  }

  CommandResult call(const std::string& name, const std::vector<std::string>& arguments,
                     const std::string& input) const {
    return netrig::call(name, arguments, input, attempt());
  }
  CommandResult restore(const std::string& rules, const std::vector<std::string>& arguments) const {
    return call(programs_ + "-restore", arguments, rules);
  }
  // With counters. iptables-save makes up tables and built-in chains: the legacy one in the kernel
  // too, which then has them for good, the other in its output only.
  std::string save(const std::vector<std::string>& tables,
                   const std::optional<NftTables>& in_kernel) const {
    std::string saved;
    for (const auto& table : tables) {
      if (in_kernel && !in_kernel->has(table)) continue;
      const auto result = call(programs_ + "-save", {counters, "--table", table}, {});
      require(result);
      saved += in_kernel ? in_kernel->without_invented_chains(result.output, table) : result.output;
    }
    return saved;
  }

  void require(const CommandResult& result) const {
    if (result.succeeded) return;
    auto [report, fault, code] = read_iptables_report(result.errors);
    if (const auto missing = missing_backend(); !missing.empty()) report += "; " + missing;
    fault.file = rules_.source;
    throw RulesetError(code, attempt(), report, fault);
  }

  // What this kernel lacks, a sentence; empty when it has what it needs.
  std::string missing_backend() const {
    const auto has_legacy = [&] {
      return ::access(family() == Family::ipv6 ? "/proc/thread-self/net/ip6_tables_names"
                                               : "/proc/thread-self/net/ip_tables_names",
                      F_OK) == 0;
    };
    const auto has_nft = [&] {
      try {
        netlink::Socket netfilter(NETLINK_NETFILTER);
        netlink::ruleset_generation(netfilter, node_);
        return true;
      } catch (const Error&) {
        return false;
      }
    };
    return lacking_backend(is_legacy() ? IptablesBackend::legacy : IptablesBackend::nft, has_nft(),
                           has_legacy());
  }

  const Configuration& rules_;
  const std::string& node_;
  const std::string programs_;
};

void apply(const Configuration& rules, Namespace& where) {
  on_thrown_away_thread(where, [&] { Restoration(rules, where.name()).run(); });
}

template <Family family, IptablesBackend backend>
std::string list(Namespace& where) {
  return on_thrown_away_thread(where, [&] {
    const auto save = family_of_programs(family, backend) + "-save";
    const auto attempt = fmt::format("cannot list the rules of '{}'", where.name());
    const auto result = call(save, {counters}, {}, attempt);
    if (!result.succeeded)
      throw Error(std::make_error_code(std::errc::io_error), attempt, {}, result.errors);
    return result.output;
  });
}

auto listing_of(const IptablesOptions& options) {
  using enum IptablesBackend;
  if (options.family == Family::ipv4)
    return options.backend == nft ? list<Family::ipv4, nft> : list<Family::ipv4, legacy>;
  return options.backend == nft ? list<Family::ipv6, nft> : list<Family::ipv6, legacy>;
}

std::string kind_of(const IptablesOptions& options) {
  return fmt::format("{} rules", family_of_programs(options));
}

Configuration rules(std::string source, std::string text, const IptablesOptions& options) {
  Configuration made{.kind = kind_of(options),
                     .source = std::move(source),
                     .text = std::move(text),
                     .apply = apply,
                     .arguments = {family_of_programs(options)},
                     .listing = listing_of(options)};
  if (options.counters) made.arguments.emplace_back(counters);
  made.command = made.arguments;
  made.command.front() += "-restore";
  return made;
}

}  // namespace

std::string to_string(IptablesBackend backend) {
  return backend == IptablesBackend::nft ? "nft" : "legacy";
}

Configuration iptables_file(const std::filesystem::path& path, const IptablesOptions& options) {
  return rules(path.string(), read_description(path, kind_of(options)), options);
}

Configuration iptables_text(std::string text, const IptablesOptions& options) {
  return rules({}, std::move(text), options);
}

bool is_iptables_installed(const IptablesOptions& options) {
  const auto programs = family_of_programs(options);
  return !find_program(programs + "-restore").empty() && !find_program(programs + "-save").empty();
}

}  // namespace netrig
