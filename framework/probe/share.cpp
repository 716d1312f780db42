#include "probe/share.hpp"

#include "netns/maker.hpp"
#include "netrig/core/error.hpp"

namespace netrig {
namespace {

// So many are begun before the answers to earlier ones are looked at.
constexpr std::size_t bite = 64;

// Who answers, answers within a fraction of this.
constexpr std::chrono::milliseconds soon{20};

bool is_lack_of_descriptors(const Error& error) {
  return error.code() == std::errc::too_many_files_open ||
         error.code() == std::errc::too_many_files_open_in_system;
}

}  // namespace

void Share::begin(std::span<const std::size_t> positions) {
  const Namespace* inside = nullptr;
  for (std::size_t turn = 0; turn < positions.size();) {
    if (loop_.open() >= window_ || !begin(positions[turn], inside)) {
      loop_.wait();
      continue;
    }
    if (++turn % bite == 0) loop_.poll();
  }
  const auto settled = Deadline::in(soon);
  const auto open_before = 
}

void Share::finish() {
  while (loop_.open() > 0) loop_.wait();
}

}  // namespace netrig
