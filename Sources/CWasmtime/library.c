#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CWasmtime.h"
#include "wasmtime_library.h"

wt_library wt;

burhan_wasm_status burhan_wasm_load(const char *path, char error[BURHAN_WASM_TEXT]) {
    static bool loaded;
    if (loaded) return BURHAN_WASM_OK;
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL) {
        const char *reason = dlerror();
        snprintf(error, BURHAN_WASM_TEXT, "%s", reason != NULL ? reason : "dlopen failed");
        return BURHAN_WASM_NO_RUNTIME;
    }
    wt_library found;
    // POSIX lets an object pointer of dlsym become a function pointer; the copy avoids the cast that ISO C leaves undefined.
#define WT_FIND(name, result, parameters)                                                                                                   \
    {                                                                                                                                       \
        void *symbol = dlsym(handle, #name);                                                                                                \
        if (symbol == NULL) {                                                                                                               \
            snprintf(error, BURHAN_WASM_TEXT, "%s has no symbol %s; Wasmtime %s is expected", path, #name, BURHAN_WASMTIME_VERSION);        \
            dlclose(handle);                                                                                                                \
            return BURHAN_WASM_NO_RUNTIME;                                                                                                  \
        }                                                                                                                                   \
        memcpy(&found.name, &symbol, sizeof symbol);                                                                                        \
    }
    WT_FUNCTIONS(WT_FIND)
#undef WT_FIND
    wt = found;
    loaded = true;
    return BURHAN_WASM_OK;
}

// The first line of a message that may hold a backtrace after it.
static void take_text(wt_bytes *message, char text[]) {
    size_t count = 0;
    while (count < message->size && count < BURHAN_WASM_TEXT - 1 && message->data[count] != 0) {
        char c = message->data[count];
        text[count++] = c == '\n' || c == '\t' ? ' ' : c;
    }
    text[count] = 0;
    wt.wasm_byte_vec_delete(message);
}

void wt_take_error(wt_opaque *error, char text[]) {
    wt_bytes message;
    wt.wasmtime_error_message(error, &message);
    take_text(&message, text);
    wt.wasmtime_error_delete(error);
}

// What the specification calls the trap, by the runtime's number; null for the host's own.
static const char *trap_name(const wt_opaque *trap) {
    static const char *const names[] = {
        "call stack exhausted", "out of bounds memory access", "unaligned atomic", "out of bounds table access", "uninitialized element",
        "indirect call type mismatch", "integer overflow", "integer divide by zero", "invalid conversion to integer", "unreachable",
    };
    uint8_t code = 0;
    return wt.wasmtime_trap_code(trap, &code) && code < sizeof names / sizeof names[0] ? names[code] : NULL;
}

void wt_take_trap(wt_opaque *trap, char text[]) {
    const char *name = trap_name(trap);
    if (name != NULL) {
        snprintf(text, BURHAN_WASM_TEXT, "%s", name);
        wt.wasm_trap_delete(trap);
        return;
    }
    wt_bytes message;
    wt.wasm_trap_message(trap, &message);
    take_text(&message, text);
    wt.wasm_trap_delete(trap);
}

burhan_wasm_status burhan_wasm_from_text(
    const char *text, size_t size, uint8_t **module, size_t *module_size, char error[BURHAN_WASM_TEXT]) {
    wt_bytes bytes;
    wt_opaque *fault = wt.wasmtime_wat2wasm(text, size, &bytes);
    if (fault != NULL) {
        wt_take_error(fault, error);
        return BURHAN_WASM_INVALID_MODULE;
    }
    *module = malloc(bytes.size);
    *module_size = bytes.size;
    if (*module != NULL) memcpy(*module, bytes.data, bytes.size);
    wt.wasm_byte_vec_delete(&bytes);
    return *module != NULL ? BURHAN_WASM_OK : BURHAN_WASM_NO_INSTANCE;
}
