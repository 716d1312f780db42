#include "netrig/gtest/printers.hpp"

#include <fmt/format.h>

namespace netrig {
namespace {

std::string text_of(const Interface& interface) {
  return fmt::format("interface {} '{}'", interface.index(), interface.name());
}

}  // namespace

void PrintTo(const EchoProbe& probe, std::ostream* os) {
  *os << to_string(Probe(probe));
}

void PrintTo(const TcpProbe& probe, std::ostream* os) {
  *os << to_string(Probe(probe));
}

void PrintTo(const UdpProbe& probe, std::ostream* os) {
  *os << to_string(Probe(probe));
}

void PrintTo(const DnsProbe& probe, std::ostream* os) {
  *os << to_string(Probe(probe));
}

void PrintTo(const HttpProbe& probe, std::ostream* os) {
  *os << to_string(Probe(probe));
}

void PrintTo(const NeighbourProbe& probe, std::ostream* os) {
  *os << to_string(Probe(probe));
}

void PrintTo(const Question& question, std::ostream* os) {
  *os << fmt::format("node {} -> {}", question.from.index, question.probe);
}

void PrintTo(const Inquiry& inquiry, std::ostream* os) {
  *os << fmt::format("{} -> {}", inquiry.from ? inquiry.from->name() : "nowhere", inquiry.probe);
}

void PrintTo(const ServiceOptions& options, std::ostream* os) {
  *os << (options.answer ? fmt::format("answers '{}'", *options.answer) : "echoes");
  if (options.address) *os << fmt::format(" on {}", *options.address);
}

void PrintTo(const NetworkOptions& options, std::ostream* os) {
  *os << fmt::format("named '{}'", options.name);
}

void PrintTo(const SocketHolder& holder, std::ostream* os) {
  *os << fmt::format("{} (pid {}, fd {})", holder.command, holder.pid, holder.fd);
}

void PrintTo(const Deadline& deadline, std::ostream* os) {
  const std::chrono::duration<double, std::milli> left = deadline.remaining();
  *os << (deadline.passed() ? "passed" : fmt::format("in {:.1f} ms", left.count()));
}

void PrintTo(const Service& service, std::ostream* os) {
  *os << fmt::format("a service on {} in '{}'", service.local(), service.node());
}

void PrintTo(const DnsService& service, std::ostream* os) {
  *os << fmt::format("a DNS service on {} in '{}'", service.udp().local(), service.node());
}

void PrintTo(const DnsServiceOptions& options, std::ostream* os) {
  *os << fmt::format("DNS on port {} for\n{}", options.port, options.zone);
}

void PrintTo(const DnsBehaviour& behaviour, std::ostream* os) {
  std::vector<std::string> texts;
  if (behaviour.silent) texts.emplace_back("silent");
  if (behaviour.rcode) texts.push_back(to_string(*behaviour.rcode));
  if (behaviour.truncated) texts.emplace_back("truncated over udp");
  if (behaviour.delay.count() > 0)
    texts.push_back(fmt::format("{} ms late", behaviour.delay.count()));
  *os << (texts.empty() ? "as usual" : fmt::format("{}", fmt::join(texts, ", ")));
}

void PrintTo(const HttpService& service, std::ostream* os) {
  *os << fmt::format("an HTTP service on {} in '{}'", service.local(), service.node());
}

void PrintTo(const Process& process, std::ostream* os) {
  *os << fmt::format("'{}' in '{}', {}", process.program(), process.node(),
                     process.is_running() ? "running" : "ended");
}

void PrintTo(const RootFolder& folder, std::ostream* os) {
  const auto path = folder.path.empty() ? "/" : folder.path.string();
  *os << (folder.mount_namespace < 0 ? path : "a root file system");
}

void PrintTo(const RootFileSystem& root, std::ostream* os) {
  *os << fmt::format("a root file system at {}", root.path().string());
}

void PrintTo(const Interface& interface, std::ostream* os) {
  *os << text_of(interface);
}

void PrintTo(const Link& link, std::ostream* os) {
  const auto ends = link.ends();
  *os << fmt::format("a link between {} and {}", text_of(ends[0]), text_of(ends[1]));
}

void PrintTo(const Node& node, std::ostream* os) {
  *os << fmt::format("node '{}'", node.name());
}

void PrintTo(const Network& network, std::ostream* os) {
  const auto count = network.plan().nodes.size();
  *os << fmt::format("a network of {} {}", count, count == 1 ? "node" : "nodes");
}

void PrintTo(const Namespace& each, std::ostream* os) {
  *os << fmt::format("namespace '{}'", each.name());
}

}  // namespace netrig
