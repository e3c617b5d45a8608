import StarkVerifier

/// The outcome of a verification.
public enum Verdict: Sendable, Equatable {
    /// The proof holds, with this proven security.
    case accepted(SecurityReport)
    case rejected(Rejection)
}

/// Why a receipt is not accepted.
public enum Rejection: Error, Sendable, Equatable {
    /// The receipt is for another program.
    case otherImage(expected: ImageID, found: ImageID)
    /// The proof's program or memory table has another height than the image's.
    case imageHeights
    /// The proof was made with other parameters than the image's commitment.
    case parameters(found: UInt8, expected: UInt8)
    case proof(VerificationFailure)
}

extension Receipt {
    /// Checks the receipt against the image that the caller expects. Total over all receipts.
    ///
    /// - Parameter minimumSecurityBits: proven bits below which the receipt is rejected.
    public func verify(imageID: ImageID, minimumSecurityBits: Double = 100) -> Verdict {
        guard image.id == imageID else { return .rejected(.otherImage(expected: imageID, found: image.id)) }
        do throws(VerificationFailure) {
            let header = try ProofHeader(seal, system: ProofSystem.system)
            guard header.parameters.identifier == image.parameterSet else {
                return .rejected(.parameters(found: header.parameters.identifier, expected: image.parameterSet))
            }
            guard heightsMatch(header) else { return .rejected(.imageHeights) }
            let report = try StarkVerifier(ProofSystem.system).verify(
                seal, statement: statement(header.parameters), minimumBits: minimumSecurityBits)
            return .accepted(report)
        } catch {
            return .rejected(.proof(error))
        }
    }

    /// Whether the image's tables have the heights that its ID fixes.
    private func heightsMatch(_ header: ProofHeader) -> Bool {
        header.shapes.allSatisfy { shape in
            switch ProofSystem.system.chips[shape.chip].name {
            case ProgramTable.name: shape.logRows == Int(image.programLogRows)
            case InitialMemoryTable.name: shape.logRows == Int(image.memoryLogRows)
            default: true
            }
        }
    }
}
