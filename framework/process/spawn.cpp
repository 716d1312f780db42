#include "process/spawn.hpp"

#include <unistd.h>

#include <csignal>

namespace netrig {

FileActions::FileActions(int input, int output, int errors) {
  ::posix_spawn_file_actions_init(&actions_);
  ::posix_spawn_file_actions_adddup2(&actions_, input, STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions_, errors, STDERR_FILENO);
  ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
}

FileActions::~FileActions() {
  ::posix_spawn_file_actions_destroy(&actions_);
}

SpawnAttributes::SpawnAttributes(Session session) {
  ::posix_spawnattr_init(&attributes_);
  sigset_t signals;
  ::sigfillset(&signals);
  ::posix_spawnattr_setsigdefault(&attributes_, &signals);
  ::sigemptyset(&signals);
  ::posix_spawnattr_setsigmask(&attributes_, &signals);
  const int flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK |
                    (session == Session::own ? POSIX_SPAWN_SETSID : 0);
  ::posix_spawnattr_setflags(&attributes_, static_cast<short>(flags));
}

SpawnAttributes::~SpawnAttributes() {
  ::posix_spawnattr_destroy(&attributes_);
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (auto& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace netrig
