#include "netrig/evidence/drop_report.hpp"

#include <gtest/gtest.h>

namespace netrig {
namespace {

TEST(DropReport, PrintsTheKernelsReasonBehindTheRule) {
  const DropReport report{
      .node = "firewall",
      .packet = "10.0.1.2:41834 -> 10.0.2.2:23/tcp",
      .incoming_interface = "lan",
      .rule = DecidingRule{.table = "inet filter", .chain = "forward", .handle = 7},
      .kernel_reason = "NETFILTER_DROP",
      .kernel_function = "nft_do_chain"};

  EXPECT_EQ(to_string(report),
            "dropped at firewall\n"
            "  table inet filter, chain forward, handle 7\n"
            "  the kernel's reason: NETFILTER_DROP in nft_do_chain()\n"
            "  10.0.1.2:41834 -> 10.0.2.2:23/tcp, came in on lan");
}

}  // namespace
}  // namespace netrig
