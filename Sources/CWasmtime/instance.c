#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CWasmtime.h"
#include "wasmtime_library.h"

enum { PAGE = 65536, STACK = 1 << 20, INSTANCES = 1, TABLES = 4, TABLE_ELEMENTS = 1 << 20, MEMORIES = 1, IMPORTS = 64 };

// What an imported function needs to find its host.
typedef struct {
    struct burhan_wasm_instance *instance;
    size_t index;
} imported;

struct burhan_wasm_instance {
    burhan_wasm_host host;
    wt_opaque *engine, *store, *context, *module;
    wt_instance instance;
    wt_memory memory;
    bool has_memory, stopped;
    imported functions[IMPORTS];
};

static wt_opaque *on_call(
    void *environment, wt_opaque *caller, const wt_value *arguments, size_t count, wt_value *results, size_t result_count) {
    (void)results, (void)result_count;
    const imported *function = environment;
    burhan_wasm_instance *self = function->instance;
    int32_t values[BURHAN_WASM_ARGUMENTS];
    for (size_t i = 0; i < count; i++) values[i] = arguments[i].of.i32;
    // The host may call into the module again, through the caller's context.
    wt_opaque *outer = self->context;
    self->context = wt.wasmtime_caller_context(caller);
    const bool go_on = self->host.on_import(self->host.context, function->index, values, count);
    self->context = outer;
    if (go_on) return NULL;
    self->stopped = true;
    return wt.wasmtime_trap_new("stopped by the host", 19);
}

static bool equals(const wt_bytes *name, const char *text) {
    return name->size == strlen(text) && memcmp(name->data, text, name->size) == 0;
}

static bool is_i32_function(const wt_opaque *type, size_t parameters_at_most) {
    const wt_types *parameters = wt.wasm_functype_params(type);
    for (size_t i = 0; i < parameters->size; i++)
        if (wt.wasm_valtype_kind(parameters->data[i]) != WT_I32) return false;
    return parameters->size <= parameters_at_most;
}

static burhan_wasm_status make_memory(burhan_wasm_instance *self, const wt_opaque *wanted, char error[]) {
    const uint64_t limit = self->host.memory_limit / PAGE;
    const uint64_t minimum = wt.wasmtime_memorytype_minimum(wanted);
    uint64_t pages = limit, maximum = 0;
    if (wt.wasmtime_memorytype_maximum(wanted, &maximum) && maximum < pages) pages = maximum;
    if (pages > 65535) pages = 65535;
    if (self->has_memory || minimum > limit) {
        snprintf(error, BURHAN_WASM_TEXT, self->has_memory ? "more than one memory is imported" : "memory of %llu pages is imported, above the limit of %llu",
                 (unsigned long long)minimum, (unsigned long long)limit);
        return BURHAN_WASM_NO_INSTANCE;
    }
    // Modules that import their memory never grow it: they take all of it at once. Untouched pages cost nothing.
    wt_opaque *type = NULL;
    wt_opaque *fault = wt.wasmtime_memorytype_new(pages, true, pages > maximum && maximum > 0 ? maximum : pages, false, false, 16, &type);
    if (fault == NULL) {
        fault = wt.wasmtime_memory_new(self->context, type, &self->memory);
        wt.wasm_memorytype_delete(type);
    }
    if (fault != NULL) {
        wt_take_error(fault, error);
        return BURHAN_WASM_NO_INSTANCE;
    }
    self->has_memory = true;
    return BURHAN_WASM_OK;
}

