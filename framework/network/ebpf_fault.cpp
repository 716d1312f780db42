#include "network/ebpf_fault.hpp"

#include <endian.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "ebpf/events.hpp"
#include "ebpf/interface_program.hpp"
#include "ebpf/object.hpp"
#include "netns/maker.hpp"
#include "netrig/core/error.hpp"
#include "network/packet_fault.h"

namespace netrig {

std::span<const std::byte> packet_fault_bpf();

namespace {

fault_network network_of(const std::optional<Prefix>& prefix) {
  fault_network network{};
  if (!prefix) return network;
  const auto put = [&](const auto& bytes) { std::ranges::copy(bytes, network.address); };
  if (prefix->is_v4())
    put(prefix->address().to_v4().to_bytes());
  else
    put(prefix->address().to_v6().to_bytes());
  for (unsigned bit = 0; bit < prefix->length(); ++bit)
    network.mask[bit / 8] = static_cast<__u8>(network.mask[bit / 8] | 0x80U >> bit % 8);
  return network;
}

fault_hits hits_of(Hits::Kind kind) {
  switch (kind) {
    case Hits::Kind::nth: return fault_hits_nth;
    case Hits::Kind::every: return fault_hits_every;
    case Hits::Kind::first: return fault_hits_first;
    case Hits::Kind::random: break;
  }
  return fault_hits_random;
}

packet_fault told_to_the_program(const Fault& fault) {
  packet_fault told{};
  told.source = network_of(fault.source);
  told.destination = network_of(fault.destination);
  told.number = fault.hits.number();
  told.hits = hits_of(fault.hits.kind());
  told.seed = fault.hits.seed();
  told.marks = fault.set_mark.has_value();
  told.mark = fault.set_mark.value_or(0);
  told.is_of_ipv4 = fault.family != Family::ipv6;
  told.is_of_ipv6 = fault.family != Family::ipv4;
  told.has_protocol = fault.protocol.has_value();
  told.protocol = static_cast<__u8>(fault.protocol.value_or(IpProtocol{}));
  told.has_source_port = fault.source_port.has_value();
  told.source_port = htobe16(fault.source_port.value_or(0));
  told.has_destination_port = fault.destination_port.has_value();
  told.destination_port = htobe16(fault.destination_port.value_or(0));
  told.has_icmp_type = fault.icmp_type.has_value();
  told.icmp_type = fault.icmp_type.value_or(0);
  const auto flags = fault.tcp_flags.value_or(TcpFlags());
  told.flags_mask = flags.mask;
  told.flags_value = flags.value;
  return told;
}

fault_watch watch_of(const netlink::TracedFlow& flow) {
  return {.identifier = htobe16(flow.identifier),
          .protocol = static_cast<__u8>(flow.protocol),
          .padding = 0};
}

bool is_of(const Packet& packet, const netlink::TracedFlow& flow) {
  if (packet.protocol != flow.protocol) return false;
  if (packet.is_icmp()) return packet.echo_id == flow.identifier;
  return packet.source_port == flow.identifier || packet.destination_port == flow.identifier;
}

template <std::size_t Size>
std::string_view text_of(const __u8 (&bytes)[Size]) {
  return {reinterpret_cast<const char*>(bytes), Size};
}

// A program at interfaces of a node.
class Attachments {
 public:
  explicit Attachments(const Namespace& node) : node_(node) {}
  ~Attachments() {
    try {
      remove();
    } catch (const Error&) {
      // They go with the node.
    }
  }
  Attachments(const Attachments&) = delete;
  Attachments& operator=(const Attachments&) = delete;

  void add(int program, const std::vector<netlink::Device>& interfaces, ebpf::Way way) {
    on_thrown_away_thread(node_, [&] {
      for (const auto& [index, name] : interfaces)
        all_.push_back(ebpf::attach_to_interface(program, index, name, way));
    });
  }
  void remove() {
    if (all_.empty()) return;
    const auto all = std::exchange(all_, {});
    on_thrown_away_thread(node_, [&] {
      for (const auto& each : all) ebpf::detach(each);
    });
  }

