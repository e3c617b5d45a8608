import BurhanGuest

/// What a hash commits to; each kind has a prefix of 16 bytes of its own, given as four little-endian words.
enum HashDomain {
    /// `burhan/commit/v1`
    static let commitment: InlineArray<4, UInt32> = [0x6872_7562, 0x632F_6E61, 0x696D_6D6F, 0x3176_2F74]
    /// `burhan/output/v1`
    static let output: InlineArray<4, UInt32> = [0x6872_7562, 0x6F2F_6E61, 0x7570_7475, 0x3176_2F74]
    /// `burhan/nullif/v1`
    static let nullifier: InlineArray<4, UInt32> = [0x6872_7562, 0x6E2F_6E61, 0x696C_6C75, 0x3176_2F66]
}

extension Evaluation {
    mutating func beginHash(domain: UInt32) {
        guard domain <= 1 else { badRuleData() }
        beginHash(domain == 0 ? HashDomain.commitment : HashDomain.output)
    }

    private mutating func beginHash(_ domain: InlineArray<4, UInt32>) {
        hash.restart()
        hashError = EvaluationError.none
        for index in 0..<4 {
            hash.update(word: domain[index])
        }
    }

    mutating func absorb(slot index: UInt32, type: UInt32) {
        guard let address = slot(index) else {
            hashError = EvaluationError.absent
            return
        }
        absorb(address, type: type)
    }

    private mutating func absorb(_ value: Words, type: UInt32) {
        absorb(value, end: rules.end(of: value, type: type))
    }

    private mutating func absorb(_ start: Words, end: Words) {
        var next = start
        while next != end {
            hash.update(word: next.pointee)
            next += 1
        }
    }

    mutating func absorbSalt() {
        guard let salt else { badRuleData() }
        absorb(salt, end: salt + 8)
    }

    mutating func endHash() {
        if hashError != EvaluationError.none { return push(error: hashError) }
        push(Value(Self.store(hash.finalize())))
    }

    /// SHA-256(domain ‖ secret field ‖ scope) as a byte string.
    mutating func nullifier(scope: Words) -> Words {
        guard let secret = slot(rules.nullifierSlot) else { malformedInput() }
        beginHash(HashDomain.nullifier)
        absorb(secret, type: rules.nullifierType)
        absorb(scope, end: RuleData.endOfContent(scope))
        return Self.store(hash.finalize())
    }
}
