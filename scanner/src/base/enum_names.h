// One table a vocabulary enum: its names, in the order of its values.

#ifndef MINGCHA_BASE_ENUM_NAMES_H_
#define MINGCHA_BASE_ENUM_NAMES_H_

#include <array>
#include <optional>
#include <string_view>

namespace mingcha {

template <typename Enum, size_t kSize>
std::string_view NameOf(const std::array<std::string_view, kSize>& names, Enum value) {
  return names.at(static_cast<size_t>(value));
}

template <typename Enum, size_t kSize>
std::optional<Enum> ValueOf(const std::array<std::string_view, kSize>& names,
                            std::string_view name) {
  for (size_t i = 0; i < kSize; ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace mingcha

#endif  // MINGCHA_BASE_ENUM_NAMES_H_
