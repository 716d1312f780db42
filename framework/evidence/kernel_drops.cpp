#include "evidence/kernel_drops.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <utility>

#include "evidence/kernel_drop_event.h"
#include "netrig/core/error.hpp"

namespace netrig {

std::span<const std::byte> kernel_drops_bpf();

namespace {

KernelOffsets offsets_in(const ebpf::KernelTypes& types) {
  const auto offset = [&](std::string_view structure, std::string_view member) {
    const auto found = types.offset_of(structure, member);
    if (!found)
      throw UnsupportedError(
          fmt::format("this kernel has no '{}' in its struct {}, which "
                      "netrig's eBPF program reads",
                      member, structure));
    return static_cast<std::uint32_t>(*found);
  };
  return {.skb_device = offset("sk_buff", "dev"),
          .skb_socket = offset("sk_buff", "sk"),
          .skb_head = offset("sk_buff", "head"),
          .skb_network_header = offset("sk_buff", "network_header"),
          .skb_incoming = offset("sk_buff", "skb_iif"),
          .device_index = offset("net_device", "ifindex"),
          .device_net = offset("net_device", "nd_net"),
          .socket_net = offset("sock", "__sk_common") + offset("sock_common", "skc_net"),
          .net_inode = offset("net", "ns") + offset("ns_common", "inum")};
}

ebpf::Object load(const ebpf::KernelTypes& types) {
  const auto offsets = offsets_in(types);
  return {"netrig's program for dropped packets", kernel_drops_bpf(),
          std::as_bytes(std::span(&offsets, 1))};
}

// As the kernel prints them.
std::map<unsigned, std::string> reasons_in(const ebpf::KernelTypes& types) {
  constexpr std::string_view prefix = "SKB_DROP_REASON_";
  auto names = types.enumerators("skb_drop_reason");
  if (names.empty()) throw UnsupportedError("this kernel has no drop reasons (Linux 5.17)");
  for (auto& [number, name] : names)
    if (name.starts_with(prefix)) name.erase(0, prefix.size());
  return names;
}

std::uint32_t inode_of(const Namespace& each) {
  struct stat status {};
  check(::fstat(each.fd(), &status),
        [&] { return fmt::format("cannot look at the namespace of '{}'", each.name()); });
  return static_cast<std::uint32_t>(status.st_ino);
}

WatchedFlow key_of(const std::tuple<std::uint32_t, std::uint8_t, std::uint16_t>& flow) {
  const auto& [network, protocol, identifier] = flow;
  return {.network = network, .identifier = htons(identifier), .protocol = protocol, .padding = 0};
}

std::string_view text_of(std::span<const __u8> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

std::shared_ptr<KernelDrops> KernelDrops::of_this_process() {
  static const auto one = [] {
    if (auto sentence = ebpf::missing(); !sentence.empty())
      throw UnsupportedError(std::move(sentence));
    return std::make_shared<KernelDrops>(ebpf::KernelTypes());
  }();
  return one;
}

KernelDrops::KernelDrops(const ebpf::KernelTypes& types)
    : reasons_(reasons_in(types)),
      program_(load(types)),
      events_(program_.map("events"), [this](auto event) { deliver(event); }) {
  program_.attach("on_kfree_skb");
}

std::uint32_t KernelDrops::add(std::span<const std::uint32_t> namespaces) {
  const std::lock_guard lock(mutex_);
  const auto network = ++last_network_;
  try {
    for (const auto inode : namespaces) ebpf::update(program_.map("networks"), &inode, &network);
  } catch (const Error&) {
    forget(namespaces);
    throw;
  }
  return network;
}

void KernelDrops::remove(std::span<const std::uint32_t> namespaces) noexcept {
  const std::lock_guard lock(mutex_);
  forget(namespaces);
}

void KernelDrops::forget(std::span<const std::uint32_t> namespaces) noexcept {
  for (const auto inode : namespaces) ebpf::remove(program_.map("networks"), &inode);
}

void KernelDrops::begin(const Flow& flow, Inbox& inbox) {
  const std::lock_guard lock(mutex_);
  constexpr std::uint8_t nothing = 0;
  const auto key = key_of(flow);
  ebpf::update(program_.map("watches"), &key, &nothing);
  inboxes_[flow].push_back(&inbox);
}

void KernelDrops::end(const Flow& flow, Inbox& inbox) noexcept {
  const std::lock_guard lock(mutex_);
  const auto found = inboxes_.find(flow);
  std::erase(found->second, &inbox);
  if (!found->second.empty()) return;
  inboxes_.erase(found);
  const auto key = key_of(flow);
  ebpf::remove(program_.map("watches"), &key);
}

std::vector<KernelDrop> KernelDrops::take(Inbox& inbox) {
  const std::lock_guard lock(mutex_);
  reader_ = &inbox;
  try {
    events_.read();
  } catch (...) {
    reader_ = nullptr;
    throw;
  }
  reader_ = nullptr;
  if (!inbox.drops.empty()) {
    eventfd_t times = 0;
    ::eventfd_read(inbox.signal.get(), &times);
  }
  return std::exchange(inbox.drops, {});
}

void KernelDrops::deliver(std::span<const std::byte> bytes) {
  DropEvent event{};
  std::memcpy(&event, bytes.data(), std::min(bytes.size(), sizeof(event)));
  const auto found =
      inboxes_.find(Flow(event.flow.network, event.flow.protocol, ntohs(event.flow.identifier)));
  if (found == inboxes_.end() || found->second.size() != 1) return;
  auto& inbox = *found->second.front();
  const auto name = reasons_.find(event.reason);
  inbox.drops.push_back(
      {.network_namespace = event.inode,
       .interface = event.interface,
       .incoming_interface = event.incoming_interface,
       .reason = name != reasons_.end() ? name->second : fmt::format("{:#x}", event.reason),
       .function = event.function,
       .packet = packet_of(text_of(event.headers.network), text_of(event.headers.transport))});
  if (&inbox != reader_) ::eventfd_write(inbox.signal.get(), 1);
}

WatchedNamespaces::WatchedNamespaces(std::shared_ptr<KernelDrops> drops,
                                     std::span<const Namespace> namespaces)
    : drops_(std::move(drops)), inodes_(namespaces.size()) {
  std::ranges::transform(namespaces, inodes_.begin(), inode_of);
  network_ = drops_->add(inodes_);
}

WatchedNamespaces::~WatchedNamespaces() {
  drops_->remove(inodes_);
}

std::size_t WatchedNamespaces::position_of(const KernelDrop& drop) const {
  return static_cast<std::size_t>(std::ranges::find(inodes_, drop.network_namespace) -
                                  inodes_.begin());
}

KernelDropWatch::KernelDropWatch(const WatchedNamespaces& namespaces,
                                 const netlink::TracedFlow& flow)
    : drops_(*namespaces.drops_),
      flow_(namespaces.network_, static_cast<std::uint8_t>(flow.protocol), flow.identifier) {
  inbox_.signal = UniqueFd(check(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC),
                                 [] { return "cannot wait for what the kernel drops"; }));
  drops_.begin(flow_, inbox_);
}

KernelDropWatch::~KernelDropWatch() {
  drops_.end(flow_, inbox_);
}

std::vector<int> KernelDropWatch::descriptors() const {
  return {drops_.events_.fd(), inbox_.signal.get()};
}

std::vector<KernelDrop> KernelDropWatch::take() {
  return drops_.take(inbox_);
}

}  // namespace netrig
