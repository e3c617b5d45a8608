/// Where the bytes of a guest's private input come from.
enum ByteSource: Sendable, Equatable {
    case hexadecimal([UInt8])
    case file(String)
    case text(String)

    /// How the command line spells the three kinds.
    static let explanation =
        "0x… is read as hexadecimal, @PATH or the path of a file that exists as that file (@- is standard input), anything else as text"

    /// - Returns: nil if `text` begins with `0x` but goes on with something other than pairs of hexadecimal digits.
    init?(_ text: String) {
        if text.hasPrefix("0x") {
            guard let bytes = [UInt8](hexadecimal: text) else { return nil }
            self = .hexadecimal(bytes)
        } else if text.hasPrefix("@") {
            self = .file(String(text.dropFirst()))
        } else if FileAccess.exists(text) {
            self = .file(text)
        } else {
            self = .text(text)
        }
    }

    func bytes() throws(CommandError) -> [UInt8] {
        switch self {
        case .hexadecimal(let bytes): bytes
        case .file(let path): try FileAccess.read(path)
        case .text(let text): Array(text.utf8)
        }
    }
}

extension ValueReader where Value == ByteSource {
    /// Bytes as hexadecimal digits, from a file, or as text.
    static var bytes: Self {
        Self(expected: "hexadecimal digits in pairs after 0x, a file, or text") { ByteSource($0) }
    }
}
