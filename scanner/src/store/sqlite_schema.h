// The tables of the store, and how a file of an earlier version becomes one of this version.

#ifndef MINGCHA_STORE_SQLITE_SCHEMA_H_
#define MINGCHA_STORE_SQLITE_SCHEMA_H_

#include <span>

#include "absl/status/status.h"

#include "store/sqlite_database.h"

namespace mingcha {

// Step i makes version i + 1 out of version i; version 0 is an empty file. A step, once released,
// is never changed: a new version is a new step.
std::span<const char* const> SchemaSteps();

// Brings the file to the version that `steps` lead to, in one transaction: all of them or none.
// Errors: FAILED_PRECONDITION, the file is of a newer version, or belongs to another program.
absl::Status MigrateSchema(std::span<const char* const> steps, Database* database);

}  // namespace mingcha

#endif  // MINGCHA_STORE_SQLITE_SCHEMA_H_
