#include "netrig/probe/ask.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <numeric>
#include <thread>

#include "netns/maker.hpp"
#include "netns/workers.hpp"
#include "netrig/core/error.hpp"
#include "probe/attempt.hpp"
#include "probe/loop.hpp"
#include "probe/probe_checks.hpp"

namespace netrig {
namespace {

// Fewer are done before a second thread has started.
constexpr std::size_t fewest_for_threads = 32;
// So many are begun before the answers to earlier ones are looked at.
constexpr std::size_t bite = 64;

// How many probes may be open at once, in all threads. A service at the other end may be this
// process as well and needs descriptors, too.
std::size_t open_limit() {
  constexpr rlim_t least = 16, most = 4096;
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  return std::clamp(files.rlim_cur / 4, least, most);
}

// The inquiries of one thread, those of a namespace together.
class Share {
 public:
  Share(std::span<const Inquiry> inquiries, std::span<const std::size_t> turns,
        std::span<Outcome> outcomes, Deadline deadline, std::size_t window)
      : inquiries_(inquiries),
        turns_(turns),
        outcomes_(outcomes),
        deadline_(deadline),
        window_(window) {}

  void run() {
    attempts_.reserve(turns_.size());
    for (std::size_t turn = 0; turn < turns_.size();) {
      if (loop_.open() >= window_) {
        loop_.wait();
      } else if (!begin(turns_[turn])) {
        loop_.wait();  // for a descriptor
      } else if (++turn % bite == 0) {
        loop_.poll();
      }
    }
    while (loop_.open() > 0) loop_.wait();
  }

 private:
  // False when there is no descriptor for it, but will be when others are done.
  bool begin(std::size_t index) {
    const auto& inquiry = inquiries_[index];
    auto& outcome = outcomes_[index];
    if (deadline_.passed()) {
      outcome.explanation = "not asked: the deadline had passed before its turn came";
      return true;
    }
    if (inside_ != inquiry.from) enter(*inquiry.from);
    inside_ = inquiry.from;
    auto attempt = make_attempt(loop_, {inquiry, outcome, deadline_});
    try {
      attempt->start();
    } catch (const Error& error) {
      const bool no_descriptor = error.code() == std::errc::too_many_files_open ||
                                 error.code() == std::errc::too_many_files_open_in_system;
      if (no_descriptor && loop_.open() > 0) return false;
      throw;
    }
    if (attempt->has_waited()) attempts_.push_back(std::move(attempt));
    return true;
  }

  std::span<const Inquiry> inquiries_;
  std::span<const std::size_t> turns_;
  std::span<Outcome> outcomes_;
  Deadline deadline_;
  std::size_t window_;
  const Namespace* inside_ = nullptr;
  Loop loop_;
  std::vector<std::unique_ptr<Attempt>> attempts_;  // before the loop they point to
};

// Positions of the inquiries, those of a namespace next to each other.
std::vector<std::size_t> by_namespace(std::span<const Inquiry> inquiries) {
  std::vector<std::size_t> turns(inquiries.size());
  std::iota(turns.begin(), turns.end(), std::size_t{0});
  std::ranges::stable_sort(turns, std::less<>{},
                           [&](std::size_t index) { return inquiries[index].from; });
  return turns;
}

}  // namespace

std::vector<Outcome> ask(std::span<const Inquiry> inquiries, Deadline deadline) {
  for (const auto& inquiry : inquiries) check_probe(inquiry.probe);
  std::vector<Outcome> outcomes(inquiries.size());
  for (std::size_t i = 0; i < inquiries.size(); ++i) {
    outcomes[i].from = inquiries[i].from->name();
    outcomes[i].probe = inquiries[i].probe;
  }
  const auto turns = by_namespace(inquiries);
  const std::size_t processors = std::max(1U, std::thread::hardware_concurrency());
  const auto shares = inquiries.size() < fewest_for_threads ? 1 : processors;
  const auto window = std::max<std::size_t>(1, open_limit() / shares);
  for_each_on_threads(inquiries.empty() ? 0 : shares, [&](std::size_t i) {
    const auto first = turns.size() * i / shares;
    const auto last = turns.size() * (i + 1) / shares;
    Share(inquiries, std::span(turns).subspan(first, last - first), outcomes, deadline, window)
        .run();
  });
  return outcomes;
}

}  // namespace netrig
