// Once it has seen texts of the kind, a Normalizer makes their views without allocating.

#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <unicode/uclean.h>

#include "generated_text.h"
#include "normalize/normalizer.h"

namespace {

// Of this process, which has one thread.
size_t g_allocations = 0;

void* Allocate(size_t size) {
  ++g_allocations;
  return std::malloc(size == 0 ? 1 : size);
}

// Apart, so that no compiler sees memory of operator new go to free.
[[gnu::noinline]] void Release(void* memory) { std::free(memory); }

void* AllocateForIcu(const void* /*context*/, size_t size) { return Allocate(size); }
void* ReallocateForIcu(const void* /*context*/, void* old, size_t size) {
  ++g_allocations;
  return std::realloc(old, size);
}
void FreeForIcu(const void* /*context*/, void* memory) { Release(memory); }

}  // namespace

// The forms for arrays call these; no type here is over-aligned.
void* operator new(size_t size) {
  if (void* const memory = Allocate(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { Release(memory); }
void operator delete(void* memory, size_t /*size*/) noexcept { Release(memory); }

namespace mingcha {
namespace {

using testing::GeneratedText;

class AllocationTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    UErrorCode status = U_ZERO_ERROR;
    u_setMemoryFunctions(nullptr, AllocateForIcu, ReallocateForIcu, FreeForIcu, &status);
    ASSERT_TRUE(U_SUCCESS(status));
  }

  // How many allocations all views of `text` cost.
  size_t Count(const std::string& text) {
    const size_t before = g_allocations;
    normalizer_.SetText(text);
    for (const View view : {View::kCompact, View::kShape, View::kSound}) {
      const NormalizedText& made = normalizer_.view(view);
      normalizer_.Differs(view);
      if (made.text.size() < 3) continue;
      normalizer_.FoldedToOriginal(
          normalizer_.ToFolded(view, {0, static_cast<uint32_t>(made.text.size())}));
    }
    return g_allocations - before;
  }

  void ExpectNoneOnTheSecondPass(const std::vector<std::string>& texts) {
    size_t first_pass = 0;
    for (const std::string& text : texts) first_pass += Count(text);
    EXPECT_GT(first_pass, 0U) << "the counter counts nothing";
    for (const std::string& text : texts) ASSERT_EQ(Count(text), 0U) << text;
  }

  Normalizer normalizer_;
};

TEST_F(AllocationTest, MakesViewsOfChatWithoutAllocating) {
  std::vector<std::string> texts = {
      "您好，请问您要咨询什么业务呢？",
      "這款產品預計明天到賬，訂單號碼 8821。",
      "iPhone用户请点击 https://example.com/help 查看，App版本3.5.2",
      "加VX、+v、薇❤、扣扣、xi an，bao ben bao xi",
      "亻呆本、保夲，1️⃣3️⃣8️⃣ 👨\u200d👩\u200d👧",
      ""};
  texts.push_back(texts[0] + texts[1] + texts[2] + texts[3] + texts[4]);
  ExpectNoneOnTheSecondPass(texts);
}

TEST_F(AllocationTest, MakesViewsOfDisguisesWithoutAllocating) {
  GeneratedText random(20261123);
  std::vector<std::string> texts;
  for (int i = 0; i < 2000; ++i) texts.push_back(random.Disguised(20));
  ExpectNoneOnTheSecondPass(texts);
}

TEST_F(AllocationTest, MakesViewsOfAnyBytesWithoutAllocating) {
  GeneratedText random(7);
  std::vector<std::string> texts;
  for (int i = 0; i < 2000; ++i) texts.push_back(random.Bytes(60));
  ExpectNoneOnTheSecondPass(texts);
}

TEST_F(AllocationTest, MakesViewsOfManyMarksWithoutAllocating) {
  std::string marks = "e";
  for (int i = 0; i < 100; ++i) marks += "\u0301\u0323\u0345";
  std::string jamo;
  for (int i = 0; i < 100; ++i) jamo += "\u1100\u1161\u11a8\u0e47";
  ExpectNoneOnTheSecondPass({marks, jamo, marks + jamo});
}

}  // namespace
}  // namespace mingcha
