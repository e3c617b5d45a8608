#pragma once
#include <zlib.h>

// deflateInit2 is a macro. 31 window bits: a gzip wrapper (RFC 1952) with no name and no time, so that equal input gives equal output.
static inline int burhan_zlib_begin_gzip(z_stream *stream) {
    return deflateInit2(stream, Z_BEST_COMPRESSION, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
}
