// The expressions of a rule that is put into nf_tables: what nft's language is translated to.
#pragma once

#include <linux/netfilter.h>

#include <cstdint>
#include <string>

#include "netlink/message.hpp"
#include "netlink/nftables_message.hpp"

namespace netrig::netlink {

/// Appends them to a list (NFTA_RULE_EXPRESSIONS). All work on one register.
class ExpressionWriter {
 public:
  explicit ExpressionWriter(Message& message) : message_(message) {}

  /// NFT_META_*
  void load_meta(std::uint32_t key) {
    add("meta", [&] {
      put(NFTA_META_KEY, key);
      put(NFTA_META_DREG, scratch);
    });
  }
  /// `size` bytes of a header, NFT_PAYLOAD_*_HEADER.
  void load_payload(std::uint32_t header, std::uint32_t offset, std::uint32_t size) {
    add("payload", [&] {
      put(NFTA_PAYLOAD_DREG, scratch);
      put(NFTA_PAYLOAD_BASE, header);
      put(NFTA_PAYLOAD_OFFSET, offset);
      put(NFTA_PAYLOAD_LEN, size);
    });
  }
  void load_transport(std::uint32_t offset, std::uint32_t size) {
    load_payload(NFT_PAYLOAD_TRANSPORT_HEADER, offset, size);
  }
  /// 0, 1, ... `modulus` - 1 and again, in the machine's byte order.
  void load_count(std::uint32_t modulus) {
    add("numgen", [&] {
      put(NFTA_NG_DREG, scratch);
      put(NFTA_NG_TYPE, NFT_NG_INCREMENTAL);
      put(NFTA_NG_MODULUS, modulus);
    });
  }
  /// Four bytes, from or to network byte order.
  void swap_bytes() {
    add("byteorder", [&] {
      put(NFTA_BYTEORDER_SREG, scratch);
      put(NFTA_BYTEORDER_DREG, scratch);
      put(NFTA_BYTEORDER_OP, NFT_BYTEORDER_HTON);
      put(NFTA_BYTEORDER_LEN, sizeof(std::uint32_t));
      put(NFTA_BYTEORDER_SIZE, sizeof(std::uint32_t));
    });
  }
  /// Of the four bytes.
  void hash(std::uint32_t seed, std::uint32_t modulus) {
    add("hash", [&] {
      put(NFTA_HASH_SREG, scratch);
      put(NFTA_HASH_DREG, scratch);
      put(NFTA_HASH_LEN, sizeof(std::uint32_t));
      put(NFTA_HASH_MODULUS, modulus);
      put(NFTA_HASH_SEED, seed);
      put(NFTA_HASH_TYPE, NFT_HASH_JENKINS);
    });
  }
  void mask(const void* bits, std::size_t size) {
    const std::string none(size, '\0');
    add("bitwise", [&] {
      put(NFTA_BITWISE_SREG, scratch);
      put(NFTA_BITWISE_DREG, scratch);
      put(NFTA_BITWISE_LEN, static_cast<std::uint32_t>(size));
      put_data(NFTA_BITWISE_MASK, bits, size);
      put_data(NFTA_BITWISE_XOR, none.data(), size);
    });
  }

  /// The rule ends here unless what was loaded compares so (NFT_CMP_*), as bytes in their order.
  void compare(std::uint32_t operation, const void* bytes, std::size_t size) {
    add("cmp", [&] {
      put(NFTA_CMP_SREG, scratch);
      put(NFTA_CMP_OP, operation);
      put_data(NFTA_CMP_DATA, bytes, size);
    });
  }
  template <class Value>
  void equals(Value value) {
    compare(NFT_CMP_EQ, &value, sizeof(value));
  }

  void count() {
    add("counter", [] {});
  }
  /// Gives the packet what follows from the key, NFT_META_*.
  template <class Value>
  void set_meta(std::uint32_t key, Value value) {
    add("immediate", [&] {
      put(NFTA_IMMEDIATE_DREG, scratch);
      put_data(NFTA_IMMEDIATE_DATA, &value, sizeof(value));
    });
    add("meta", [&] {
      put(NFTA_META_KEY, key);
      put(NFTA_META_SREG, scratch);
    });
  }
  void accept() {
    end_with([&] { put(NFTA_VERDICT_CODE, NF_ACCEPT); });
  }
  void drop() {
    end_with([&] { put(NFTA_VERDICT_CODE, NF_DROP); });
  }
  void jump(const std::string& chain) {
    end_with([&] {
      put(NFTA_VERDICT_CODE, static_cast<std::uint32_t>(NFT_JUMP));
      message_.put_string(NFTA_VERDICT_CHAIN, chain);
    });
  }

 private:
  static constexpr std::uint32_t scratch = NFT_REG_1;

  void put(std::uint16_t type, std::uint32_t value) { message_.put(type, htobe32(value)); }
  void put_data(std::uint16_t type, const void* bytes, std::size_t size) {
    message_.nest(type, [&] { message_.put_bytes(NFTA_DATA_VALUE, bytes, size); });
  }
  template <class Verdict>
  void end_with(Verdict&& verdict) {
    add("immediate", [&] {
      put(NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
      message_.nest(NFTA_IMMEDIATE_DATA, [&] { message_.nest(NFTA_DATA_VERDICT, verdict); });
    });
  }
  template <class Data>
  void add(const char* name, Data&& data) {
    message_.nest(NFTA_LIST_ELEM, [&] {
      message_.put_string(NFTA_EXPR_NAME, name);
      message_.nest(NFTA_EXPR_DATA, data);
    });
  }

  Message& message_;
};

}  // namespace netrig::netlink
