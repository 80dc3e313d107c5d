// Keeps a mapped file that somebody cuts short from killing the process.
#pragma once

#include <cstddef>
#include <string>

namespace refvlm {

struct GuardedRegion;

/**
 * Watches a mapping. Touching a page behind the end of a file that was cut short raises SIGBUS. The guard then puts zeros
 * under the rest of the mapping and remembers the file for as long as the mapping exists.
 */
GuardedRegion* guardMapping(void* data, size_t size, const std::string& path);
void releaseMapping(GuardedRegion* region);

}  // namespace refvlm
