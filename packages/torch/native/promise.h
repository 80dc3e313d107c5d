// Work that waits for other processes, in a thread of its own, and the promise that JavaScript has of it.
#pragma once

#include "addon.h"

#include <functional>

namespace refvlm {

/** Makes what a promise resolves to, on the JavaScript thread. */
using Settle = std::function<napi_value(napi_env, Instance&)>;

/**
 * Runs `work` in a thread of its own and gives a promise of what its result makes; an exception rejects it. libuv's pool is
 * not used: the process would wait for it at its end, and there other work would wait for ours.
 */
napi_value promiseOf(Call& call, std::function<Settle()> work);

}  // namespace refvlm
