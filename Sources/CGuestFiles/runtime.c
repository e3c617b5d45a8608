// The guest runtime.
#pragma clang diagnostic ignored "-Wc23-extensions"
#include "CGuestFiles.h"

static const unsigned char file_Runtime_Bytes_swift[] = {
#embed "../../Guests/Runtime/Bytes.swift"
};
static const unsigned char file_Runtime_Guest_swift[] = {
#embed "../../Guests/Runtime/Guest.swift"
};
static const unsigned char file_Runtime_Journal_swift[] = {
#embed "../../Guests/Runtime/Journal.swift"
};
static const unsigned char file_Runtime_PrivateInput_swift[] = {
#embed "../../Guests/Runtime/PrivateInput.swift"
};
static const unsigned char file_Runtime_SHA256_swift[] = {
#embed "../../Guests/Runtime/SHA256.swift"
};
static const unsigned char file_Runtime_arithmetic_c[] = {
#embed "../../Guests/Runtime/arithmetic.c"
};
static const unsigned char file_Runtime_atomic_c[] = {
#embed "../../Guests/Runtime/atomic.c"
};
static const unsigned char file_Runtime_guest_ld[] = {
#embed "../../Guests/Runtime/guest.ld"
};
static const unsigned char file_Runtime_include_CGuest_h[] = {
#embed "../../Guests/Runtime/include/CGuest.h"
};
static const unsigned char file_Runtime_include_module_modulemap[] = {
#embed "../../Guests/Runtime/include/module.modulemap"
};
static const unsigned char file_Runtime_memory_c[] = {
#embed "../../Guests/Runtime/memory.c"
};
static const unsigned char file_Runtime_sha256_c[] = {
#embed "../../Guests/Runtime/sha256.c"
};
static const unsigned char file_Runtime_start_S[] = {
#embed "../../Guests/Runtime/start.S"
};
static const unsigned char file_Runtime_system_c[] = {
#embed "../../Guests/Runtime/system.c"
};

static const struct burhan_file files[] = {
    {"Runtime/Bytes.swift", file_Runtime_Bytes_swift, sizeof file_Runtime_Bytes_swift},
    {"Runtime/Guest.swift", file_Runtime_Guest_swift, sizeof file_Runtime_Guest_swift},
    {"Runtime/Journal.swift", file_Runtime_Journal_swift, sizeof file_Runtime_Journal_swift},
    {"Runtime/PrivateInput.swift", file_Runtime_PrivateInput_swift, sizeof file_Runtime_PrivateInput_swift},
    {"Runtime/SHA256.swift", file_Runtime_SHA256_swift, sizeof file_Runtime_SHA256_swift},
    {"Runtime/arithmetic.c", file_Runtime_arithmetic_c, sizeof file_Runtime_arithmetic_c},
    {"Runtime/atomic.c", file_Runtime_atomic_c, sizeof file_Runtime_atomic_c},
    {"Runtime/guest.ld", file_Runtime_guest_ld, sizeof file_Runtime_guest_ld},
    {"Runtime/include/CGuest.h", file_Runtime_include_CGuest_h, sizeof file_Runtime_include_CGuest_h},
    {"Runtime/include/module.modulemap", file_Runtime_include_module_modulemap, sizeof file_Runtime_include_module_modulemap},
    {"Runtime/memory.c", file_Runtime_memory_c, sizeof file_Runtime_memory_c},
    {"Runtime/sha256.c", file_Runtime_sha256_c, sizeof file_Runtime_sha256_c},
    {"Runtime/start.S", file_Runtime_start_S, sizeof file_Runtime_start_S},
    {"Runtime/system.c", file_Runtime_system_c, sizeof file_Runtime_system_c},
};

struct burhan_files burhan_guest_runtime_files(void) {
    return (struct burhan_files){files, sizeof files / sizeof files[0]};
}
