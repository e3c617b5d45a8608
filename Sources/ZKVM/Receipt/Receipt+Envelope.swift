import Foundation

extension Receipt {
    /// The JSON envelope: an object whose member `receipt` holds the binary format in base64 (RFC 4648 §4); the others repeat what is in it, for
    /// readers.
    private struct Envelope: Codable {
        var format: String?
        var image_id: String?
        var exit_code: UInt32?
        var journal: String?
        var receipt: String
    }

    /// The name of the envelope's format.
    public static let envelopeFormat = "burhan-receipt/1"

    /// The JSON envelope with sorted members.
    public func envelope() -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        let envelope = Envelope(
            format: Self.envelopeFormat, image_id: claimedImageID.description, exit_code: exitCode, journal: Self.hexadecimal(journal),
            receipt: Data(encoded()).base64EncodedString())
        // Strings and numbers always encode.
        return (try? encoder.encode(envelope)).map { [UInt8]($0) } ?? []
    }

    /// Reads a JSON envelope. Total over all bytes; members that repeat the receipt's content must agree with it, unknown ones are passed over.
    public init(envelope bytes: [UInt8]) throws(ReceiptError) {
        guard bytes.count <= 2 * Self.largestEncoding else { throw .invalidEnvelope("it has more than \(2 * Self.largestEncoding) bytes") }
        guard let envelope = try? JSONDecoder().decode(Envelope.self, from: Data(bytes)) else {
            throw .invalidEnvelope("it is not a JSON object with a member 'receipt' of text")
        }
        guard let encoded = Data(base64Encoded: envelope.receipt) else { throw .invalidEnvelope("the member 'receipt' is not base64") }
        if let format = envelope.format, format != Self.envelopeFormat {
            throw .invalidEnvelope("its format is not '\(Self.envelopeFormat)'")
        }
        try self.init(decoding: [UInt8](encoded))
        if let claimed = envelope.image_id, ImageID(hexadecimal: claimed) != claimedImageID {
            throw .invalidEnvelope("the member 'image_id' differs from the receipt's")
        }
        if let code = envelope.exit_code, code != exitCode {
            throw .invalidEnvelope("the member 'exit_code' differs from the receipt's")
        }
        if let text = envelope.journal, text.lowercased() != Self.hexadecimal(journal) {
            throw .invalidEnvelope("the member 'journal' differs from the receipt's")
        }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
