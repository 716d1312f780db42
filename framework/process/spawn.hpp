// What posix_spawn(3) is told. It is the one way to start a program that a process with threads
// has: between clone and exec it calls nothing that could wait for a thread which is not there any
// more. (Boost.Process has the same in more words; of namespaces it knows nothing.)
#pragma once

#include <spawn.h>

#include <string>
#include <vector>

namespace netrig {

/// Standard input, output and error are these; all else is closed.
class FileActions {
 public:
  FileActions(int input, int output, int errors);
  ~FileActions();
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  const posix_spawn_file_actions_t* get() const noexcept { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

/// Signals as a program expects them, whatever this one ignores and blocks.
class SpawnAttributes {
 public:
  enum class Session { same, own };
  explicit SpawnAttributes(Session session = Session::same);
  ~SpawnAttributes();
  SpawnAttributes(const SpawnAttributes&) = delete;
  SpawnAttributes& operator=(const SpawnAttributes&) = delete;
  const posix_spawnattr_t* get() const noexcept { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

/// As argv and envp are: with a null pointer at the end, and valid as long as the texts.
std::vector<char*> pointers_to(std::vector<std::string>& texts);

}  // namespace netrig
