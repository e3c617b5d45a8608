import FiniteFields

/// The values of one named input of a circuit, flattened row by row.
public struct CircuitInput: Equatable, Sendable {
    public let name: String
    public let values: [BN254Scalar]

    public init(_ name: String, _ values: [BN254Scalar]) {
        self.name = name
        self.values = values
    }
}

/// Why a document of inputs cannot be read. Holds places and kinds of values, never a value: inputs are private.
public enum CircuitInputError: Error, Equatable, CustomStringConvertible {
    /// The text is not JSON; `offset` counts bytes from 0.
    case notJSON(offset: Int, expected: String)
    /// Two members of the document have one name.
    case duplicateName(String)
    /// More bytes, levels or values than a document may have.
    case tooLarge(what: String, limit: Int)
    /// `path` is a place in the document, for example `$.incomes[3]`.
    case notAFieldElement(path: String, found: String)

    public var description: String {
        switch self {
        case .notJSON(let offset, let expected): "the inputs are no JSON document: expected \(expected) at byte \(offset)"
        case .duplicateName(let name): "the inputs hold the name \"\(name)\" twice"
        case .tooLarge(let what, let limit): "the inputs are too large: at most \(limit) \(what)"
        case .notAFieldElement(let path, let found):
            "\(path): expected an integer (a number, or a string in decimal or 0x hexadecimal, with an optional minus sign), found \(found)"
        }
    }
}
