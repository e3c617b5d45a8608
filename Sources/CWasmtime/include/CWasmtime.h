#ifndef BURHAN_WASMTIME_H
#define BURHAN_WASMTIME_H
// A narrow host for one WebAssembly instance on the Wasmtime runtime, whose shared library is loaded at run time (dlopen). Every value that
// crosses the border is an i32: circom's modules need no more. Nothing here is safe to share between threads.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The runtime's C interface that `wasmtime_library.h` describes: the layout of its values is part of the version.
#define BURHAN_WASMTIME_VERSION "50.0.1"

enum { BURHAN_WASM_TEXT = 512, BURHAN_WASM_ARGUMENTS = 8 };

/// How a step ended. The numbers are stable within a build only.
typedef enum {
    BURHAN_WASM_OK = 0,
    /// The runtime's library is missing or lacks a symbol.
    BURHAN_WASM_NO_RUNTIME = 1,
    /// The bytes are no WebAssembly module that the runtime accepts.
    BURHAN_WASM_INVALID_MODULE = 2,
    /// The module cannot be instantiated: imports, memory above the limit, a fault in its start function.
    BURHAN_WASM_NO_INSTANCE = 3,
    /// The export is missing or has another type.
    BURHAN_WASM_NO_EXPORT = 4,
    /// The module trapped by itself.
    BURHAN_WASM_TRAP = 5,
    /// A host function asked to stop.
    BURHAN_WASM_STOPPED = 6
} burhan_wasm_status;

typedef struct burhan_wasm_instance burhan_wasm_instance;

/// Called when the module calls an imported function: `index` is the function's number in the list given at instantiation. Returns true to
/// go on, false to stop the module.
typedef bool (*burhan_wasm_import)(void *context, size_t index, const int32_t *arguments, size_t count);

/// A function that the host offers, with i32 parameters and no result.
typedef struct {
    const char *module;
    const char *name;
} burhan_wasm_import_name;

/// What a host decides about an instance.
typedef struct {
    /// Bytes that linear memory may take, imported or grown.
    uint64_t memory_limit;
    const burhan_wasm_import_name *imports;
    size_t import_count;
    burhan_wasm_import on_import;
    void *context;
} burhan_wasm_host;

/// Loads the runtime's library once per process; `path` is a file or a bare name for the loader's search.
burhan_wasm_status burhan_wasm_load(const char *path, char error[BURHAN_WASM_TEXT]);

/// Compiles and instantiates one module. A module may import functions of the list, with any number of i32 parameters up to
/// `BURHAN_WASM_ARGUMENTS` and no result, and one memory.
burhan_wasm_status burhan_wasm_instantiate(
    const uint8_t *module, size_t size, const burhan_wasm_host *host, burhan_wasm_instance **instance, char error[BURHAN_WASM_TEXT]);

void burhan_wasm_delete(burhan_wasm_instance *instance);

/// Whether the module exports a function of that name.
bool burhan_wasm_exports(burhan_wasm_instance *instance, const char *name);

/// Calls an exported function of `count` i32 parameters; it must return nothing when `result` is null, and one i32 otherwise.
burhan_wasm_status burhan_wasm_call(
    burhan_wasm_instance *instance, const char *name, const int32_t *arguments, size_t count, int32_t *result,
    char error[BURHAN_WASM_TEXT]);

/// Linear memory: the imported one, or the export named "memory"; null if there is none. Valid until the next call into the module.
uint8_t *burhan_wasm_memory(burhan_wasm_instance *instance, size_t *size);

/// Translates the text format into a module (tests). The caller frees `*module` with free().
burhan_wasm_status burhan_wasm_from_text(
    const char *text, size_t size, uint8_t **module, size_t *module_size, char error[BURHAN_WASM_TEXT]);
#endif
