#include "as_written.hpp"

namespace netrig {

AsWritten::AsWritten() {
  topology.set_file(host, "/etc/resolv.conf", "# the machine's own\nnameserver 8.8.8.8\n");
}

void AsWritten::network_ready() {
  SimulatedInternet::network_ready();
  machine_.emplace(node(host));
}

}  // namespace netrig
