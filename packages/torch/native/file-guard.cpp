// The guard of mapped files: a handler of SIGBUS that knows their regions and leaves every other fault to whoever had it.
#include "file-guard.h"

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <mutex>
#include <stdexcept>

namespace refvlm {

// Regions are reused and never freed: the handler may walk the list at any time, on any thread, without a lock.
struct GuardedRegion {
  std::atomic<uintptr_t> begin{0};  // 0: free
  std::atomic<uintptr_t> end{0};
  std::atomic<bool> torn{false};
  std::string path;  // never read by the handler
  GuardedRegion* next = nullptr;
};

namespace {

std::atomic<GuardedRegion*> regions{nullptr};
std::atomic<int> tornRegions{0};
std::atomic<uint64_t> tears{0};
std::mutex registration;
struct sigaction previous;
uintptr_t pageSize = 0;

bool replaceByZeros(GuardedRegion& region, uintptr_t address) {
  const uintptr_t page = address & ~(pageSize - 1);
  const uintptr_t end = (region.end.load() + pageSize - 1) & ~(pageSize - 1);
  // Other threads may fault on the same pages: each puts the same zeros there.
  void* zeros = mmap(reinterpret_cast<void*>(page), end - page, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  if (zeros == MAP_FAILED) return false;
  if (!region.torn.exchange(true)) tornRegions.fetch_add(1);
  tears.fetch_add(1);
  return true;
}

void onBusError(int signal, siginfo_t* info, void* context) {
  const int savedErrno = errno;
  const auto address = reinterpret_cast<uintptr_t>(info->si_addr);
  for (GuardedRegion* region = regions.load(); region != nullptr; region = region->next) {
    const uintptr_t begin = region->begin.load();
    if (begin == 0 || address < begin || address >= region->end.load()) continue;
    if (!replaceByZeros(*region, address)) break;
    errno = savedErrno;
    return;
  }
  if ((previous.sa_flags & SA_SIGINFO) != 0) {
    previous.sa_sigaction(signal, info, context);
  } else if (previous.sa_handler != SIG_DFL && previous.sa_handler != SIG_IGN) {
    previous.sa_handler(signal);
  } else {
    sigaction(SIGBUS, &previous, nullptr);  // the instruction faults again, and ends the process as it would have
  }
  errno = savedErrno;
}

void installOnce() {
  static std::once_flag once;
  std::call_once(once, [] {
    pageSize = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
    struct sigaction action {};
    action.sa_sigaction = onBusError;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    sigaction(SIGBUS, &action, &previous);
  });
}

}  // namespace

GuardedRegion* guardMapping(void* data, size_t size, const std::string& path) {
  installOnce();
  std::lock_guard<std::mutex> lock(registration);
  GuardedRegion* region = regions.load();
  while (region != nullptr && region->begin.load() != 0) region = region->next;
  if (region == nullptr) {
    region = new GuardedRegion();
    region->next = regions.load();
    regions.store(region);
  }
  region->path = path;
  region->torn = false;
  region->end = reinterpret_cast<uintptr_t>(data) + size;
  region->begin = reinterpret_cast<uintptr_t>(data);
  return region;
}

void releaseMapping(GuardedRegion* region) {
  std::lock_guard<std::mutex> lock(registration);
  region->begin = 0;
  if (region->torn.exchange(false)) tornRegions.fetch_sub(1);
}

static void requireIntact(uintptr_t begin, uintptr_t end) {
  std::lock_guard<std::mutex> lock(registration);
  for (const GuardedRegion* region = regions.load(); region != nullptr; region = region->next) {
    if (!region->torn.load() || region->begin.load() >= end || region->end.load() <= begin) continue;
    throw std::runtime_error(region->path + " was cut short while tensors look at it: their values are lost; " +
                             "dispose them and read the whole file again");
  }
}

void requireIntactMemory(const void* memory) {
  if (tornRegions.load(std::memory_order_relaxed) == 0 || memory == nullptr) return;
  requireIntact(reinterpret_cast<uintptr_t>(memory), reinterpret_cast<uintptr_t>(memory) + 1);
}

void requireIntactFiles() {
  if (tornRegions.load(std::memory_order_relaxed) != 0) requireIntact(0, UINTPTR_MAX);
}

uint64_t tearsSoFar() { return tears.load(std::memory_order_relaxed); }

void requireNoTearSince(uint64_t before) {
  if (tears.load(std::memory_order_relaxed) != before) requireIntact(0, UINTPTR_MAX);
}

}  // namespace refvlm
