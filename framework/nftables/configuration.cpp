#include "netrig/nftables/configuration.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>

#include "config/files.hpp"
#include "netns/maker.hpp"
#include "netrig/config/ruleset_error.hpp"
#include "netrig/core/error.hpp"
#include "nftables/library.hpp"
#include "nftables/report.hpp"
#include "nftables/rule_texts.hpp"
#include "process/memory_file.hpp"

namespace netrig {
namespace {

namespace fs = std::filesystem;

constexpr auto kind = "nftables ruleset";
constexpr auto define = "--define";
constexpr auto include_path = "--includepath";

// In the thread that is inside the namespace and thrown away afterwards.
void load(const Configuration& ruleset, const std::string& node) {
  const auto attempt = [&] { return fmt::format("cannot load {} in '{}'", ruleset, node); };
  const auto folder = fs::path(ruleset.source).parent_path();  // as the user wrote it
  Nftables nft(node);
  for (std::size_t i = 0; i + 1 < ruleset.arguments.size(); i += 2)
    if (ruleset.arguments[i] == define) nft.define(ruleset.arguments[i + 1]);

  std::vector<std::string> include_paths;  // before the working directory changes
  for (std::size_t i = 0; i + 1 < ruleset.arguments.size(); i += 2)
    if (ruleset.arguments[i] == include_path)
      include_paths.push_back(fs::absolute(ruleset.arguments[i + 1]).string());
  if (!folder.empty()) check(::chdir(folder.c_str()), attempt);
  if (!ruleset.source.empty()) nft.add_include_path(".");
  for (const auto& path : include_paths) nft.add_include_path(path);
  nft.add_include_path("/etc");  // nft(8)'s own, which newer versions look at last

  // Also for text, of which libnftables tells no lines when it comes from a buffer.
  const auto file = file_in_memory("ruleset", ruleset.text);
  const auto loaded = fmt::format("/proc/thread-self/fd/{}", file.get());
  if (nft.run_file(loaded)) return;
  auto report = with_users_names(nft.report(),
                                 {.loaded = loaded, .source = ruleset.source, .folder = folder});
  const auto fault = first_fault(report);
  const auto code = code_of(fault);
  if (code == std::errc::message_size)  // SO_SNDBUFFORCE is root's
    report +=
        "\nwithout root a ruleset must fit into a socket's buffer, of which the limit can be "
        "raised: `sudo sysctl -w net.core.wmem_max=16777216`";
  throw RulesetError(code, attempt(), report, fault);
}

void apply(const Configuration& ruleset, Namespace& where) {
  on_thrown_away_thread(where, [&] { load(ruleset, where.name()); });
}

std::string listing(Namespace& where) {
  return on_thrown_away_thread(
      where, [&] { return Nftables(where.name()).run("list ruleset", NFT_CTX_OUTPUT_HANDLE); });
}

std::map<std::uint64_t, std::string> rule_texts(Namespace& where, const std::string& table) {
  return on_thrown_away_thread(where, [&] {
    Nftables nft(where.name());  // before anything that has a descriptor
    netlink::Socket netfilter(NETLINK_NETFILTER);
    const auto rules = netlink::nftables_rules(netfilter, where.name());
    // Not `list table`, which fails for names that are words of nft's, such as "limits".
    const auto family = table.substr(0, table.find(' '));
    return texts_by_handle(
        nft.run("list ruleset " + family, NFT_CTX_OUTPUT_STATELESS | NFT_CTX_OUTPUT_HANDLE), rules,
        table);
  });
}

// `string` in src/scanner.l, without the characters of file names.
bool is_variable_name(const std::string& name) {
  const auto may_stand = [](unsigned char each) { return std::isalnum(each) || each == '_'; };
  return !name.empty() && std::isalpha(static_cast<unsigned char>(name.front())) &&
         std::ranges::all_of(name, may_stand);
}

Configuration ruleset(std::string source, std::string text, const NftablesOptions& options) {
  Configuration made{.kind = kind,
                     .source = std::move(source),
                     .text = std::move(text),
                     .apply = apply,
                     .listing = listing,
                     .rule_texts = rule_texts};
  const auto refuse = [&](const std::string& reason) {
    throw DescriptionError(fmt::format("cannot use {}: {}", made, reason));
  };
  for (const auto& [name, value] : options.variables) {
    if (!is_variable_name(name)) refuse(fmt::format("not a variable's name: '{}'", name));
    made.arguments.insert(made.arguments.end(), {define, fmt::format("{}={}", name, value)});
  }
  for (const auto& path : options.include_paths) {
    if (!fs::is_directory(path))
      refuse(fmt::format("no folder to include from: {}", path.string()));
    made.arguments.insert(made.arguments.end(), {include_path, path.string()});
  }
  made.command = {"nft"};
  made.command.insert(made.command.end(), made.arguments.begin(), made.arguments.end());
  made.command.insert(made.command.end(), {"--file", "-"});
  return made;
}

}  // namespace

Configuration nftables_file(const std::filesystem::path& path, const NftablesOptions& options) {
  return ruleset(path.string(), read_description(path, kind), options);
}

Configuration nftables_text(std::string text, const NftablesOptions& options) {
  return ruleset({}, std::move(text) + '\n', options);  // as nft(8) ends the line that it is given
}

}  // namespace netrig
