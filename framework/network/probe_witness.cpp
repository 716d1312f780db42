#include "network/probe_witness.hpp"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <mutex>
#include <utility>

#include "evidence/judgement.hpp"
#include "netlink/queries.hpp"
#include "netns/maker.hpp"
#include "netrig/core/error.hpp"
#include "network/fib_decision.hpp"
#include "network/rulesets.hpp"
#include "probe/order.hpp"

namespace netrig {
namespace {

// Many times what an answer takes within namespaces.
constexpr std::chrono::milliseconds routes_asked_after{2};

// What not all kinds of probes have.
struct Extras {
  std::optional<IpAddress> source{};
  std::optional<std::uint8_t> ttl{};
  std::uint32_t mark = 0;
  std::uint16_t port = 0;
  bool transparent = false;
};
Extras extras_of(const EchoProbe& probe) {
  return {probe.source, probe.ttl, probe.mark, 0, probe.transparent};
}
template <class Kind>
Extras extras_of(const Kind& probe) {
  if constexpr (requires { probe.target.port; })
    return {probe.source, probe.ttl, probe.mark, probe.target.port.number, probe.transparent};
  return {};
}

UniqueFd make_timer() {
  return UniqueFd(check(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC),
                        [] { return "cannot make a timer"; }));
}

void set(const UniqueFd& timer, std::chrono::nanoseconds after) {
  itimerspec once{};
  once.it_value.tv_nsec = after.count();
  check(::timerfd_settime(timer.get(), 0, &once, nullptr), [] { return "cannot set a timer"; });
}

bool has_expired(const UniqueFd& timer) {
  std::uint64_t times = 0;
  return ::read(timer.get(), &times, sizeof(times)) == sizeof(times);
}

// Empty for none.
std::string interface_name(const Namespace& node, int index) {
  if (index == 0) return {};
  return netlink::name_or_number(node.route_socket(), index);
}

void say_fault(DropReport& report, const Fault& fault) {
  report.cause = DropCause::fault;
  report.explanation = fmt::format("by an injected fault: {}", fault);
  if (!fault.hits.are_all()) report.doubt = fmt::format("it is {}", fault.hits);
}

// By a mark the next packet may meet other rules, or take another way.
bool marks_some(Faults& faults, const std::optional<NodeId>& node) {
  return std::ranges::any_of(faults.all(), [&](const auto& each) {
    return node == each->node() && each->fault().set_mark && !each->fault().hits.are_all();
  });
}

void add_to(const UniqueFd& descriptors, int fd) {
  epoll_event readable{};
  readable.events = EPOLLIN;
  check(::epoll_ctl(descriptors.get(), EPOLL_CTL_ADD, fd, &readable),
        [] { return "cannot wait for what becomes of a probe"; });
}

}  // namespace

ProbeWitness::ProbeWitness(NetworkState& network, NodeId from, const Probe& probe)
    : network_(network), from_(from), probe_(probe) {}

ProbeWitness::~ProbeWitness() = default;

void ProbeWitness::expect(const netlink::TracedFlow& flow) {
  flow_ = flow;
  is_shared_ = network_.flows.take(flow);
  open_rulesets(network_);
  rulesets_.emplace(network_.rulesets);
  auto news = rulesets_->begin(flow);
  kernel_.emplace(network_, flow);
  std::ranges::copy(kernel_->descriptors(), std::back_inserter(news));
  enter(network_.at(from_));
  descriptors_ = UniqueFd(check(::epoll_create1(EPOLL_CLOEXEC),
                                [] { return "cannot wait for what becomes of a probe"; }));
  timer_ = make_timer();
  set(timer_, routes_asked_after);
  for (const auto fd : news) add_to(descriptors_, fd);
  faults_.emplace(network_.faults, flow);
  for (const auto fd : faults_->descriptors()) add_to(descriptors_, fd);
  add_to(descriptors_, timer_.get());
}

void ProbeWitness::expect_another() {
  read();
  by_ruleset_.reset();
  kernel_->forget();
  way_.reset();
  set(timer_, routes_asked_after);
}

bool ProbeWitness::has_proof() {
  read();
  if (has_expired(timer_)) look_at_routes(Whereabouts::Care::glance);
  if (*is_shared_) return false;
  // The kernel frees the packet a moment after the ruleset has ended it.
  if (by_ruleset_)
    return by_ruleset_->doubt.empty() && !rejects(*by_ruleset_) &&
           (way_ || kernel_->has_seen(*by_ruleset_));
  if (kernel_->drop() && kernel_->drop()->doubt.empty()) return true;
  return way_ && way_->end && is_certain(way_->end->cause);
}

