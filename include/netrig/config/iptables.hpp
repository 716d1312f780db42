// Firewalls of the iptables kind for nodes, in the format of iptables-save.
//
//   topology.configure(firewall, iptables_file("rules.v4"));
//   topology.configure(firewall, iptables_file("rules.v6", {.family = Family::ipv6}));
#pragma once

#include <filesystem>
#include <string>

#include "netrig/core/address.hpp"
#include "netrig/topology/configuration.hpp"

namespace netrig {

/// What in the kernel holds the rules: nf_tables, or the tables that iptables came with.
enum class IptablesBackend { nft, legacy };
/// "nft", "legacy"
std::string to_string(IptablesBackend backend);
template <>
inline constexpr bool is_printable<IptablesBackend> = true;

struct IptablesOptions {
  Family family = Family::ipv4;
  IptablesBackend backend = IptablesBackend::nft;
  bool counters = false;  ///< those of the file as well: `iptables-restore --counters`
};

/// The rules in that file, read now. iptables has no library, so it is the real iptables-restore
/// (or iptables-legacy-restore, ip6tables-restore, ...) that puts them in force, in the node and
/// with a lock of the node's own; of the host's files it writes none. A table that the file has is
/// replaced as a whole, in one transaction; another is left alone. A RulesetError says in which
/// line the fault is, and all tables are as they were: of several tables, those before the faulty
/// one were in force for a moment if only the kernel could tell, and are put back as iptables-save
/// tells them, with their counters; what was not there is removed. Only the kernel's tables of the
/// legacy backend cannot be: one that was not there stays, empty. Of the nft backend code() is what
/// the kernel said; iptables-legacy-restore keeps that to itself.
///
/// Throws DescriptionError for a file that cannot be read. Needs the Debian package `iptables` when
/// it is put in force: an Error says so.
Configuration iptables_file(const std::filesystem::path& path, const IptablesOptions& options = {});
Configuration iptables_text(std::string text, const IptablesOptions& options = {});

/// Whether the programs for that are installed here, in PATH or where administrators' programs are.
bool is_iptables_installed(const IptablesOptions& options = {});

}  // namespace netrig
