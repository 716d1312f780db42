#include "ebpf/events.hpp"

#include <bpf/libbpf.h>

#include <utility>

#include "netrig/core/error.hpp"

namespace netrig::ebpf {
namespace {

struct FreeRing {
  void operator()(ring_buffer* ring) const noexcept { ring_buffer__free(ring); }
};

}  // namespace

struct Events::State {
  Take take;
  std::unique_ptr<ring_buffer, FreeRing> ring{};

  static int on_sample(void* state, void* data, std::size_t size) {
    static_cast<State*>(state)->take({static_cast<const std::byte*>(data), size});
    return 0;
  }
};

Events::Events(int ring_buffer, Take take)
    : ring_buffer_(ring_buffer), state_(std::make_unique<State>(State{std::move(take)})) {
  state_->ring.reset(ring_buffer__new(ring_buffer, &State::on_sample, state_.get(), nullptr));
  check(state_->ring ? 0 : -1, [] { return "cannot listen to an eBPF program"; });
}

Events::~Events() = default;

void Events::read() {
  check(ring_buffer__consume(state_->ring.get()),
        [] { return "cannot read what an eBPF program says"; });
}

}  // namespace netrig::ebpf
