#include "netns/node_mounts.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/stat.h>

#include <cerrno>
#include <ctime>

#include "core/files.hpp"
#include "netns/default_files.hpp"
#include "netns/maker.hpp"
#include "netns/privilege.hpp"
#include "netrig/core/error.hpp"

namespace netrig {
namespace {

namespace fs = std::filesystem;

constexpr unsigned plain = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;

// Where the storage is mounted in its own mount namespace: in those of nodes, their /sys comes to
// lie upon it.
constexpr auto place = "/sys";

void require(bool is_done, const std::string& attempt) {
  if (is_done) return;
  const auto code = error_code_from(errno);
  const bool is_denied =
      code == std::errc::permission_denied || code == std::errc::operation_not_permitted;
  throw Error(code, attempt, {},
              is_denied ? "a container's profile may forbid it; start the container with "
                          "`--security-opt apparmor=unconfined`"
                        : "");
}

void enter_new_mount_namespace(const std::string& attempt) {
  if (::unshare(CLONE_NEWNS) == 0) return;
  throw_creation_error(error_code_from(errno), attempt);
}

UniqueFd make_overlay(const fs::path& upper, const fs::path& work) {
  return make_file_system("overlay", plain,
                          {{"lowerdir", "/etc"},
                           {"upperdir", upper.c_str()},
                           {"workdir", work.c_str()},
                           {"userxattr", nullptr}});
}

// What may be read of it.
void copy_etc(const fs::path& to) {
  std::error_code passed_over;
  fs::recursive_directory_iterator entry("/etc", fs::directory_options::skip_permission_denied,
                                         passed_over);
  for (; entry != end(entry); entry.increment(passed_over)) {
    const auto copy = to / entry->path().lexically_relative("/etc");
    std::error_code ignored;
    if (entry->is_symlink(ignored))
      fs::copy_symlink(entry->path(), copy, ignored);
    else if (entry->is_directory(ignored))
      fs::create_directory(copy, ignored);
    else if (entry->is_regular_file(ignored))
      fs::copy_file(entry->path(), copy, ignored);
  }
}

void put_etc(const fs::path& folder, const std::string& attempt) {
  const auto upper = folder / "upper", work = folder / "work";
  for (const auto& each : {upper, work}) require(::mkdir(each.c_str(), 0755) == 0, attempt);
  auto etc = make_overlay(upper, work);
  if (!etc) {
    copy_etc(upper);
    etc = copy_mount(upper);
  }
  require(put(etc, "/etc"), attempt);
}

// glibc asks it, where it is there, before it looks into any file: nscd(8).
void hide_name_service_cache(const std::string& attempt) {
  constexpr auto folder = "/run/nscd";
  if (is_folder(folder)) require(put(make_empty_folder(plain), folder), attempt);
}

// Its modification time is that of the clock, and not that of the kernel's last tick, which many
// files share: see EtcStorage.
bool set_exact_time(const fs::path& path) {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  const timespec times[2] = {now, now};
  return ::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0;
}

// Puts a whole new file in the place of the one that is there, if any: nobody reads a part of it.
void put_file(const fs::path& path, std::string_view text, const std::string& attempt) {
  const auto folder = fs::weakly_canonical(path.parent_path());
  if (*folder.lexically_relative("/etc").begin() == "..")
    throw Error(std::make_error_code(std::errc::cross_device_link), attempt, {},
                fmt::format("a link leads to {}, which is the machine's own", folder.string()));
  fs::create_directories(folder);
  const auto written = folder / ".netrig";
  fs::remove(written);
  require(write_new_file(written, text, 0644) && set_exact_time(written), attempt);
  fs::rename(written, folder / path.filename());
}

}  // namespace

fs::path EtcStorage::enter(const std::string& attempt) {
  const std::lock_guard lock(mutex_);
  if (mounts_) {
    require(mounts_.enter(), attempt);
  } else {
    enter_new_mount_namespace(attempt);
    require(separate_mounts() && put(make_empty_folder(plain), place), attempt);
    mounts_ = MountNamespace::of_this_thread();
    require(static_cast<bool>(mounts_), attempt);
  }
  const auto folder = fs::path(place) / std::to_string(folders_++);
  require(::mkdir(folder.c_str(), 0755) == 0, attempt);
  return folder;
}

NodeMounts::NodeMounts(EtcStorage& storage, int network_namespace, std::string node,
                       NodeFiles files)
    : storage_(storage),
      network_namespace_(network_namespace),
      node_(std::move(node)),
      files_(std::move(files)),
      are_needed_(!files_.empty()) {}

void NodeMounts::make() {
  const std::lock_guard lock(making_);
  if (mounts_) return;
  on_thrown_away_thread([&] {
    netrig::enter(network_namespace_, node_);
    make_in_this_thread();
  });
}

void NodeMounts::make_in_this_thread() {
  const auto attempt = fmt::format("cannot make the mounts of '{}'", node_);
  const auto folder = storage_.enter(attempt);
  enter_new_mount_namespace(attempt);
  put_etc(folder, attempt);
  hide_name_service_cache(attempt);
  have_sys_ = put(make_sys(), place);
  if (!have_sys_) require(::umount2(place, MNT_DETACH) == 0, attempt);

  auto files = files_;
  files.merge(default_files(node_));
  for (const auto& [path, text] : files) {
    const auto writing = fmt::format("cannot write {} in '{}'", path, node_);
    try {
      put_file(path, text, writing);
    } catch (const fs::filesystem_error& error) {
      throw Error(error.code(), writing);
    }
  }
  auto made = MountNamespace::of_this_thread();
  require(static_cast<bool>(made), attempt);
  mounts_ = std::move(made);
}

void NodeMounts::enter() {
  make();
  require(mounts_.enter(), fmt::format("cannot enter the mounts of '{}'", node_));
}

template <class Work>
void NodeMounts::work_inside(const std::string& attempt, Work&& work) {
  make();
  on_thrown_away_thread([&] {
    require(mounts_.enter(), attempt);
    try {
      work();
    } catch (const fs::filesystem_error& error) {
      throw Error(error.code(), attempt);
    }
  });
}

void NodeMounts::write(const fs::path& path, std::string_view text) {
  const std::lock_guard lock(writing_);
  const auto attempt = fmt::format("cannot write {} in '{}'", path.string(), node_);
  work_inside(attempt, [&] { put_file(path, text, attempt); });
}

std::string NodeMounts::read(const fs::path& path) {
  const auto attempt = fmt::format("cannot read {} in '{}'", path.string(), node_);
  std::optional<std::string> text;
  work_inside(attempt, [&] {
    text = read_file(path);
    require(text.has_value(), attempt);
  });
  return *std::move(text);
}

}  // namespace netrig
