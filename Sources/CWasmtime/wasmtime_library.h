#ifndef BURHAN_WASMTIME_LIBRARY_H
#define BURHAN_WASMTIME_LIBRARY_H
// The part of Wasmtime's C interface that the host uses, as types and one table of function pointers.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct wt_opaque wt_opaque;

typedef struct {
    size_t size;
    char *data;
} wt_bytes;

/// A vector of pointers to types (imports, exports, value types).
typedef struct {
    size_t size;
    wt_opaque **data;
} wt_types;

enum { WT_EXTERN_FUNCTION = 0, WT_EXTERN_MEMORY = 3, WT_I32 = 0, WT_OPTIMISE_SPEED = 1 };

typedef struct {
    uint64_t store;
    void *index;
} wt_function;

typedef struct {
    struct {
        uint64_t store;
        uint32_t index;
    } in;
    uint32_t index;
} wt_memory;

typedef struct {
    uint64_t store;
    size_t index;
} wt_instance;

typedef struct {
    uint8_t kind;
    union {
        wt_function function;
        wt_memory memory;
        uint64_t other[3];
    } of;
} wt_extern;

typedef struct {
    uint8_t kind;
    union {
        int32_t i32;
        uint64_t other[3];
    } of;
} wt_value;

_Static_assert(sizeof(wt_extern) == 32 && sizeof(wt_value) == 32 && sizeof(wt_memory) == 24, "layout of the runtime's values");

typedef wt_opaque *(*wt_callback)(void *environment, wt_opaque *caller, const wt_value *arguments, size_t count, wt_value *results,
                                  size_t result_count);

// name, result, parameters
#define WT_FUNCTIONS(F)                                                                                                                     \
    F(wasm_config_new, wt_opaque *, (void))                                                                                                 \
    F(wasm_engine_new_with_config, wt_opaque *, (wt_opaque *))                                                                              \
    F(wasm_engine_delete, void, (wt_opaque *))                                                                                              \
    F(wasmtime_config_parallel_compilation_set, void, (wt_opaque *, bool))                                                                  \
    F(wasmtime_config_cranelift_opt_level_set, void, (wt_opaque *, uint8_t))                                                                \
    F(wasmtime_config_max_wasm_stack_set, void, (wt_opaque *, size_t))                                                                      \
    F(wasmtime_config_wasm_memory64_set, void, (wt_opaque *, bool))                                                                         \
    F(wasmtime_config_memory_init_cow_set, void, (wt_opaque *, bool))                                                                       \
    F(wasmtime_store_new, wt_opaque *, (wt_opaque *, void *, void (*)(void *)))                                                             \
    F(wasmtime_store_delete, void, (wt_opaque *))                                                                                           \
    F(wasmtime_store_context, wt_opaque *, (wt_opaque *))                                                                                   \
    F(wasmtime_store_limiter, void, (wt_opaque *, int64_t, int64_t, int64_t, int64_t, int64_t))                                             \
    F(wasmtime_module_new, wt_opaque *, (wt_opaque *, const uint8_t *, size_t, wt_opaque **))                                               \
    F(wasmtime_module_delete, void, (wt_opaque *))                                                                                          \
    F(wasmtime_module_imports, void, (wt_opaque *, wt_types *))                                                                             \
    F(wasm_importtype_vec_delete, void, (wt_types *))                                                                                       \
    F(wasm_importtype_module, const wt_bytes *, (const wt_opaque *))                                                                        \
    F(wasm_importtype_name, const wt_bytes *, (const wt_opaque *))                                                                          \
    F(wasm_importtype_type, const wt_opaque *, (const wt_opaque *))                                                                         \
    F(wasm_externtype_kind, uint8_t, (const wt_opaque *))                                                                                   \
    F(wasm_externtype_as_functype_const, const wt_opaque *, (const wt_opaque *))                                                            \
    F(wasm_externtype_as_memorytype_const, const wt_opaque *, (const wt_opaque *))                                                          \
    F(wasm_functype_params, const wt_types *, (const wt_opaque *))                                                                          \
    F(wasm_functype_results, const wt_types *, (const wt_opaque *))                                                                         \
    F(wasm_functype_delete, void, (wt_opaque *))                                                                                            \
    F(wasm_valtype_kind, uint8_t, (const wt_opaque *))                                                                                      \
    F(wasmtime_memorytype_minimum, uint64_t, (const wt_opaque *))                                                                           \
    F(wasmtime_memorytype_maximum, bool, (const wt_opaque *, uint64_t *))                                                                   \
    F(wasmtime_memorytype_new, wt_opaque *, (uint64_t, bool, uint64_t, bool, bool, uint8_t, wt_opaque **))                                  \
    F(wasm_memorytype_delete, void, (wt_opaque *))                                                                                          \
    F(wasmtime_memory_new, wt_opaque *, (wt_opaque *, const wt_opaque *, wt_memory *))                                                      \
    F(wasmtime_memory_data, uint8_t *, (const wt_opaque *, const wt_memory *))                                                              \
    F(wasmtime_memory_data_size, size_t, (const wt_opaque *, const wt_memory *))                                                            \
    F(wasmtime_func_new, void, (wt_opaque *, const wt_opaque *, wt_callback, void *, void (*)(void *), wt_function *))                      \
    F(wasmtime_func_type, wt_opaque *, (const wt_opaque *, const wt_function *))                                                            \
    F(wasmtime_func_call, wt_opaque *,                                                                                                      \
      (wt_opaque *, const wt_function *, const wt_value *, size_t, wt_value *, size_t, wt_opaque **))                                       \
    F(wasmtime_caller_context, wt_opaque *, (wt_opaque *))                                                                                  \
    F(wasmtime_instance_new, wt_opaque *, (wt_opaque *, const wt_opaque *, const wt_extern *, size_t, wt_instance *, wt_opaque **))         \
    F(wasmtime_instance_export_get, bool, (wt_opaque *, const wt_instance *, const char *, size_t, wt_extern *))                            \
    F(wasmtime_extern_delete, void, (wt_extern *))                                                                                          \
    F(wasmtime_error_message, void, (const wt_opaque *, wt_bytes *))                                                                        \
    F(wasmtime_error_delete, void, (wt_opaque *))                                                                                           \
    F(wasmtime_trap_new, wt_opaque *, (const char *, size_t))                                                                               \
    F(wasmtime_trap_code, bool, (const wt_opaque *, uint8_t *))                                                                             \
    F(wasm_trap_message, void, (const wt_opaque *, wt_bytes *))                                                                             \
    F(wasm_trap_delete, void, (wt_opaque *))                                                                                                \
    F(wasm_byte_vec_delete, void, (wt_bytes *))                                                                                             \
    F(wasmtime_wat2wasm, wt_opaque *, (const char *, size_t, wt_bytes *))

typedef struct {
#define WT_POINTER(name, result, parameters) result(*name) parameters;
    WT_FUNCTIONS(WT_POINTER)
#undef WT_POINTER
} wt_library;

/// The loaded library; all null before `burhan_wasm_load` succeeded.
extern wt_library wt;

/// Writes the message of an error or trap, on one line, and frees it.
void wt_take_error(wt_opaque *error, char text[]);
void wt_take_trap(wt_opaque *trap, char text[]);
#endif
