// mingcha_generate_tables [FILE]: writes the tables of the folded view to FILE, or to stdout.

#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>

#include "normalize/generate/reference_fold.h"
#include "normalize/generate/table_writer.h"

int main(int argc, char** argv) {
  if (argc > 2) {
    std::fputs("usage: mingcha_generate_tables [FILE]\n", stderr);
    return 2;
  }
  const std::string table = mingcha::RenderFoldTable(mingcha::ReferenceFold());
  if (argc == 1) {
    std::cout << table;
    return std::cout.flush() ? 0 : 4;
  }
  std::ofstream file(argv[1], std::ios::binary);
  file << table;
  file.close();
  if (!file) std::fprintf(stderr, "%s: cannot be written\n", argv[1]);
  return file ? 0 : 4;
}
