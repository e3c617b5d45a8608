import Hashing
import Storage

/// The arithmetic of the audit log: each digest is SHA-256 over a label, the digest before it, the entry's number and its fields,
/// each with its length in front (8 bytes, big-endian), so that no two entries or sequences of entries are written alike.
public enum AuditChain {
    /// What stands before the first entry.
    public static let origin = [UInt8](repeating: 0, count: 32)

    public static func digest(after previous: [UInt8], number: Int, _ record: AuditRecord) -> [UInt8] {
        var hasher = SHA256()
        for field in [
            Array("burhan audit 1".utf8), previous, Self.bytes(number), Self.bytes(record.at), Array(record.tenant.utf8),
            Array(record.actor.utf8), Array(record.act.utf8), Array(record.subject.utf8), Array(record.detail.utf8),
        ] {
            hasher.update(Self.bytes(field.count))
            hasher.update(field)
        }
        return hasher.finalize()
    }

    package static func link(_ record: AuditRecord, after head: AuditLink?) -> AuditLink {
        let number = (head?.number ?? 0) + 1
        return AuditLink(number: number, record: record, digest: digest(after: head?.digest ?? origin, number: number, record))
    }

    private static func bytes(_ number: Int) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
    }
}

/// A place in the chain that somebody wrote down.
public struct AuditHead: Sendable, Equatable {
    /// 0 for the empty chain.
    public var number: Int
    /// 32 bytes.
    public var digest: [UInt8]

    public init(number: Int, digest: [UInt8]) {
        self.number = number
        self.digest = digest
    }

    /// As it is printed: the number, a colon, 64 hexadecimal digits.
    public var text: String { "\(number):\(Hex.text(digest))" }

    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int(parts[0]), number >= 0, let digest = Hex.bytes(parts[1]), digest.count == 32 else {
            return nil
        }
        self.init(number: number, digest: digest)
    }
}

/// What a verification of the whole log found.
public struct AuditVerdict: Sendable, Equatable {
    /// Where the log is not what was written.
    public struct Fault: Sendable, Equatable {
        /// The first entry that does not fit.
        public var number: Int
        public var reason: String
    }

    public var entries: Int
    public var head: AuditHead
    /// Nil when the log is whole.
    public var fault: Fault?
}

/// Reads the log from its first entry to its last and checks every link.
package struct AuditExamination {
    private var number = 0
    private var digest = AuditChain.origin
    private let noted: AuditHead?
    private var hasMetNoted: Bool
    package private(set) var fault: AuditVerdict.Fault?

    /// - Parameter noted: a head from outside the database that must be met, so that a shortened log is found out.
    package init(noted: AuditHead?) {
        self.noted = noted
        hasMetNoted = noted.map { $0.number == 0 } ?? true
        if noted?.number == 0, noted?.digest != AuditChain.origin {
            fault = AuditVerdict.Fault(number: 0, reason: "The head that was noted is not that of an empty log.")
        }
    }

    /// The number of the entry read last.
    package var position: Int { number }

    package mutating func read(_ link: AuditLink) {
        guard fault == nil else { return }
        guard link.number == number + 1 else {
            fault = AuditVerdict.Fault(number: number + 1, reason: "Entry \(number + 1) is missing.")
            return
        }
        guard link.digest == AuditChain.digest(after: digest, number: link.number, link.record) else {
            fault = AuditVerdict.Fault(number: link.number, reason: "Entry \(link.number) or its place was changed.")
            return
        }
        number = link.number
        digest = link.digest
        guard let noted, noted.number == number else { return }
        hasMetNoted = true
        if noted.digest != digest {
            fault = AuditVerdict.Fault(number: number, reason: "Entry \(number) is another one than when its head was noted.")
        }
    }

    package func verdict() -> AuditVerdict {
        var fault = fault
        if fault == nil, !hasMetNoted, let noted {
            fault = AuditVerdict.Fault(
                number: number + 1, reason: "The log ends at entry \(number), before entry \(noted.number) that was noted.")
        }
        return AuditVerdict(entries: number, head: AuditHead(number: number, digest: digest), fault: fault)
    }
}
