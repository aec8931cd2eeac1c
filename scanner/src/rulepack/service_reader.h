// Reads calendars (calendar.*.yaml), clocks.yaml and profiles.yaml.

#ifndef MINGCHA_RULEPACK_SERVICE_READER_H_
#define MINGCHA_RULEPACK_SERVICE_READER_H_

#include <string_view>

#include "rulepack/field_reader.h"
#include "rulepack/service_source.h"

namespace mingcha {

// Whether a file of this name is one of them.
bool IsServiceFile(std::string_view name);
void ReadServiceFile(std::string_view name, const YamlNode& root, ServiceSource* service,
                     Reporter& reporter);

void ReadCalendarFile(const YamlNode& root, ServiceSource* service, Reporter& reporter);
void ReadClocksFile(const YamlNode& root, ServiceSource* service, Reporter& reporter);
void ReadProfilesFile(const YamlNode& root, ServiceSource* service, Reporter& reporter);

}  // namespace mingcha

#endif  // MINGCHA_RULEPACK_SERVICE_READER_H_
