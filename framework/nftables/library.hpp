// libnftables, made safe for a process of many threads and namespaces.
#pragma once

#include <nftables/libnftables.h>

#include <memory>
#include <mutex>
#include <string>

namespace netrig {

/// To be made on a thread that is in the namespace in question and is thrown away afterwards: it
/// parts with the process's descriptors, all but the standard ones, and with its working directory.
///
/// One exists at a time, the next constructor waits. libnftables 1.0.6 to 1.1.6 keep the names and
/// indexes of interfaces in static variables (src/iface.c), which are right for one namespace only;
/// they are dropped when a command has run. Others (set_id and chain_id in src/rule.c, the size of
/// a receive buffer in src/mnl.c) are no threads' either.
class Nftables {
 public:
  /// `node` is named in error messages.
  explicit Nftables(const std::string& node);

  /// A file's commands, as one transaction. False when they were refused: see report().
  bool run_file(const std::string& path);
  /// The output of a command. Throws Error.
  std::string run(const std::string& command, unsigned output_flags);

  void define(const std::string& name_and_value);
  void add_include_path(const std::string& path);
  /// What nft(8) would write to standard error.
  std::string report() const;

 private:
  struct Free {
    void operator()(nft_ctx* context) const noexcept { nft_ctx_free(context); }
  };

  std::string node_;
  std::unique_lock<std::mutex> alone_;
  std::unique_ptr<nft_ctx, Free> context_;
};

}  // namespace netrig
