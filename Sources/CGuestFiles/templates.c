// Templates of guest packages.
#pragma clang diagnostic ignored "-Wc23-extensions"
#include "CGuestFiles.h"

static const unsigned char file_Examples_fibonacci_Sources_Fibonacci_swift[] = {
#embed "../../Guests/Examples/fibonacci/Sources/Fibonacci.swift"
};
static const unsigned char file_Examples_income_sum_Sources_IncomeSum_swift[] = {
#embed "../../Guests/Examples/income-sum/Sources/IncomeSum.swift"
};
static const unsigned char file_Examples_sha256_Sources_Digest_swift[] = {
#embed "../../Guests/Examples/sha256/Sources/Digest.swift"
};

static const struct burhan_file files[] = {
    {"Examples/fibonacci/Sources/Fibonacci.swift", file_Examples_fibonacci_Sources_Fibonacci_swift, sizeof file_Examples_fibonacci_Sources_Fibonacci_swift},
    {"Examples/income-sum/Sources/IncomeSum.swift", file_Examples_income_sum_Sources_IncomeSum_swift, sizeof file_Examples_income_sum_Sources_IncomeSum_swift},
    {"Examples/sha256/Sources/Digest.swift", file_Examples_sha256_Sources_Digest_swift, sizeof file_Examples_sha256_Sources_Digest_swift},
};

struct burhan_files burhan_guest_template_files(void) {
    return (struct burhan_files){files, sizeof files / sizeof files[0]};
}
