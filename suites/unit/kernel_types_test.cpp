// netrig's own look at the kernel's types sees what libbpf sees.
#include "ebpf/kernel_types.hpp"

#include <bpf/btf.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <memory>
#include <span>

namespace netrig::ebpf {
namespace {

using ::testing::Eq;
using ::testing::IsEmpty;
using ::testing::Optional;

struct FreeBtf {
  void operator()(btf* types) const { btf__free(types); }
};

class KernelTypesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (::access("/sys/kernel/btf/vmlinux", R_OK) != 0)
      GTEST_SKIP() << "this kernel has no description of its types (CONFIG_DEBUG_INFO_BTF)";
    types_.emplace();
    libbpf_.reset(btf__load_vmlinux_btf());
  }
  const btf_type* of_libbpf(const char* name, unsigned kind) const {
    return btf__type_by_id(
        libbpf_.get(), static_cast<unsigned>(btf__find_by_name_kind(libbpf_.get(), name, kind)));
  }
  std::optional<KernelTypes> types_;
  std::unique_ptr<btf, FreeBtf> libbpf_;
};

TEST_F(KernelTypesTest, KnowsTheNamesOfAnEnum) {
  const auto* type = of_libbpf("skb_drop_reason", BTF_KIND_ENUM);
  std::map<unsigned, std::string> names;
  for (const auto& each : std::span(btf_enum(type), btf_vlen(type)))
    names.emplace(each.val, btf__name_by_offset(libbpf_.get(), each.name_off));

  EXPECT_EQ(types_->enumerators("skb_drop_reason"), names);
  EXPECT_THAT(names, ::testing::Contains(::testing::Pair(2U, "SKB_DROP_REASON_NOT_SPECIFIED")));
}

TEST_F(KernelTypesTest, KnowsWhereMembersAre) {
  const auto* type = of_libbpf("net_device", BTF_KIND_STRUCT);
  for (unsigned i = 0; i < btf_vlen(type); ++i) {
    const auto& member = btf_members(type)[i];
    const std::string name = btf__name_by_offset(libbpf_.get(), member.name_off);
    if (name.empty() || btf_member_bitfield_size(type, i) != 0) continue;
    EXPECT_THAT(types_->offset_of("net_device", name), Optional(btf_member_bit_offset(type, i) / 8))
        << name;
  }
}

// `dev` is in a struct without a name that is in a union without a name.
TEST_F(KernelTypesTest, LooksIntoMembersWithoutAName) {
  const auto device = types_->offset_of("sk_buff", "dev");

  EXPECT_THAT(device, Optional(2 * sizeof(void*)));
}

TEST_F(KernelTypesTest, KnowsWhatIsNotThere) {
  EXPECT_THAT(types_->offset_of("sk_buff", "none_of_its"), Eq(std::nullopt));
  EXPECT_THAT(types_->offset_of("none_of_the_kernels", "dev"), Eq(std::nullopt));
  EXPECT_THAT(types_->enumerators("none_of_the_kernels"), IsEmpty());
}

TEST_F(KernelTypesTest, HasNoPlaceInBytesForABitField) {
  EXPECT_THAT(types_->offset_of("sk_buff", "pkt_type"), Eq(std::nullopt));
}

}  // namespace
}  // namespace netrig::ebpf
