// Makes the compressed files that tests read.

#ifndef MINGCHA_TESTS_UNIT_ARCHIVE_COMPRESS_H_
#define MINGCHA_TESTS_UNIT_ARCHIVE_COMPRESS_H_

#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

namespace mingcha::testing {

// One gzip member.
inline std::string Gzip(std::string_view text) {
  z_stream deflater = {};
  EXPECT_EQ(deflateInit2(&deflater, Z_BEST_SPEED, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY),
            Z_OK);
  std::string compressed(deflateBound(&deflater, text.size()) + 64, '\0');
  deflater.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  deflater.avail_in = static_cast<uInt>(text.size());
  deflater.next_out = reinterpret_cast<Bytef*>(compressed.data());
  deflater.avail_out = static_cast<uInt>(compressed.size());
  EXPECT_EQ(deflate(&deflater, Z_FINISH), Z_STREAM_END);
  compressed.resize(deflater.total_out);
  deflateEnd(&deflater);
  return compressed;
}

// One zstd frame, with a checksum.
inline std::string Zstd(std::string_view text) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  std::string compressed(ZSTD_compressBound(text.size()), '\0');
  const size_t size =
      ZSTD_compress2(context, compressed.data(), compressed.size(), text.data(), text.size());
  ZSTD_freeCCtx(context);
  EXPECT_EQ(ZSTD_isError(size), 0U);
  compressed.resize(size);
  return compressed;
}

}  // namespace mingcha::testing

#endif  // MINGCHA_TESTS_UNIT_ARCHIVE_COMPRESS_H_
