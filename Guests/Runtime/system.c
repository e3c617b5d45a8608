// Input, journal and the end of an execution.
#include "CGuest.h"

static uint32_t journal_words[1 + BURHAN_JOURNAL_CAPACITY / 4];  // The first word is the length in bytes.
static const uint8_t *input_bytes;
static size_t input_length;

const uint8_t *burhan_input(size_t *length) {
    if (input_bytes == NULL) {
        uint32_t count;
        burhan_read_words(&count, 1);
        if (count > 0x0FFFFFF0u) {
            burhan_trap();
        }
        uint32_t *words = burhan_allocate(count + 4);
        if (words == NULL) {
            burhan_trap();
        }
        if (count != 0) {
            burhan_read_words(words, (count + 3) / 4);
        }
        input_bytes = (const uint8_t *)words;
        input_length = count;
    }
    *length = input_length;
    return input_bytes;
}

uint8_t *burhan_journal_extend(size_t count) {
    uint32_t length = journal_words[0];
    if (count > BURHAN_JOURNAL_CAPACITY - length) {
        return NULL;
    }
    journal_words[0] = length + count;
    return (uint8_t *)(journal_words + 1) + length;
}

void burhan_journal_append(const void *bytes, size_t count) {
    uint8_t *end = burhan_journal_extend(count);
    if (end == NULL) {
        burhan_trap();
    }
    __builtin_memcpy(end, bytes, count);
}

void burhan_journal_append_word(uint32_t word) {
    uint32_t length = journal_words[0];
    if (length % 4 == 0 && length < BURHAN_JOURNAL_CAPACITY) {
        journal_words[1 + length / 4] = word;
        journal_words[0] = length + 4;
    } else {
        burhan_journal_append(&word, 4);
    }
}

void burhan_finish(uint32_t code) {
    uint32_t length = journal_words[0];
    if (length != 0) {
        burhan_write_words(journal_words, 1 + (length + 3) / 4);
    }
    burhan_halt(code);
}

void burhan_trap(void) { burhan_halt(BURHAN_PANIC_CODE); }
