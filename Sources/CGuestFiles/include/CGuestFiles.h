// Files of the directory Guests, embedded when this target is compiled: the directory is their only source.
#ifndef BURHAN_GUEST_FILES_H
#define BURHAN_GUEST_FILES_H

#include <stddef.h>

/// A file by its path below Guests. The bytes are part of the binary.
struct burhan_file {
    const char *_Nonnull path;
    const unsigned char *_Nonnull bytes;
    size_t count;
};

struct burhan_files {
    const struct burhan_file *_Nonnull first;
    size_t count;
};

/// What every guest is built with: Guests/Runtime.
struct burhan_files burhan_guest_runtime_files(void);

/// What new guest packages are made from: Guests/Examples.
struct burhan_files burhan_guest_template_files(void);

/// The built guests that are part of the product: Guests/Shipped.
struct burhan_files burhan_shipped_guest_files(void);

#endif
