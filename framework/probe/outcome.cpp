#include "netrig/probe/outcome.hpp"

#include <fmt/format.h>

#include <string_view>
#include <variant>

#include "core/quoted.hpp"
#include "probe/url.hpp"

namespace netrig {
namespace {

// What a probe wants to hear; null when anything will do.
const std::string* expectation(const Probe& probe) {
  const std::optional<std::string>* expect = nullptr;
  if (const auto* over_tcp = std::get_if<TcpProbe>(&probe)) expect = &over_tcp->expect;
  if (const auto* over_udp = std::get_if<UdpProbe>(&probe)) expect = &over_udp->expect;
  return expect && *expect ? &**expect : nullptr;
}

std::string answer_line(const Outcome& outcome) {
  const auto received =
      outcome.received.empty() ? std::string("nothing") : netrig::quoted(outcome.received);
  const auto* expected = expectation(outcome.probe);
  return expected ? fmt::format("expected {}, received {}", netrig::quoted(*expected), received)
                  : fmt::format("received {}", received);
}

bool has_an_answer_to_show(const Outcome& outcome) {
  return outcome.verdict == Verdict::unexpected &&
         (expectation(outcome.probe) || !outcome.received.empty());
}

// Where the URL does not say it.
bool is_peer_news(const Outcome& outcome) {
  const auto* over_http = std::get_if<HttpProbe>(&outcome.probe);
  return over_http && outcome.peer && (over_http->connect_to || !Url(over_http->url).address);
}

// A verdict says what some errors mean, and an ICMP error all that its errno could say.
bool is_error_news(const Outcome& outcome) {
  return outcome.error && !outcome.icmp_error && outcome.verdict != Verdict::reached &&
         outcome.verdict != Verdict::refused;
}

bool is_statistics_news(const Outcome& outcome) {
  return outcome.echo &&
         (outcome.echo->sent > 1 || (outcome.reached() && outcome.echo->loss() > 0));
}

// What is left to say where nothing is known of the cause.
std::string_view general_cause(const Outcome& outcome) {
  if (!outcome.explanation.empty() || outcome.icmp_error || outcome.drop) return "";
  if (outcome.verdict == Verdict::refused)
    return "nobody listens on that port, or a firewall answers in its place";
  if (outcome.verdict == Verdict::silent && std::holds_alternative<DnsProbe>(outcome.probe))
    return "the server keeps silent, or the packet died without a word, or the answer did: "
           "network().path() shows how far packets get";
  if (outcome.verdict == Verdict::silent)
    return "the packet died without a word, or the answer did: see firewalls, routes of type "
           "blackhole, the target's way back, MTUs; network().path() shows how far packets get";
  return "";
}

std::string control_line(const std::string& obstacle) {
  if (obstacle.empty())
    return "without that it would be answered, as far as routes and listening sockets tell";
  return fmt::format("it would not have been answered without that either: {}", obstacle);
}

}  // namespace

std::string to_string(const Outcome& outcome) {
  const auto elapsed = std::chrono::duration<double, std::milli>(outcome.elapsed).count();
  auto text = fmt::format("{} -> {}: {} after {:.1f} ms", outcome.from, outcome.probe,
                          outcome.verdict, elapsed);
  const auto add = [&text](const std::string& line) { text += "\n  " + line; };
  if (has_an_answer_to_show(outcome)) add(answer_line(outcome));
  if (is_peer_news(outcome)) add(fmt::format("called at {}", *outcome.peer));
  if (outcome.http) add(to_string(*outcome.http));
  if (outcome.icmp_error) add(to_string(*outcome.icmp_error));
  if (const auto cause = general_cause(outcome); !cause.empty()) add(std::string(cause));
  const auto add_lines = [&add](std::string_view rest) {
    while (!rest.empty()) {
      const auto end = rest.find('\n');
      add(std::string(rest.substr(0, end)));
      rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
  };
  if (outcome.drop) add_lines(to_string(*outcome.drop));
  if (outcome.obstacle_beside_rule) add_lines(control_line(*outcome.obstacle_beside_rule));
  // What an ICMP error may mean in general, unless it is known what it means here.
  if (!outcome.icmp_error || !outcome.drop) add_lines(outcome.explanation);
  if (outcome.dns) add_lines(to_string(*outcome.dns));
  if (is_error_news(outcome)) add(fmt::format("kernel: {}", outcome.error.message()));
  if (outcome.mac) add(fmt::format("is at {}", *outcome.mac));
  if (is_statistics_news(outcome)) add(to_string(*outcome.echo));
  if (outcome.seen_as && outcome.seen_as != outcome.source && outcome.source)
    add(fmt::format("came from {}, seen by the service as {}", *outcome.source, *outcome.seen_as));
  return text;
}

}  // namespace netrig
