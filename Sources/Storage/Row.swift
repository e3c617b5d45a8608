/// One row of a result; column indices start at 0.
///
/// A column that is absent, `NULL` or of another kind reads as 0, the empty text or no bytes, on both engines alike.
struct Row: Sendable {
    let values: [Value]

    func integer(_ column: Int) -> Int { optionalInteger(column) ?? 0 }

    func optionalInteger(_ column: Int) -> Int? { if case .integer(let number) = self[column] { number } else { nil } }

    func text(_ column: Int) -> String { optionalText(column) ?? "" }

    func optionalText(_ column: Int) -> String? {
        switch self[column] {
        case .text(let text): text
        case .blob(let bytes): String(decoding: bytes, as: UTF8.self)
        case .null, .integer: nil
        }
    }

    func blob(_ column: Int) -> [UInt8] { optionalBlob(column) ?? [] }

    func optionalBlob(_ column: Int) -> [UInt8]? {
        switch self[column] {
        case .blob(let bytes): bytes
        case .text(let text): Array(text.utf8)
        case .null, .integer: nil
        }
    }

    private subscript(column: Int) -> Value { values.indices.contains(column) ? values[column] : .null }
}
