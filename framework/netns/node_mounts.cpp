#include "netns/node_mounts.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/stat.h>

#include <cerrno>
#include <ctime>

#include "core/files.hpp"
#include "netns/default_files.hpp"
#include "netns/etc_layers.hpp"
#include "netns/maker.hpp"
#include "netns/privilege.hpp"
#include "netrig/core/error.hpp"

namespace netrig {
namespace {

namespace fs = std::filesystem;

// Where the storage is mounted in its own mount namespace: in those of nodes, their /sys comes to
// lie upon it.
constexpr auto place = "/sys";
constexpr auto between = "/sys/between";

void require(bool is_done, const std::string& attempt) {
  if (!is_done) throw Error(error_code_from(errno), attempt);
}

bool is_denied(const std::error_code& code) {
  return code == std::errc::permission_denied || code == std::errc::operation_not_permitted;
}

// For those that change mounts.
void require_mount(bool is_done, const std::string& attempt) {
  if (is_done) return;
  const auto code = error_code_from(errno);
  throw Error(code, attempt, {},
              is_denied(code) ? "a container's profile may forbid it; start the container with "
                                "`--security-opt apparmor=unconfined`"
                              : "");
}

// The same next time, unlike a shortage. ENOSYS is what container runtimes answer to system calls
// that they do not know.
bool is_forbidden(const Error& error) {
  return dynamic_cast<const PermissionError*>(&error) || is_denied(error.code()) ||
         error.code() == std::errc::function_not_supported;
}

void enter_new_mount_namespace(const std::string& attempt) {
  if (::unshare(CLONE_NEWNS) == 0) return;
  throw_creation_error(error_code_from(errno), attempt);
}

// glibc asks it, where it is there, before it looks into any file: nscd(8).
void hide_name_service_cache(const std::string& attempt) {
  constexpr auto folder = "/run/nscd";
  if (is_folder(folder)) require_mount(put(make_empty_folder(plain_mount), folder), attempt);
}

// Its modification time is that of the clock, and not that of the kernel's last tick, which many
// files share: see EtcStorage.
bool set_exact_time(const fs::path& path) {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  const timespec times[2] = {now, now};
  return ::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0;
}

bool write_exactly(const fs::path& path, std::string_view text) {
  return write_new_file(path, text, 0644) && set_exact_time(path);
}

void make_folder(const fs::path& path, const std::string& attempt) {
  require(::mkdir(path.c_str(), 0755) == 0, attempt);
}

// In a folder of the machine's that is not in EtcFolders::between.
[[noreturn]] void throw_writing_error(const std::error_code& code, const std::string& attempt) {
  throw Error(code, attempt, {},
              code == std::errc::permission_denied
                  ? "the machine's folder of this name is closed to the user that runs the test"
                  : "");
}

// Puts a whole new file in the place of the one that is there, if any: nobody reads a part of it.
void replace_file(const fs::path& path, std::string_view text, const std::string& attempt) try {
  const auto folder = fs::weakly_canonical(path.parent_path());
  if (*folder.lexically_relative("/etc").begin() == "..")
    throw Error(std::make_error_code(std::errc::cross_device_link), attempt, {},
                fmt::format("a link leads to {}, which is the machine's own", folder.string()));
  fs::create_directories(folder);
  const auto written = folder / ".netrig";
  fs::remove(written);
  try {
    if (!write_exactly(written, text)) throw_writing_error(error_code_from(errno), attempt);
    fs::rename(written, folder / path.filename());
  } catch (...) {
    std::error_code ignored;
    fs::remove(written, ignored);
    throw;
  }
} catch (const fs::filesystem_error& error) {
  throw_writing_error(error.code(), attempt);
}

}  // namespace

EtcFolders EtcStorage::enter(const std::string& attempt) {
  const std::lock_guard lock(mutex_);
  if (mounts_) {
    require(mounts_.enter(), attempt);
  } else {
    enter_new_mount_namespace(attempt);
    require_mount(separate_mounts() && put(make_empty_folder(plain_mount), place), attempt);
    if (has_one_user()) {
      make_folder(between, attempt);
      copy_folders("/etc", between, attempt);
    }
    mounts_ = MountNamespace::of_this_thread();
    require(static_cast<bool>(mounts_), attempt);
  }
  const auto folder = fs::path(place) / std::to_string(folders_++);
  EtcFolders made{.between = is_folder(between) ? between : "",
                  .upper = folder / "upper",
                  .work = folder / "work"};
  for (const auto& each : {folder, made.upper, made.work}) make_folder(each, attempt);
  return made;
}

NodeMounts::NodeMounts(EtcStorage& storage, int network_namespace, std::string node,
                       NodeFiles files)
    : storage_(storage),
      network_namespace_(network_namespace),
      node_(std::move(node)),
      files_(std::move(files)) {}

void NodeMounts::make() {
  const std::lock_guard lock(making_);
  if (mounts_) return;
  if (forbidden_) std::rethrow_exception(forbidden_);
  on_thrown_away_thread([&] {
    netrig::enter(network_namespace_, node_);
    make_in_this_thread();
  });
}

bool NodeMounts::make_if_allowed() try {
  make();
  return true;
} catch (const Error& error) {
  if (!files_.empty() || !is_forbidden(error)) throw;
  const std::lock_guard lock(making_);
  if (!forbidden_) forbidden_ = std::current_exception();
  return false;
}

void NodeMounts::make_in_this_thread() {
  const auto attempt = fmt::format("cannot make the mounts of '{}'", node_);
  const auto folders = storage_.enter(attempt);
  for (const auto& [name, text] : default_files(node_))
    require(write_exactly(folders.upper / name, text), attempt);

  enter_new_mount_namespace(attempt);
  require_mount(put(lay_upon_etc(folders, attempt), "/etc"), attempt);
  hide_name_service_cache(attempt);
  have_sys_ = put(make_sys(), place);
  if (!have_sys_) require_mount(::umount2(place, MNT_DETACH) == 0, attempt);
  for (const auto& [path, text] : files_) replace_file(path, text, attempt_to("write", path));

  auto made = MountNamespace::of_this_thread();
  require(static_cast<bool>(made), attempt);
  mounts_ = std::move(made);
}

int NodeMounts::fd() {
  const std::lock_guard lock(making_);
  return mounts_.fd();
}

void NodeMounts::enter() {
  make();
  require(mounts_.enter(), fmt::format("cannot enter the mounts of '{}'", node_));
}

void NodeMounts::write(const fs::path& path, std::string_view text) {
  const std::lock_guard lock(writing_);
  on_thrown_away_thread([&] {
    enter();
    replace_file(path, text, attempt_to("write", path));
  });
}

std::string NodeMounts::read(const fs::path& path) {
  return on_thrown_away_thread([&] {
    enter();
    auto text = read_file(path);
    require(text.has_value(), attempt_to("read", path));
    return *std::move(text);
  });
}

std::string NodeMounts::attempt_to(std::string_view verb, const fs::path& path) const {
  return fmt::format("cannot {} {} in '{}'", verb, path.string(), node_);
}

}  // namespace netrig
