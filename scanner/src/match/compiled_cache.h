// Keeps compiled databases in a folder, from one process to the next: compiling takes seconds,
// reading milliseconds.
//
// Nothing depends on it. What is not there, or cannot be trusted, is made anew; a folder that
// cannot be used is passed over.

#ifndef MINGCHA_MATCH_COMPILED_CACHE_H_
#define MINGCHA_MATCH_COMPILED_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "match/large_memory.h"

namespace mingcha {

// One file for each key, which is written aside, flushed to the disk and then renamed, so that it
// is whole or not there. Used by many threads and processes at once.
class CompiledCache {
 public:
  // What was kept.
  class Bytes {
   public:
    Bytes(LargeBytes file, size_t begin, size_t end)
        : file_(std::move(file)), begin_(begin), end_(end) {}
    std::string_view view() const { return {file_.get() + begin_, end_ - begin_}; }

   private:
    LargeBytes file_;
    size_t begin_;
    size_t end_;
  };

  // `folder` is made when something is first kept, with rights for its owner only. A folder of
  // somebody else, or one that others may write to, is neither read nor written.
  CompiledCache(std::filesystem::path folder, uint64_t max_bytes)
      : folder_(std::move(folder)), max_bytes_(max_bytes) {}

  // Returns what was kept under `key` (letters and digits), and marks it as used; nullopt if there
  // is nothing, or nothing that can be trusted: a file that is torn, damaged, of another format, of
  // another key, or that somebody else wrote. Such a file is logged and taken away.
  std::optional<Bytes> Find(std::string_view key) const;

  // Keeps `bytes`. Then takes away what was not used for longest until all
  // files together have at most `max_bytes`; what is larger by itself is not kept.
  void Keep(std::string_view key, std::string_view bytes) const;

  // Returns the keys that begin with `prefix`, those that were used last in front.
  std::vector<std::string> Recent(std::string_view prefix) const;

  // Takes away what proved to be useless after all.
  void Forget(std::string_view key) const;

  // $XDG_CACHE_HOME/mingcha, or $HOME/.cache/mingcha; empty if neither is set to an absolute path.
  static std::filesystem::path DefaultFolder();

 private:
  std::filesystem::path folder_;
  uint64_t max_bytes_;
};

}  // namespace mingcha

#endif  // MINGCHA_MATCH_COMPILED_CACHE_H_
