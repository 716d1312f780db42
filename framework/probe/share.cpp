#include "probe/share.hpp"

#include "netns/maker.hpp"
#include "netrig/core/error.hpp"

namespace netrig {
namespace {

// So many are begun before the answers to earlier ones are looked at.
constexpr std::size_t bite = 64;

// Many times what an answer takes within namespaces.
constexpr std::chrono::milliseconds soon{20};

bool is_lack_of_descriptors(const Error& error) {
  return error.code() == std::errc::too_many_files_open ||
         error.code() == std::errc::too_many_files_open_in_system;
}

}  // namespace

void Share::begin(std::span<const std::size_t> positions) {
  unsettled_ = attempts_.size();
  const Namespace* inside = nullptr;
  for (std::size_t turn = 0; turn < positions.size();) {
    const auto* from = questionnaire_.inquiries[positions[turn]].from;
    if (inside != from) enter(*from);
    inside = from;
    if (loop_.open() >= window_ || !begin_one(positions[turn]))
      loop_.wait(questionnaire_.deadline);
    else if (++turn % bite == 0)
      loop_.poll();
  }
}

bool Share::begin_one(std::size_t position) {
  auto& outcome = questionnaire_.outcomes[position];
  if (questionnaire_.deadline.passed()) {
    outcome.explanation = "not asked: the deadline had passed before its turn came";
    return true;
  }
  auto attempt =
      make_attempt(loop_, {questionnaire_.inquiries[position], outcome, questionnaire_.deadline});
  try {
    attempt->start();
  } catch (const Error& error) {
    if (is_lack_of_descriptors(error) && loop_.open() > 0) return false;
    throw;
  }
  if (attempt->has_waited()) attempts_.push_back(std::move(attempt));
  return true;
}

void Share::settle() {
  const auto settled = Deadline::in(soon);
  // Older ones may end meanwhile: that says nothing about these.
  const auto all_done = [this] {
    while (unsettled_ < attempts_.size() && attempts_[unsettled_]->done()) ++unsettled_;
    return unsettled_ == attempts_.size();
  };
  while (!all_done() && !settled.passed()) loop_.wait(settled);
}

void Share::finish() {
  while (loop_.open() > 0) loop_.wait(questionnaire_.deadline);
}

}  // namespace netrig
