#include "base/digest.h"

#include <array>
#include <cstdint>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "base/sha256_transform.h"

namespace mingcha {
namespace {

// The vectors of FIPS 180-4's examples and of NIST's CAVP.
TEST(Sha256Test, GivesTheDigestsOfTheStandard) {
  EXPECT_EQ(Sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256Hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(Sha256Hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256Test, DoesNotCareHowTheBytesAreCutIntoPieces) {
  const std::string bytes(300, 'x');
  for (size_t piece = 1; piece < bytes.size(); piece += 13) {
    Sha256 sha;
    for (size_t i = 0; i < bytes.size(); i += piece) sha.Update(bytes.substr(i, piece));
    EXPECT_EQ(sha.FinishHex(), Sha256Hex(bytes)) << "in pieces of " << piece;
  }
}

TEST(Sha256Test, IsTheSameInHardware) {
  const Sha256Transform hardware = HardwareSha256();
  if (hardware == nullptr) GTEST_SKIP() << "this processor has no instructions for it";
  std::mt19937 random(20261124);
  Sha256State state;
  for (uint32_t& word : state) word = static_cast<uint32_t>(random());
  for (int i = 0; i < 10'000; ++i) {
    std::array<uint8_t, 64> block;
    for (uint8_t& byte : block) byte = static_cast<uint8_t>(random());
    Sha256State expected = state;
    PortableSha256(block.data(), &expected);
    hardware(block.data(), &state);
    ASSERT_EQ(state, expected) << "block " << i;
  }
}

TEST(Sha256Test, KeepsFieldsApart) {
  Sha256 one;
  one.UpdateField("ab");
  one.UpdateField("c");
  Sha256 other;
  other.UpdateField("a");
  other.UpdateField("bc");
  EXPECT_NE(one.FinishHex(), other.FinishHex());
}

TEST(StableHash64Test, StaysTheSameInEveryRelease) {
  EXPECT_EQ(StableHash64(""), 0xefd01f60ba992926U);
  EXPECT_EQ(StableHash64("c-1"), StableHash64("c-1"));
  EXPECT_NE(StableHash64("c-1"), StableHash64("c-2"));
  EXPECT_NE(StableHash64("c-1", 1), StableHash64("c-1", 2));
}

TEST(StableHash64Test, SpreadsShortKeysOverFewWorkers) {
  int first = 0;
  for (int i = 0; i < 1000; ++i) first += StableHash64("c-" + std::to_string(i)) % 2 == 0;
  EXPECT_GT(first, 400);
  EXPECT_LT(first, 600);
}

}  // namespace
}  // namespace mingcha
