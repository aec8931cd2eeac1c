// The folder that a rescan writes: everything stands in it, or nothing of the run does.

#ifndef MINGCHA_CLI_RESULT_FOLDER_H_
#define MINGCHA_CLI_RESULT_FOLDER_H_

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/line_writer.h"

namespace mingcha::cli {

// Results are written in a hidden folder inside, and moved out of it by Publish, summary.json last:
// a folder with a summary.json is whole. What an earlier run left behind when it was killed is
// removed.
class ResultFolder {
 public:
  // Makes the folder if it is not there.
  // Errors: ALREADY_EXISTS: it holds results, and `force` does not say to replace them.
  // UNAVAILABLE: it cannot be written, or another run is writing to it.
  static absl::StatusOr<std::unique_ptr<ResultFolder>> Open(const std::filesystem::path& folder,
                                                            bool force);
  // Removes what was not published.
  ~ResultFolder();
  ResultFolder(const ResultFolder&) = delete;
  ResultFolder& operator=(const ResultFolder&) = delete;

  // Where a result is written until it is published; also the place for what is only needed
  // meanwhile.
  std::filesystem::path Unpublished(const std::string& name) const { return work_ / name; }
  absl::StatusOr<LineWriter> Create(const std::string& name) const;

  // Moves the results out. All must have been closed. Errors: UNAVAILABLE.
  absl::Status Publish();

 private:
  ResultFolder(std::filesystem::path folder, int lock);

  std::filesystem::path folder_;
  std::filesystem::path work_;
  int lock_;  // File descriptor of the folder, locked while this run goes on.
};

// The results of a rescan, in the order in which they are published.
inline constexpr const char* kFindingsFile = "findings.jsonl";
inline constexpr const char* kTicketsFile = "tickets.jsonl";
inline constexpr const char* kSkippedFile = "skipped.jsonl";
inline constexpr const char* kMeasuresFile = "measures.json";
inline constexpr const char* kSummaryFile = "summary.json";

}  // namespace mingcha::cli

#endif  // MINGCHA_CLI_RESULT_FOLDER_H_
