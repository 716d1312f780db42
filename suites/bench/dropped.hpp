// How long it takes to be told that a packet was dropped, for ci/bench. Seconds.
#pragma once

/// The first probe of a network with a router, whose nftables ruleset drops it.
double dropped_verdict_trace();
/// The same where only the kernel's own reason is there to tell, at once: rp_filter. Ends the
/// program with 3, and says why, where there is no Feature::ebpf.
double dropped_verdict_ebpf();
