// Rows of labelled text: JSON Lines with the members id, text, label and speaker.

#ifndef MINGCHA_AUTHORING_EVAL_LABELLED_ROWS_H_
#define MINGCHA_AUTHORING_EVAL_LABELLED_ROWS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mingcha/message.h"

#include "authoring/eval/label_map.h"

namespace mingcha {

struct LabelledRow {
  std::string file;
  uint64_t line = 0;
  std::string id;  // "<file>:<line>" if the row has none.
  std::vector<std::string> labels;
  Message message;  // Sensitive.
};

enum class Half : uint8_t { kAll, kTune, kReport };

std::string_view ToString(Half half);  // "all", "tune", "report"
std::optional<Half> ParseHalf(std::string_view name);

// The half that a row belongs to: tune if the first hex digit of SHA-256(id) is 0 to 7.
Half HalfOf(std::string_view id);

struct RowOptions {
  std::string label_field;  // Empty: the first of label, labels and category that a row has.
  Speaker speaker = Speaker::kAgent;  // Of rows that name none.
};

// Reads one line of `file`. Members: text (required); the labels, one or a list of them (an empty
// list: benign); id; speaker (ours, or one of the map's words; null: none); channel; sent_at;
// attributes. Others are passed over. Returns why it is no row, quoting nothing of it, if it is
// none.
std::variant<LabelledRow, std::string> ParseRow(std::string_view line, const std::string& file,
                                                uint64_t line_number, const RowOptions& options,
                                                const LabelMap& map);

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_EVAL_LABELLED_ROWS_H_
