// What the kernel says of the packets that it drops, by eBPF at the tracepoint skb:kfree_skb.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "ebpf/events.hpp"
#include "ebpf/kernel_types.hpp"
#include "ebpf/object.hpp"
#include "evidence/packet.hpp"
#include "netlink/nftables_trace_requests.hpp"
#include "netrig/core/unique_fd.hpp"
#include "netrig/netns/namespace.hpp"

namespace netrig {

/// A packet that the kernel has freed, and not because it was done with it.
struct KernelDrop {
  std::uint32_t network_namespace = 0;  ///< its inode number
  int interface = 0;                    ///< where the packet was; 0: nowhere yet
  int incoming_interface = 0;           ///< 0: the node sent it itself
  std::string reason{};                 ///< as the tracepoint prints it: "NETFILTER_DROP"
  std::string function{};               ///< of the kernel
  Packet packet{};
};

/// The program in the kernel, and who has asked it for what. Safe to share between threads.
class KernelDrops {
 public:
  /// Loaded when it is first asked for, which takes some 4 ms, and attached until the process ends:
  /// to attach it anew soon after takes 10 ms, until nobody looks at the old list any more
  /// (tracepoint_add_func() in kernel/tracepoint.c), and where nothing is watched it costs a
  /// look-up a packet. Throws UnsupportedError where there can be none, and Error.
  static std::shared_ptr<KernelDrops> of_this_process();

  explicit KernelDrops(const ebpf::KernelTypes& types);

  /// What came for one who watches.
  struct Inbox {
    UniqueFd signal{};  ///< an eventfd: another one has read what is meant for this one
    std::vector<KernelDrop> drops{};
  };

 private:
  friend class WatchedNamespaces;
  friend class KernelDropWatch;
  using Flow = std::tuple<std::uint32_t, std::uint8_t, std::uint16_t>;  ///< network, protocol, id

  std::uint32_t add(std::span<const std::uint32_t> namespaces);
  void remove(std::span<const std::uint32_t> namespaces) noexcept;
  void forget(std::span<const std::uint32_t> namespaces) noexcept;
  void begin(const Flow& flow, Inbox& inbox);
  void end(const Flow& flow, Inbox& inbox) noexcept;
  std::vector<KernelDrop> take(Inbox& inbox);
  void deliver(std::span<const std::byte> event);

  std::mutex mutex_;
  std::map<unsigned, std::string> reasons_;
  ebpf::Object program_;
  ebpf::Events events_;
  std::uint32_t last_network_ = 0;
  std::map<Flow, std::vector<Inbox*>> inboxes_{};
  Inbox* reader_ = nullptr;
};

/// The namespaces of a network, from which packets are told as long as this lives.
class WatchedNamespaces {
 public:
  WatchedNamespaces(std::shared_ptr<KernelDrops> drops, std::span<const Namespace> namespaces);
  ~WatchedNamespaces();
  WatchedNamespaces(const WatchedNamespaces&) = delete;
  WatchedNamespaces& operator=(const WatchedNamespaces&) = delete;

  /// Its position among the namespaces.
  std::size_t position_of(const KernelDrop& drop) const;

 private:
  friend class KernelDropWatch;
  std::shared_ptr<KernelDrops> drops_;
  std::vector<std::uint32_t> inodes_;
  std::uint32_t network_;
};

/// The packets of one flow.
class KernelDropWatch {
 public:
  /// `namespaces` outlive it.
  KernelDropWatch(const WatchedNamespaces& namespaces, const netlink::TracedFlow& flow);
  ~KernelDropWatch();
  KernelDropWatch(const KernelDropWatch&) = delete;
  KernelDropWatch& operator=(const KernelDropWatch&) = delete;

  /// One of them can be read when there may be news.
  std::vector<int> descriptors() const;
  /// What was dropped since this was asked before. Of a flow that another one watches as well,
  /// nothing: from different nodes the same port may be in use. Never waits.
  std::vector<KernelDrop> take();

 private:
  KernelDrops& drops_;
  const KernelDrops::Flow flow_;
  KernelDrops::Inbox inbox_{};
};

}  // namespace netrig
