// What a fuzz target is linked with where there is no engine: runs it on each file named, and on
// each file of each folder named, in the order of their names. Options are an engine's and are let
// pass. Exit status 0 when the target came back from all of them, 1 when there were none.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using std::filesystem::path;

std::vector<path> files_of(int count, char** arguments) {
  std::vector<path> files;
  for (int at = 1; at < count; ++at) {
    const std::string argument = arguments[at];
    if (argument.starts_with('-')) continue;
    if (!std::filesystem::is_directory(argument)) {
      files.emplace_back(argument);
      continue;
    }
    for (const auto& entry : std::filesystem::directory_iterator(argument)) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

bool replay(const path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    std::fprintf(stderr, "%s cannot be read\n", file.c_str());
    return false;
  }
  // A copy of exactly its size, so that a sanitizer sees the first octet read too many.
  const std::vector<char> read{std::istreambuf_iterator<char>(stream), {}};
  const std::vector<std::uint8_t> octets(read.begin(), read.end());
  // A target that does not come back should have been named before.
  std::printf("%s, %zu octets\n", file.c_str(), octets.size());
  std::fflush(stdout);
  LLVMFuzzerTestOneInput(octets.data(), octets.size());
  return true;
}

}  // namespace

int main(int count, char** arguments) {
  const std::vector<path> files = files_of(count, arguments);
  if (files.empty()) {
    std::fprintf(stderr, "usage: %s FILE|FOLDER...\n", arguments[0]);
    return 1;
  }
  bool all_read = true;
  for (const path& file : files) all_read = replay(file) && all_read;
  return all_read ? 0 : 1;
}
