import CZlib

/// Compression with zlib in a gzip wrapper (RFC 1952) without name and time: equal input gives equal bytes.
enum Gzip {
    /// The compressed bytes; nil when zlib has no memory.
    static func compress(_ input: [UInt8]) -> [UInt8]? {
        guard input.count < Int(UInt32.max) / 2 else { return nil }
        var stream = unsafe z_stream()
        guard unsafe burhan_zlib_begin_gzip(&stream) == Z_OK else { return nil }
        defer { unsafe deflateEnd(&stream) }
        var input = input
        var output = [UInt8](repeating: 0, count: Int(unsafe deflateBound(&stream, UInt(input.count))) + 64)
        let (room, size) = (UInt32(output.count), UInt32(input.count))
        let code = unsafe input.withUnsafeMutableBufferPointer { source in
            unsafe output.withUnsafeMutableBufferPointer { target in
                unsafe stream.next_in = source.baseAddress
                unsafe stream.avail_in = size
                unsafe stream.next_out = target.baseAddress
                unsafe stream.avail_out = room
                return unsafe deflate(&stream, Z_FINISH)
            }
        }
        guard code == Z_STREAM_END else { return nil }
        return Array(output.prefix(Int(room) - Int(unsafe stream.avail_out)))
    }
}
