#include "netns/etc_layers.hpp"

#include <sys/xattr.h>

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>
#include <vector>

#include "netns/mounts.hpp"
#include "netrig/core/error.hpp"

namespace netrig {
namespace {

namespace fs = std::filesystem;

constexpr auto machine = "/etc";

// Calls f(entry) for what is in a folder, as far as it can be read, and gives the error at
// which that ended. There is no way to go on behind it.
template <class F>
std::error_code for_each_in(const fs::path& folder, F&& f) {
  std::error_code error;
  for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator();
       entry.increment(error))
    f(*entry);
  return error;
}

// What one file or folder is alone with. A shortage meets the next one, too.
void pass_over(const std::error_code& error, const std::string& attempt) {
  constexpr std::array shortages{std::errc::no_space_on_device, std::errc::too_many_files_open,
                                 std::errc::too_many_files_open_in_system,
                                 std::errc::not_enough_memory};
  if (std::ranges::any_of(shortages, [&](std::errc each) { return error == each; }))
    throw Error(error, attempt);
}

// An overlay keeps notes in extended attributes: in those that are root's (trusted.*), which any
// file system in memory has, or in a user's, which it has from Linux 6.6 on.
bool may_have_trusted_attributes(const fs::path& folder) {
  return ::setxattr(folder.c_str(), "trusted.netrig", "", 0, 0) == 0;
}

}  // namespace

void copy_folders(const fs::path& from, const fs::path& to, const std::string& attempt) {
  const auto ending = for_each_in(from, [&](const fs::directory_entry& entry) {
    std::error_code error;
    if (entry.is_symlink(error) || !entry.is_directory(error)) return;
    const fs::directory_iterator first(entry.path(), error);
    const auto copy = to / entry.path().filename();
    if (!error && fs::create_directory(copy, entry.path(), error))
      copy_folders(entry.path(), copy, attempt);
    pass_over(error, attempt);
  });
  pass_over(ending, attempt);
}

void copy_tree(const fs::path& from, const fs::path& to, const std::string& attempt) {
  const auto ending = for_each_in(from, [&](const fs::directory_entry& entry) {
    const auto copy = to / entry.path().filename();
    std::error_code error;
    if (entry.is_symlink(error)) {
      fs::copy_symlink(entry.path(), copy, error);
    } else if (entry.is_directory(error)) {
      if (fs::create_directory(copy, entry.path(), error)) copy_tree(entry.path(), copy, attempt);
    } else if (entry.is_regular_file(error)) {
      fs::copy_file(entry.path(), copy, error);
    }
    pass_over(error, attempt);
  });
  pass_over(ending, attempt);
}

UniqueFd lay_upon_etc(const EtcFolders& folders, const std::string& attempt) {
  const auto lower =
      folders.between.empty() ? std::string(machine) : folders.between.string() + ':' + machine;
  std::vector<std::pair<const char*, const char*>> options{{"lowerdir", lower.c_str()},
                                                           {"upperdir", folders.upper.c_str()},
                                                           {"workdir", folders.work.c_str()}};
  if (!may_have_trusted_attributes(folders.work)) options.emplace_back("userxattr", nullptr);
  if (auto etc = make_file_system("overlay", plain_mount, options)) return etc;
  copy_tree(machine, folders.upper, attempt);
  return copy_mount(folders.upper);
}

}  // namespace netrig
