// What an eBPF program has to tell: a ring buffer (BPF_MAP_TYPE_RINGBUF).
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>

namespace netrig::ebpf {

class Events {
 public:
  using Take = std::function<void(std::span<const std::byte> event)>;

  /// Of an Object's map, which outlives it. Each event is given to `take`. Throws Error.
  Events(int ring_buffer, Take take);
  ~Events();
  Events(const Events&) = delete;
  Events& operator=(const Events&) = delete;

  /// Can be read when there are some.
  int fd() const noexcept { return ring_buffer_; }
  /// Takes all that are there. Never waits; one thread at a time.
  void read();

 private:
  struct State;
  int ring_buffer_;
  std::unique_ptr<State> state_;
};

}  // namespace netrig::ebpf
