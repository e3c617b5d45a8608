import StarkVerifier

extension Rejection: CustomStringConvertible {
    /// One sentence: what does not hold, what was expected and what was found.
    public var description: String {
        switch self {
        case .otherImage(let expected, let found):
            "The receipt is for image \(found), expected \(expected)."
        case .imageHeights:
            "The proof's program and memory tables have other heights than the image's."
        case .parameters(let found, let expected):
            "The proof uses parameter set \(found), the image's commitment \(expected)."
        case .proof(let failure):
            failure.sentence
        }
    }
}

extension VerificationFailure {
    /// One sentence: what is wrong with the proof.
    public var sentence: String {
        switch self {
        case .tooLong(let bytes, let limit): "The proof has \(bytes) bytes, at most \(limit) are possible."
        case .truncated(let part): "The proof ends inside its part '\(part)'."
        case .trailingBytes(let count): "\(count) bytes follow the end of the proof."
        case .notCanonical(let part): "A field element in the part '\(part)' is not below the characteristic."
        case .unknownParameters: "The proof names a parameter set that does not exist."
        case .shape(let problem): "The proof's tables are not acceptable: \(problem)."
        case .publicValues(let count): "The statement has \(count) public values, the system another number."
        case .grinding(let step): "The proof of work before the challenge '\(step)' does not fit this statement and proof."
        case .unbalancedBuses: "The buses between the tables do not balance."
        case .constraints: "The constraints of the tables do not hold."
        case .degenerateChallenge: "The out-of-domain point falls on a domain."
        case .commitment(let tree): "An opening does not lead to the root of the commitment '\(tree)'."
        case .friCommitment(let layer): "An opening does not lead to the root of FRI layer \(layer)."
        case .finalPolynomial: "A folded value differs from the final polynomial."
        case .tooFewBits(let found, let asked): "The proof is sound to \(found) bits, \(asked) are asked for."
        }
    }
}

extension ReceiptError: CustomStringConvertible {
    /// One sentence: what is wrong with the bytes.
    public var description: String {
        switch self {
        case .notAReceipt: "The bytes are not a receipt: it would begin with 'BRHN'."
        case .unknownVersion(let found, let expected): "The receipt has format version \(found), this program knows version \(expected)."
        case .truncated(let field, let needed, let found):
            "The receipt ends in its field '\(field)': \(needed) bytes needed, \(found) found."
        case .trailingBytes(let count): "\(count) bytes follow the end of the receipt."
        case .invalidField(let field, let found, let expected): "The field '\(field)' is \(found), expected \(expected)."
        case .invalidEnvelope(let reason): "The JSON envelope is not acceptable: \(reason)."
        }
    }
}

extension ProveError: CustomStringConvertible {
    /// One sentence. That of a fault may hold values derived from private input; see `ProgramFault`.
    public var description: String {
        switch self {
        case .fault(let fault): "\(fault)"
        case .cancelled: "The proof was stopped."
        case .tooLarge(let problem): "The execution is too large for one proof: \(problem)."
        case .memory(let needed, let limit):
            "The proof needs about \(needed / 1_000_000) MB of memory even when it keeps as little as it can; the limit is \(limit / 1_000_000) MB."
        case .security(let bits):
            "A proof of this size would have \(Int(bits)) proven bits with this parameter set, fewer than 100; the standard set reaches them."
        case .selfCheckFailed(let reason): "The finished proof did not verify, so no receipt was made: \(reason)"
        }
    }
}
