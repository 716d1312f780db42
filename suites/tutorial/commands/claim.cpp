#include "claim.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <regex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "machine.hpp"
#include "netlink/queries.hpp"
#include "netlink/socket.hpp"
#include "netrig/core/error.hpp"
#include "netrig/network/network.hpp"
#include "netrig/probe/ask.hpp"
#include "patience.hpp"

namespace netrig {
namespace {

// A sentence, and behind it what stands in the places that its form leaves open.
using Words = std::vector<std::string>;

Probe probe_of(const std::string& target, std::chrono::milliseconds waits) {
  if (target.find('/') == std::string::npos)
    return EchoProbe{.target = IpAddress(target), .patience = waits};
  const Endpoint endpoint(target);
  if (endpoint.port.protocol == Protocol::udp)
    return UdpProbe{.target = endpoint, .patience = waits};
  return TcpProbe{.target = endpoint, .patience = waits};
}

Finding look_at_probe(const Machine& machine, const Words& words, Verdict verdict, Deadline) {
  const auto from = machine.network_namespace(words[1]);
  const std::chrono::milliseconds waits =
      verdict == Verdict::silent ? short_patience : default_probe_patience;
  const std::array inquiries{Inquiry{.from = &*from, .probe = probe_of(words[2], waits)}};
  const auto outcome = ask(inquiries, Deadline::in(kernel_patience)).front();
  return {outcome.verdict == verdict, to_string(outcome)};
}

TransportPort port_of(const Words& words, std::size_t at) {
  const auto number = static_cast<std::uint16_t>(std::stoul(words[at]));
  return words[at + 1] == "tcp" ? tcp(number) : udp(number);
}

template <class Item>
std::string listed(const std::vector<Item>& items) {
  return items.empty() ? "nothing" : fmt::format("{}", fmt::join(items, ", "));
}

Finding look_at_listeners(const Machine& machine, const Words& words, bool is_expected,
                          Deadline deadline) {
  const auto where = machine.network_namespace(words[1]);
  const auto port = port_of(words, 2);
  const auto listens = [&](const auto& each) { return each.local.port == port; };
  for (;;) {
    const auto all = where->run([&] {
      netlink::Socket socket(NETLINK_SOCK_DIAG);
      return netlink::listening_sockets(socket, where->name());
    });
    const bool is_there = std::ranges::any_of(all, listens);
    if (is_there || !is_expected || deadline.passed())
      return {is_there == is_expected, fmt::format("{} has {}", words[1], listed(all))};
    // The kernel does not tell when somebody begins to listen.
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

Finding look_at_interfaces(const Machine& machine, const Words& words, bool is_expected, Deadline) {
  const auto where = machine.network_namespace(words[1]);
  const auto all = netlink::interfaces(where->route_socket(), where->name());
  std::vector<std::string> names;
  for (const auto& each : all) names.push_back(each.name);
  const bool is_there = std::ranges::find(names, words[2]) != names.end();
  return {is_there == is_expected, fmt::format("{} has {}", words[1], fmt::join(names, ", "))};
}

Finding look_at_namespace(const Machine& machine, const Words& words, bool is_expected, Deadline) {
  const bool is_there = machine.has_namespace(words[1]);
  return {is_there == is_expected,
          fmt::format("{} {} a namespace", words[1], is_there ? "is" : "is not")};
}

struct Form {
  const char* pattern;
  const char* example;
  std::function<Finding(const Machine&, const Words&, Deadline)> look;
};

template <auto look, auto expected>
Finding with(const Machine& machine, const Words& words, Deadline deadline) {
  return look(machine, words, expected, deadline);
}

const std::vector<Form>& forms() {
  static const std::vector<Form> all{
      {R"((\S+) reaches (\S+))", "A reaches TARGET", with<look_at_probe, Verdict::reached>},
      {R"((\S+) is refused at (\S+))", "A is refused at TARGET",
       with<look_at_probe, Verdict::refused>},
      {R"((\S+) is rejected on the way to (\S+))", "A is rejected on the way to TARGET",
       with<look_at_probe, Verdict::rejected>},
      {R"((\S+) has no route to (\S+))", "A has no route to TARGET",
       with<look_at_probe, Verdict::no_route>},
      {R"((\S+) finds no neighbour (\S+))", "A finds no neighbour TARGET",
       with<look_at_probe, Verdict::unresolved>},
      {R"((\S+) hears nothing from (\S+))", "A hears nothing from TARGET",
       with<look_at_probe, Verdict::silent>},
      {R"((\S+) listens on ([0-9]{1,5})/(tcp|udp))", "A listens on PORT/tcp",
       with<look_at_listeners, true>},
      {R"((\S+) does not listen on ([0-9]{1,5})/(tcp|udp))", "A does not listen on PORT/tcp",
       with<look_at_listeners, false>},
      {R"((\S+) has interface (\S+))", "A has interface NAME", with<look_at_interfaces, true>},
      {R"((\S+) has no interface (\S+))", "A has no interface NAME",
       with<look_at_interfaces, false>},
      {R"((\S+) is a namespace)", "A is a namespace", with<look_at_namespace, true>},
      {R"((\S+) is not a namespace)", "A is not a namespace", with<look_at_namespace, false>},
  };
  return all;
}

// Throws DescriptionError now for what no probe could ask.
void check_target(const std::string& example, const Words& words) {
  if (example.ends_with("TARGET")) probe_of(words[2], default_probe_patience);
}

}  // namespace

Claim::Claim(const std::string& sentence) : sentence_(sentence) {
  std::string examples;
  for (const auto& form : forms()) {
    examples += fmt::format("\n  {}", form.example);
    std::smatch found;
    if (!std::regex_match(sentence_, found, std::regex(form.pattern))) continue;
    const Words words(found.begin(), found.end());
    try {
      check_target(form.example, words);
    } catch (const DescriptionError& error) {
      throw std::invalid_argument(error.what());
    }
    look_ = [words, &form](const Machine& machine, Deadline deadline) {
      return form.look(machine, words, deadline);
    };
    return;
  }
  throw std::invalid_argument(fmt::format(
      "'{}' is nothing that netrig can find out; it can be told one of\n  A is 'host' or a network "
      "namespace, TARGET an address or, with a port, 192.0.2.1:80/tcp{}",
      sentence_, examples));
}

Finding Claim::look(const Machine& machine, Deadline deadline) const {
  return look_(machine, deadline);
}

}  // namespace netrig