static burhan_wasm_status resolve(burhan_wasm_instance *self, const wt_opaque *import, size_t at, wt_extern *out, char error[]) {
    const wt_bytes *module = wt.wasm_importtype_module(import), *name = wt.wasm_importtype_name(import);
    const wt_opaque *type = wt.wasm_importtype_type(import);
    const uint8_t kind = wt.wasm_externtype_kind(type);
    if (kind == WT_EXTERN_MEMORY) {
        burhan_wasm_status status = make_memory(self, wt.wasm_externtype_as_memorytype_const(type), error);
        out->kind = WT_EXTERN_MEMORY;
        out->of.memory = self->memory;
        return status;
    }
    for (size_t i = 0; kind == WT_EXTERN_FUNCTION && i < self->host.import_count; i++) {
        if (!equals(module, self->host.imports[i].module) || !equals(name, self->host.imports[i].name)) continue;
        const wt_opaque *function = wt.wasm_externtype_as_functype_const(type);
        if (!is_i32_function(function, BURHAN_WASM_ARGUMENTS) || wt.wasm_functype_results(function)->size != 0) break;
        self->functions[at] = (imported){self, i};
        out->kind = WT_EXTERN_FUNCTION;
        wt.wasmtime_func_new(self->context, function, on_call, &self->functions[at], NULL, &out->of.function);
        return BURHAN_WASM_OK;
    }
    snprintf(error, BURHAN_WASM_TEXT, "it imports %.*s.%.*s, which no circom module needs in this form", (int)(module->size & 63),
             module->data, (int)(name->size & 63), name->data);
    return BURHAN_WASM_NO_INSTANCE;
}

static burhan_wasm_status link_and_start(burhan_wasm_instance *self, char error[]) {
    wt_types imports;
    wt_extern externs[IMPORTS];
    wt.wasmtime_module_imports(self->module, &imports);
    burhan_wasm_status status = BURHAN_WASM_OK;
    if (imports.size > IMPORTS) {
        snprintf(error, BURHAN_WASM_TEXT, "it has %zu imports; at most %d are expected", imports.size, IMPORTS);
        status = BURHAN_WASM_NO_INSTANCE;
    }
    for (size_t i = 0; status == BURHAN_WASM_OK && i < imports.size; i++) status = resolve(self, imports.data[i], i, &externs[i], error);
    if (status == BURHAN_WASM_OK) {
        wt_opaque *trap = NULL;
        wt_opaque *fault = wt.wasmtime_instance_new(self->context, self->module, externs, imports.size, &self->instance, &trap);
        if (fault != NULL) wt_take_error(fault, error);
        if (trap != NULL) wt_take_trap(trap, error);
        if (fault != NULL || trap != NULL) status = BURHAN_WASM_NO_INSTANCE;
    }
    wt.wasm_importtype_vec_delete(&imports);
    wt_extern exported;
    if (status == BURHAN_WASM_OK && !self->has_memory
        && wt.wasmtime_instance_export_get(self->context, &self->instance, "memory", 6, &exported)) {
        if (exported.kind == WT_EXTERN_MEMORY) {
            self->memory = exported.of.memory;
            self->has_memory = true;
        } else {
            wt.wasmtime_extern_delete(&exported);
        }
    }
    return status;
}

burhan_wasm_status burhan_wasm_instantiate(
    const uint8_t *module, size_t size, const burhan_wasm_host *host, burhan_wasm_instance **instance, char error[BURHAN_WASM_TEXT]) {
    burhan_wasm_instance *self = calloc(1, sizeof *self);
    wt_opaque *config = wt.wasm_config_new();
    if (self == NULL || config == NULL) {
        free(self);
        snprintf(error, BURHAN_WASM_TEXT, "no memory");
        return BURHAN_WASM_NO_INSTANCE;
    }
    self->host = *host;
    // One thread only, so that a sandbox may forbid new ones.
    wt.wasmtime_config_parallel_compilation_set(config, false);
    wt.wasmtime_config_cranelift_opt_level_set(config, WT_OPTIMISE_SPEED);
    wt.wasmtime_config_max_wasm_stack_set(config, STACK);
    wt.wasmtime_config_wasm_memory64_set(config, false);
    // Images of memory would need a new descriptor each, which a sandbox may forbid, too.
    wt.wasmtime_config_memory_init_cow_set(config, false);
    self->engine = wt.wasm_engine_new_with_config(config);
    self->store = wt.wasmtime_store_new(self->engine, NULL, NULL);
    self->context = wt.wasmtime_store_context(self->store);
    const int64_t limit = host->memory_limit > INT64_MAX ? INT64_MAX : (int64_t)host->memory_limit;
    wt.wasmtime_store_limiter(self->store, limit, TABLE_ELEMENTS, INSTANCES, TABLES, MEMORIES);
    burhan_wasm_status status = BURHAN_WASM_OK;
    wt_opaque *fault = wt.wasmtime_module_new(self->engine, module, size, &self->module);
    if (fault != NULL) {
        wt_take_error(fault, error);
        self->module = NULL;
        status = BURHAN_WASM_INVALID_MODULE;
    } else {
        status = link_and_start(self, error);
    }
    if (status == BURHAN_WASM_OK) {
        *instance = self;
    } else {
        burhan_wasm_delete(self);
    }
    return status;
}

