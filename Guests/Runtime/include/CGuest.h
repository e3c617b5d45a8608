// The C side of the guest runtime: system calls and the few functions Swift code calls directly.
// The meaning of each system call is written down in docs/guest-abi.md.
#ifndef BURHAN_GUEST_H
#define BURHAN_GUEST_H

#include <stddef.h>
#include <stdint.h>

#define BURHAN_JOURNAL_CAPACITY 65536u
#define BURHAN_PANIC_CODE 101u

/// Halts at once with `code`, without publishing what the journal holds.
__attribute__((noreturn)) static inline void burhan_halt(uint32_t code) {
    register uint32_t a0 __asm__("a0") = code;
    register uint32_t a7 __asm__("a7") = 93;
    __asm__ volatile("ecall" : : "r"(a0), "r"(a7) : "memory");
    __builtin_unreachable();
}

/// Reads the next `count` (at least 1) words of the private input to `destination`, in four cycles each.
static inline void burhan_read_words(uint32_t *_Nonnull destination, size_t count) {
    register uint32_t a0 __asm__("a0");
    register uint32_t *a1 __asm__("a1") = destination;
    register uint32_t a2 __asm__("a2") = 4;
    register uint32_t a7 __asm__("a7") = 63;
    uint32_t *end = destination + count;
    __asm__ volatile("1: li a0, 0\n\tecall\n\taddi a1, a1, 4\n\tbne a1, %[end], 1b"
                     : "=&r"(a0), "+&r"(a1)
                     : "r"(a2), "r"(a7), [end] "r"(end)
                     : "memory");
}

/// Appends `count` (at least 1) words at `source` to the journal stream, in four cycles each.
static inline void burhan_write_words(const uint32_t *_Nonnull source, size_t count) {
    register uint32_t a0 __asm__("a0");
    register const uint32_t *a1 __asm__("a1") = source;
    register uint32_t a2 __asm__("a2") = 4;
    register uint32_t a7 __asm__("a7") = 64;
    const uint32_t *end = source + count;
    __asm__ volatile("1: li a0, 1\n\tecall\n\taddi a1, a1, 4\n\tbne a1, %[end], 1b"
                     : "=&r"(a0), "+&r"(a1)
                     : "r"(a2), "r"(a7), [end] "r"(end)
                     : "memory");
}

void burhan_sha256_compress_software(uint32_t *_Nonnull state, const uint32_t *_Nonnull block);

/// Updates the 8 state words with one block of 16 message words: one system call, or software where the call is unknown.
static inline void burhan_sha256_compress(uint32_t *_Nonnull state, const uint32_t *_Nonnull block) {
    register uintptr_t a0 __asm__("a0") = (uintptr_t)state;
    register const uint32_t *a1 __asm__("a1") = block;
    register uint32_t a7 __asm__("a7") = 0x1000;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a7) : "memory");
    if (__builtin_expect(a0 != 0, 0)) {
        burhan_sha256_compress_software(state, block);
    }
}

/// Updates the state with `count` (at least 1) blocks of 64 bytes of a message; `block` is scratch space of 16 words.
void burhan_sha256_absorb(uint32_t *_Nonnull state, uint32_t *_Nonnull block, const uint8_t *_Nonnull message, size_t count);

/// Memory that is never given back, aligned to 8 bytes; NULL when the heap has no room.
void *_Nullable burhan_allocate(size_t size);

/// The private input, read whole at the first call; `length` receives its length in bytes. The bytes are word-aligned.
const uint8_t *_Nonnull burhan_input(size_t *_Nonnull length);

/// memcmp.
static inline int32_t burhan_compare(const void *_Nonnull left, const void *_Nonnull right, size_t count) {
    return __builtin_memcmp(left, right, count);
}

/// Adds `count` bytes to the journal; beyond 64 KiB in total the guest panics.
void burhan_journal_append(const void *_Nullable bytes, size_t count);
void burhan_journal_append_word(uint32_t word);

/// Makes room for `count` more bytes of journal, to be filled by the caller; NULL when they would not fit 64 KiB.
uint8_t *_Nullable burhan_journal_extend(size_t count);

/// Publishes the journal and halts with `code`.
__attribute__((noreturn)) void burhan_finish(uint32_t code);

/// Halts with exit code 101 and an empty journal: the target of every Swift trap.
__attribute__((noreturn)) void burhan_trap(void);

/// The first byte of the data that was appended to the image (rule data), word-aligned.
static inline const uint8_t *_Nonnull burhan_rule_data(void) {
    extern const uint8_t __rule_data[];
    return __rule_data;
}

#endif
