#include "authoring/mutate/disguise_kind.h"

#include <array>

#include "base/enum_names.h"

namespace mingcha {
namespace {

constexpr std::array<std::string_view, kDisguiseKindCount> kNames = {
    "separators",       "zero-width", "full-width", "traditional", "annotation",
    "latin-look-alike", "enclosed",   "emoji",      "pinyin",      "mixed-pinyin",
    "homophone",        "look-alike", "split",      "initials",    "two-messages"};

}  // namespace

std::string_view ToString(DisguiseKind kind) { return NameOf(kNames, kind); }

std::optional<DisguiseKind> ParseDisguiseKind(std::string_view name) {
  return ValueOf<DisguiseKind>(kNames, name);
}

std::vector<DisguiseKind> AllDisguiseKinds() {
  std::vector<DisguiseKind> kinds;
  for (int i = 0; i < kDisguiseKindCount; ++i) kinds.push_back(static_cast<DisguiseKind>(i));
  return kinds;
}

View UndoneBy(DisguiseKind kind) {
  switch (kind) {
    case DisguiseKind::kZeroWidth:
    case DisguiseKind::kFullWidth:
    case DisguiseKind::kTraditional:
    case DisguiseKind::kAnnotation:
    case DisguiseKind::kLatinLookAlike:
    case DisguiseKind::kEnclosed:
      return View::kFolded;
    case DisguiseKind::kSeparators:
    case DisguiseKind::kEmoji:
      return View::kCompact;
    case DisguiseKind::kLookAlike:
    case DisguiseKind::kSplit:
      return View::kShape;
    case DisguiseKind::kPinyin:
    case DisguiseKind::kMixedPinyin:
    case DisguiseKind::kHomophone:
    case DisguiseKind::kInitials:
      return View::kSound;
    case DisguiseKind::kTwoMessages:
      return View::kJoined;
  }
  return View::kFolded;
}

}  // namespace mingcha