void burhan_wasm_delete(burhan_wasm_instance *self) {
    if (self->module != NULL) wt.wasmtime_module_delete(self->module);
    wt.wasmtime_store_delete(self->store);
    wt.wasm_engine_delete(self->engine);
    free(self);
}

static bool find_function(burhan_wasm_instance *self, const char *name, wt_function *function) {
    wt_extern exported;
    if (!wt.wasmtime_instance_export_get(self->context, &self->instance, name, strlen(name), &exported)) return false;
    if (exported.kind == WT_EXTERN_FUNCTION) {
        *function = exported.of.function;
        return true;
    }
    wt.wasmtime_extern_delete(&exported);
    return false;
}

bool burhan_wasm_exports(burhan_wasm_instance *self, const char *name) {
    wt_function function;
    return find_function(self, name, &function);
}

burhan_wasm_status burhan_wasm_call(
    burhan_wasm_instance *self, const char *name, const int32_t *arguments, size_t count, int32_t *result,
    char error[BURHAN_WASM_TEXT]) {
    wt_function function;
    if (!find_function(self, name, &function)) {
        snprintf(error, BURHAN_WASM_TEXT, "the function is not exported");
        return BURHAN_WASM_NO_EXPORT;
    }
    const size_t results = result != NULL ? 1 : 0;
    wt_opaque *type = wt.wasmtime_func_type(self->context, &function);
    const wt_types *returned = wt.wasm_functype_results(type);
    const bool fits = count <= BURHAN_WASM_ARGUMENTS && is_i32_function(type, count) && wt.wasm_functype_params(type)->size == count
        && returned->size == results && (results == 0 || wt.wasm_valtype_kind(returned->data[0]) == WT_I32);
    wt.wasm_functype_delete(type);
    if (!fits) {
        snprintf(error, BURHAN_WASM_TEXT, "the function has another type: expected %zu i32 parameters and %zu results", count, results);
        return BURHAN_WASM_NO_EXPORT;
    }
    wt_value values[BURHAN_WASM_ARGUMENTS] = {0}, value = {0};
    for (size_t i = 0; i < count; i++) {
        values[i].kind = WT_I32;
        values[i].of.i32 = arguments[i];
    }
    self->stopped = false;
    wt_opaque *trap = NULL;
    wt_opaque *fault = wt.wasmtime_func_call(self->context, &function, values, count, &value, results, &trap);
    if (fault != NULL) wt_take_error(fault, error);
    if (trap != NULL) wt_take_trap(trap, error);
    if (fault != NULL || trap != NULL) return self->stopped ? BURHAN_WASM_STOPPED : BURHAN_WASM_TRAP;
    if (result != NULL) *result = value.of.i32;
    return BURHAN_WASM_OK;
}

uint8_t *burhan_wasm_memory(burhan_wasm_instance *self, size_t *size) {
    *size = 0;
    if (!self->has_memory) return NULL;
    *size = wt.wasmtime_memory_data_size(self->context, &self->memory);
    return wt.wasmtime_memory_data(self->context, &self->memory);
}