void ProbeWitness::catch_up() {
  read();
  has_expired(timer_);
}

bool ProbeWitness::rejects(const DropReport& report) {
  return report.rule && report.rule->rejects;
}

// Where a link or a neighbour is missing, the kernel says so itself a little later, or it may come.
bool ProbeWitness::is_certain(DropCause cause) {
  return cause != DropCause::link && cause != DropCause::neighbour;
}

// The probe asks nevertheless: it only knows less.
void ProbeWitness::read() try {
  rulesets_->read();
  kernel_->read();
  for (const auto& drop : rulesets_->take_drops()) consider(report_of(drop));
  faults_->read();
  if (const auto lost = faults_->take_drop()) consider(report_of(*lost));
} catch (const Error& error) {
  failure_ = error.what();
}

// What was rejected got an answer, of which the loss is the cause.
void ProbeWitness::consider(DropReport report) {
  if (report.doubt.empty() && !rulesets_->failure().empty()) report.doubt = rulesets_->failure();
  const bool is_known = by_ruleset_ && by_ruleset_->doubt.empty() && !rejects(*by_ruleset_);
  if (is_known || (by_ruleset_ && !rejects(*by_ruleset_) && rejects(report))) return;
  by_ruleset_ = std::move(report);
}

// While it looks nobody listens for the answer, so it glances as long as one may come.
void ProbeWitness::look_at_routes(Whereabouts::Care care) try {
  is_glance_ = care == Whereabouts::Care::glance;
  follow_routes(care);
} catch (const Error& error) {  // an interface has gone, say
  way_.emplace();
  failure_ = error.what();
}

void ProbeWitness::look_closely() {
  if (!way_ || is_glance_) look_at_routes(Whereabouts::Care::look);
}

void ProbeWitness::follow_routes(Whereabouts::Care care) {
  const auto target = target_of(probe_);
  const auto extras = std::visit([](const auto& each) { return extras_of(each); }, probe_);
  way_.emplace();
  // A link-local address is one link's matter, and a packet from an address of another node is
  // answered there.
  if (!target || extras.transparent || target->is_multicast() ||
      (target->is_v6() && target->to_v6().is_link_local()))
    return;
  Packet packet{.destination = *target,
                .protocol = flow_->protocol,
                .source_port = flow_->identifier,
                .destination_port = extras.port};
  if (packet.is_icmp()) {
    packet.icmp_type = echo_request_type(packet.protocol);
    packet.echo_id = std::exchange(packet.source_port, std::uint16_t{0});
  }
  const auto source =
      extras.source
          ? extras.source
          : decision_of(network_.node(from_), {.destination = *target, .mark = extras.mark}).source;
  if (!source) return;
  packet.source = *source;
  Departure departure{.from = from_, .packet = packet, .mark = extras.mark};
  if (extras.ttl) departure.hop_limit = *extras.ttl;
  way_ = find_way(network_, departure, care);
}

DropReport ProbeWitness::report_of(const TracedDrop& drop) {
  auto& ruleset = *network_.rulesets.at(drop.node);
  const auto fault = network_.faults.find_by_table(drop.event.table);
  const auto judgement = fault ? Judgement() : judge(drop, ruleset);
  const auto name_of = [&](int index) { return interface_name(ruleset.node(), index); };
  DropReport report{.node = ruleset.node().name(),
                    .id = NodeId{drop.node},
                    .cause = drop.event.handle == 0 ? DropCause::policy : DropCause::rule,
                    .is_reply = drop.is_reply,
                    .packet = to_string(drop.packet),
                    .incoming_interface = name_of(drop.event.incoming_interface),
                    .outgoing_interface = name_of(drop.event.outgoing_interface)};
  if (fault) {
    say_fault(report, fault->fault());
    return report;
  }
  report.rule = judgement.rule;
  report.doubt = judgement.doubt;
  if (report.doubt.empty()) report.doubt = doubt_about(drop.packet);
  if (report.doubt.empty() && marks_some(network_.faults, report.id))
    report.doubt = "an injected fault marks some packets";
  return report;
}

DropReport ProbeWitness::report_of(const LostPacket& lost) {
  const auto& fault = lost.by->fault();
  const auto& node = network_.at(lost.by->node());
  DropReport report{.node = node.name(),
                    .id = lost.by->node(),
                    .is_reply = is_reply(lost.packet, *flow_),
                    .packet = to_string(lost.packet)};
  const auto name = interface_name(node, lost.interface);
  (fault.direction == Direction::ingress ? report.incoming_interface : report.outgoing_interface) =
      name;
  say_fault(report, fault);
  return report;
}

}  // namespace netrig
