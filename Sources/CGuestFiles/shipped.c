// Guests that are part of the product, built and committed.
#pragma clang diagnostic ignored "-Wc23-extensions"
#include "CGuestFiles.h"

static const unsigned char file_Shipped_fibonacci_elf[] = {
#embed "../../Guests/Shipped/fibonacci.elf"
};
static const unsigned char file_Shipped_income_sum_elf[] = {
#embed "../../Guests/Shipped/income-sum.elf"
};
static const unsigned char file_Shipped_mixed_elf[] = {
#embed "../../Guests/Shipped/mixed.elf"
};
static const unsigned char file_Shipped_rule_elf[] = {
#embed "../../Guests/Shipped/rule.elf"
};
static const unsigned char file_Shipped_sha256_elf[] = {
#embed "../../Guests/Shipped/sha256.elf"
};

static const struct burhan_file files[] = {
    {"Shipped/fibonacci.elf", file_Shipped_fibonacci_elf, sizeof file_Shipped_fibonacci_elf},
    {"Shipped/income-sum.elf", file_Shipped_income_sum_elf, sizeof file_Shipped_income_sum_elf},
    {"Shipped/mixed.elf", file_Shipped_mixed_elf, sizeof file_Shipped_mixed_elf},
    {"Shipped/rule.elf", file_Shipped_rule_elf, sizeof file_Shipped_rule_elf},
    {"Shipped/sha256.elf", file_Shipped_sha256_elf, sizeof file_Shipped_sha256_elf},
};

struct burhan_files burhan_shipped_guest_files(void) {
    return (struct burhan_files){files, sizeof files / sizeof files[0]};
}
