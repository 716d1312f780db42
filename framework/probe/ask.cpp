#include "netrig/probe/ask.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <optional>
#include <thread>

#include "netns/workers.hpp"
#include "probe/neighbour_budget.hpp"
#include "probe/neighbour_table.hpp"
#include "probe/order.hpp"
#include "probe/probe_checks.hpp"
#include "probe/share.hpp"

namespace netrig {
namespace {

// Fewer are done before a second thread has started.
constexpr std::size_t fewest_for_threads = 32;
// Fewer are no burden on the neighbour tables.
constexpr std::size_t fewest_for_rounds = 128;

// How many probes may wait at once, in all threads. A service at the other end may be this process
// as well and needs descriptors, too.
std::size_t waiting_limit() {
  constexpr rlim_t least = 16, most = 4096;
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  return std::clamp(files.rlim_cur / 4, least, most);
}

std::vector<std::unique_ptr<Share>> make_shares(const Questionnaire& questionnaire) {
  const std::size_t processors = std::max(1U, std::thread::hardware_concurrency());
  const auto count = questionnaire.inquiries.size() < fewest_for_threads ? 1 : processors;
  const auto window = std::max(std::size_t{1}, waiting_limit() / count);
  std::vector<std::unique_ptr<Share>> shares;
  for (std::size_t i = 0; i < count; ++i)
    shares.push_back(std::make_unique<Share>(questionnaire, window));
  return shares;
}

// The part of `positions` that is the i-th thread's.
std::span<const std::size_t> part_of(std::span<const std::size_t> positions, std::size_t i,
                                     std::size_t threads) {
  const auto begin = positions.size() * i / threads, end = positions.size() * (i + 1) / threads;
  return positions.subspan(begin, end - begin);
}

void ask_at_once(const Questionnaire& questionnaire) {
  const auto positions = by_namespace(questionnaire.inquiries);
  const auto shares = make_shares(questionnaire);
  for_each_on_threads(shares.size(), [&](std::size_t i) {
    shares[i]->begin(part_of(positions, i, shares.size()));
    shares[i]->finish();
  });
}

void ask_in_rounds(const Questionnaire& questionnaire) {
  const auto positions = by_groups(questionnaire.inquiries);
  const auto shares = make_shares(questionnaire);
  NeighbourBudget budget(questionnaire.inquiries);
  for (auto left = std::span(positions); !left.empty();) {
    const auto round = left.first(budget.afford(left));
    left = left.subspan(round.size());
    for_each_on_threads(shares.size(), [&](std::size_t i) {
      shares[i]->begin(part_of(round, i, shares.size()));
      shares[i]->settle();
    });
  }
  for_each_on_threads(shares.size(), [&](std::size_t i) { shares[i]->finish(); });
}

// Once a neighbour table is full, packets die without a word.
void explain_silence(std::span<Outcome> outcomes, const Namespace& any, Family family) {
  const auto is_suspect = [family](const Outcome& outcome) {
    return outcome.verdict == Verdict::silent && outcome.explanation.empty() &&
           may_ask_in(family, outcome.probe);
  };
  if (std::ranges::none_of(outcomes, is_suspect) || neighbour_room(any, family) > 0) return;
  for (auto& outcome : outcomes)
    if (is_suspect(outcome))
      outcome.explanation = fmt::format(
          "this machine's neighbour table is full, which may be why: raise "
          "net.{}.neigh.default.gc_thresh3",
          family == Family::ipv4 ? "ipv4" : "ipv6");
}

}  // namespace

std::vector<Outcome> ask(std::span<const Inquiry> inquiries, Deadline deadline) {
  for (const auto& inquiry : inquiries) check_probe(inquiry.probe);
  std::vector<Outcome> outcomes(inquiries.size());
  for (std::size_t i = 0; i < inquiries.size(); ++i) {
    outcomes[i].from = inquiries[i].from->name();
    outcomes[i].probe = inquiries[i].probe;
  }
  if (inquiries.empty()) return outcomes;

  if (inquiries.size() < fewest_for_rounds)
    ask_at_once({inquiries, outcomes, deadline});
  else
    ask_in_rounds({inquiries, outcomes, deadline});
  for (const auto family : {Family::ipv4, Family::ipv6})
    explain_silence(outcomes, *inquiries.front().from, family);
  return outcomes;
}

}  // namespace netrig
