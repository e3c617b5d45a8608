import CNghttp2

/// Header fields of an answer, laid out for nghttp2, which copies them.
struct HeaderBlock {
    private var bytes: [UInt8] = []
    private var lengths: [(name: Int, value: Int)] = []

    init(_ fields: [(name: String, value: String)]) {
        for (name, value) in fields {
            bytes += name.utf8
            bytes += value.utf8
            lengths.append((name.utf8.count, value.utf8.count))
        }
    }

    func submit(_ body: (UnsafePointer<nghttp2_nv>?, Int) -> Int32) -> Int32 {
        var bytes = bytes
        return unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            guard var position = buffer.baseAddress else { return 0 }
            var entries: [nghttp2_nv] = unsafe []
            unsafe entries.reserveCapacity(lengths.count)
            for (name, value) in lengths {
                unsafe entries.append(
                    unsafe nghttp2_nv(
                        name: position, value: position + name, namelen: name, valuelen: value, flags: UInt8(NGHTTP2_NV_FLAG_NONE.rawValue))
                )
                unsafe position += name + value
            }
            return unsafe body(entries, entries.count)
        }
    }
}
