// What an interface takes along when it goes down, put back when it is up.
#pragma once

#include "network/state.hpp"

namespace netrig {

/// Carries out the one request that `add` puts into a batch.
template <class Add>
void request(Namespace& where, Add&& add) {
  netlink::Batch batch(where.name());
  add(batch);
  where.route_socket().execute(batch);
}

/// The same where the object may be there already.
template <class Add>
void request_unless_there(Namespace& where, Add&& add) {
  try {
    request(where, add);
  } catch (const Error& error) {
    if (error.code() != std::errc::file_exists) throw;
  }
}

/// Notes the routes and nexthop objects through an interface that is about to go down, or to lose
/// its carrier only: then the kernel deletes the nexthop objects and their routes, and no others.
/// NetworkState::flapping is held, here and below.
enum class Loss { interface, carrier };
void note_loss(NetworkState& network, const LiveEnd& end, Loss loss);

/// Adds what an interface has lost and what has waited for it. What needs a carrier goes on waiting
/// where there is none, and what leads through another interface that is down waits for that one. A
/// route or a nexthop object that somebody has put in the place of a lost one stays; a lost one
/// that the kernel takes no longer is passed over. Throws for a described one that it refuses,
/// once.
void restore(NetworkState& network, const LiveEnd& end);

}  // namespace netrig
