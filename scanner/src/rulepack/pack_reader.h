// Reads pack.yaml, basis.yaml and policy.yaml.

#ifndef MINGCHA_RULEPACK_PACK_READER_H_
#define MINGCHA_RULEPACK_PACK_READER_H_

#include <optional>
#include <string_view>

#include "rulepack/field_reader.h"

namespace mingcha {

void ReadPackFile(const YamlNode& root, PackSource* pack, Reporter& reporter);
void ReadBasisFile(const YamlNode& root, PackSource* pack, Reporter& reporter);
void ReadPolicyFile(const YamlNode& root, PackSource* pack, Reporter& reporter);

// Returns the offset from UTC that "+08:00" or "Asia/Shanghai" means; nullopt for anything else.
std::optional<Duration> ParseUtcOffset(std::string_view time_zone);

}  // namespace mingcha

#endif  // MINGCHA_RULEPACK_PACK_READER_H_
