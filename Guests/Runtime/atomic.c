// A guest has one thread and no interrupts: an atomic operation is the plain one. RV32IM has no instructions for them.
#include <stdbool.h>
#include <stdint.h>

#define ATOMIC_OPERATIONS(size, word)                                                                                 \
    word guest_load_##size(const volatile word *cell, int order) __asm__("__atomic_load_" #size);                    \
    word guest_load_##size(const volatile word *cell, int order) {                                                    \
        (void)order;                                                                                                  \
        return *cell;                                                                                                 \
    }                                                                                                                 \
    void guest_store_##size(volatile word *cell, word value, int order) __asm__("__atomic_store_" #size);            \
    void guest_store_##size(volatile word *cell, word value, int order) {                                             \
        (void)order;                                                                                                  \
        *cell = value;                                                                                                \
    }                                                                                                                 \
    ATOMIC_UPDATE(size, word, exchange, value)                                                                        \
    ATOMIC_UPDATE(size, word, fetch_add, old + value)                                                                 \
    ATOMIC_UPDATE(size, word, fetch_sub, old - value)                                                                 \
    ATOMIC_UPDATE(size, word, fetch_and, old &value)                                                                  \
    ATOMIC_UPDATE(size, word, fetch_or, old | value)                                                                  \
    ATOMIC_UPDATE(size, word, fetch_xor, old ^ value)                                                                 \
    bool guest_compare_exchange_##size(volatile word *cell, word *expected, word value, int success, int failure)     \
        __asm__("__atomic_compare_exchange_" #size);                                                                  \
    bool guest_compare_exchange_##size(volatile word *cell, word *expected, word value, int success, int failure) {   \
        (void)success, (void)failure;                                                                                 \
        word old = *cell;                                                                                             \
        if (old != *expected) {                                                                                       \
            *expected = old;                                                                                          \
            return false;                                                                                             \
        }                                                                                                             \
        *cell = value;                                                                                                \
        return true;                                                                                                  \
    }

#define ATOMIC_UPDATE(size, word, name, result)                                                                       \
    word guest_##name##_##size(volatile word *cell, word value, int order) __asm__("__atomic_" #name "_" #size);     \
    word guest_##name##_##size(volatile word *cell, word value, int order) {                                          \
        (void)order;                                                                                                  \
        word old = *cell;                                                                                             \
        *cell = (word)(result);                                                                                       \
        return old;                                                                                                   \
    }

ATOMIC_OPERATIONS(1, uint8_t)
ATOMIC_OPERATIONS(2, uint16_t)
ATOMIC_OPERATIONS(4, uint32_t)
ATOMIC_OPERATIONS(8, uint64_t)
