/// Files in the ustar format (POSIX.1-1988), equal bytes for equal files: no owner, no time.
struct TarArchive {
    private(set) var bytes: [UInt8] = []

    /// Adds a file; false if its path (at most 100 bytes of ASCII) does not fit.
    mutating func add(_ path: String, _ content: [UInt8], isExecutable: Bool = false) -> Bool {
        guard (1...100).contains(path.utf8.count), path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { return false }
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at start: Int) {
            for (offset, byte) in text.utf8.enumerated() { header[start + offset] = byte }
        }
        put(path, at: 0)
        put(isExecutable ? "0000755" : "0000644", at: 100)
        put("0000000", at: 108)
        put("0000000", at: 116)
        put(Self.octal(content.count, digits: 11), at: 124)
        put("00000000000", at: 136)
        // The sum is taken with eight spaces in its own place.
        put("        ", at: 148)
        put("0", at: 156)
        put("ustar", at: 257)
        put("00", at: 263)
        put(Self.octal(header.reduce(0) { $0 + Int($1) }, digits: 6), at: 148)
        header[154] = 0
        bytes += header + content
        bytes += [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
        return true
    }

    /// The archive with its end: two empty blocks.
    var finished: [UInt8] { bytes + [UInt8](repeating: 0, count: 1024) }

    private static func octal(_ number: Int, digits: Int) -> String {
        let text = String(number, radix: 8)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
