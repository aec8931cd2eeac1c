// The kinds of disguise that `rules mutate` makes, and which view undoes each.

#ifndef MINGCHA_AUTHORING_MUTATE_DISGUISE_KIND_H_
#define MINGCHA_AUTHORING_MUTATE_DISGUISE_KIND_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "mingcha/finding.h"

namespace mingcha {

enum class DisguiseKind : uint8_t {
  kSeparators,      // 保*本, 保 本
  kZeroWidth,       // 保<U+200B>本
  kFullWidth,       // ｖｘ
  kTraditional,     // 保證
  kAnnotation,      // 保(bǎo)本
  kLatinLookAlike,  // vх, with a Cyrillic letter
  kEnclosed,        // ⓥⓧ, ㊎
  kEmoji,           // 保😊本
  kPinyin,          // baoben
  kMixedPinyin,     // bao本
  kHomophone,       // 葆本
  kLookAlike,       // 保夲
  kSplit,           // 亻呆本
  kInitials,        // bbbx
  kTwoMessages,     // 保 | 本, sent as two messages
};
inline constexpr int kDisguiseKindCount = 15;

std::string_view ToString(DisguiseKind kind);  // "zero-width"
std::optional<DisguiseKind> ParseDisguiseKind(std::string_view name);
// All, in the order of their values.
std::vector<DisguiseKind> AllDisguiseKinds();

// The view that undoes the kind: a pattern that is not matched in it has not opted in.
View UndoneBy(DisguiseKind kind);

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_MUTATE_DISGUISE_KIND_H_