 private:
  const Namespace& node_;
  std::vector<ebpf::Attached> all_;
};

// The program and all that hangs on it.
class Program {
 public:
  Program(const Fault& fault, const Namespace& node, const std::vector<netlink::Device>& interfaces,
          ebpf::Events::Take take)
      : object_(load(told_to_the_program(fault))),
        events_(object_.map("events"), std::move(take)),
        attachments_(node) {
    attachments_.add(object_.program("on_packet"), interfaces,
                     fault.direction == Direction::ingress ? ebpf::Way::in : ebpf::Way::out);
  }
  void detach() { attachments_.remove(); }

  netlink::FaultCounts counts() const {
    const __u32 only = 0;
    fault_counts now{};
    ebpf::look_up(object_.map("counts"), &only, &now);
    return {.matched = now.matched, .hit = now.hit};
  }
  int watches() const { return object_.map("watches"); }
  ebpf::Events& events() { return events_; }

 private:
  static ebpf::Object load(const packet_fault& told) {
    return {"a fault", packet_fault_bpf(), std::as_bytes(std::span(&told, 1))};
  }

  ebpf::Object object_;
  ebpf::Events events_;
  Attachments attachments_;
};

class EbpfFault final : public RunningFault {
 public:
  EbpfFault(const Fault& fault, NodeId id, const Namespace& node,
            const std::vector<netlink::Device>& interfaces)
      : RunningFault(fault, id) {
    program_.emplace(fault, node, interfaces, [this](auto event) { hand_over(event); });
  }

  int listen(const FlowListener& listener) override {
    const std::lock_guard lock(mutex_);
    if (!program_) return -1;
    const auto watch = watch_of(listener.flow);
    const __u8 of_no_interest = 1;
    ebpf::update(program_->watches(), &watch, &of_no_interest);
    listeners_.push_back(&listener);
    return program_->events().fd();
  }

  void ignore(const FlowListener& listener) override {
    const std::lock_guard lock(mutex_);
    std::erase(listeners_, &listener);
    const auto watch = watch_of(listener.flow);
    const bool is_watched_by_others = std::ranges::any_of(listeners_, [&](const auto* other) {
      const auto others = watch_of(other->flow);
      return std::memcmp(&others, &watch, sizeof(watch)) == 0;
    });
    if (program_ && !is_watched_by_others) ebpf::remove(program_->watches(), &watch);
  }

  void read() override {
    const std::lock_guard lock(mutex_);
    if (program_) program_->events().read();
  }

 private:
  netlink::FaultCounts count() override {
    const std::lock_guard lock(mutex_);
    return program_->counts();
  }

  // Those who listen hear of the last packets.
  void remove() override {
    const std::lock_guard lock(mutex_);
    program_->detach();
    program_->events().read();
    program_.reset();
  }

  // With the mutex held, by whoever reads.
  void hand_over(std::span<const std::byte> event) {
    lost_packet lost;
    std::memcpy(&lost, event.data(), sizeof(lost));
    const LostPacket told{.by = this,
                          .packet = packet_of(text_of(lost.network), text_of(lost.transport)),
                          .interface = static_cast<int>(lost.interface)};
    for (const auto* listener : listeners_)
      if (is_of(told.packet, listener->flow)) listener->hear(told);
  }

  std::mutex mutex_;  // of all
  std::optional<Program> program_;
  std::vector<const FlowListener*> listeners_;
};

}  // namespace

std::shared_ptr<RunningFault> run_by_ebpf(const Fault& fault, NodeId id, const Namespace& node,
                                          const std::vector<netlink::Device>& interfaces) {
  return std::make_shared<EbpfFault>(fault, id, node, interfaces);
}

}  // namespace netrig
