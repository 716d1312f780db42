// What a node's /etc is made of: the machine's, and upon it a folder that takes what is written.
#pragma once

#include <filesystem>
#include <string>

#include "netrig/core/unique_fd.hpp"

namespace netrig {

/// Folders in a file system in memory.
struct EtcFolders {
  std::filesystem::path between;  ///< copy_folders() of the machine's; empty where none are needed
  std::filesystem::path upper;    ///< takes what is written
  std::filesystem::path work;     ///< the kernel's own
};

/// In the folder `to`, which is there, a folder for each that can be read below `from`.
///
/// Where has_one_user(), the machine's folders belong to nobody, or to a group that is none
/// (user_namespaces(7), overflowuid), so that nothing can be written into them, nor into an
/// overlay's of which they are the lowest layer. These belong to the calling thread's user: a layer
/// in between, for as many overlays as one likes. `attempt` is for errors. Throws Error where
/// something is short.
void copy_folders(const std::filesystem::path& from, const std::filesystem::path& to,
                  const std::string& attempt);

/// In the folder `to`, which is there, what can be read below `from` and is not there yet. What
/// cannot be read is passed over. Throws as copy_folders() does.
void copy_tree(const std::filesystem::path& from, const std::filesystem::path& to,
               const std::string& attempt);

/// The machine's /etc with these upon it; or where there is no such overlay `upper`, with a copy of
/// the machine's. An empty descriptor, with errno, where even that cannot be had. Throws as
/// copy_folders() does.
UniqueFd lay_upon_etc(const EtcFolders& folders, const std::string& attempt);

}  // namespace netrig
