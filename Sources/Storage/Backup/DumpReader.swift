import Foundation

/// Reads a dump record by record; total over all bytes.
final class DumpReader {
    private let handle: FileHandle
    private var digest: Digest
    private var buffer: [UInt8] = []
    private var position = 0
    private var isOver = false
    private var rows = 0

    init(_ path: String) throws(StorageError) {
        guard let handle = FileHandle(forReadingAtPath: path) else { throw .cannotOpen(path: path, reason: NewFile.reason) }
        self.handle = handle
        digest = try Digest()
        guard try take(DumpRecord.prefix.count) == DumpRecord.prefix else { throw .damagedBackup(reason: "it is not a dump of Burhan") }
        guard let version = try take(1).first else { throw Self.truncated }
        guard version <= DumpRecord.version else { throw .newerFormat(found: Int(version), known: Int(DumpRecord.version)) }
    }

    /// The next record; nil after the last, whose digest has been compared then.
    func next() throws(StorageError) -> DumpRecord? {
        if isOver { return nil }
        var head = try take(5)[...]
        guard let kind = head.popFirst(), let length = DumpRecord.number(4, &head) else { throw Self.truncated }
        guard length <= DumpRecord.longest else { throw .damagedBackup(reason: "a record claims to be longer than 1 GiB") }
        guard let record = try DumpRecord(kind: kind, content: take(length)) else {
            throw .damagedBackup(reason: "a record can't be read")
        }
        switch record {
        case .row: rows += 1
        case .end(let count):
            isOver = true
            guard count == rows else { throw .damagedBackup(reason: "it holds \(rows) rows and speaks of \(count)") }
            let expected = digest.finish()
            guard try take(Digest.length, isDigested: false) == expected else { throw .damagedBackup(reason: "its checksum is wrong") }
            try fill(1)
            guard position == buffer.count else { throw .damagedBackup(reason: "something follows its end") }
        case .header, .table: break
        }
        return record
    }

    private func take(_ count: Int, isDigested: Bool = true) throws(StorageError) -> [UInt8] {
        try fill(count)
        guard buffer.count - position >= count else { throw Self.truncated }
        let bytes = Array(buffer[position..<position + count])
        position += count
        if isDigested { digest.update(bytes) }
        return bytes
    }

    /// Reads until so many bytes are at hand, or the file ends.
    private func fill(_ count: Int) throws(StorageError) {
        if buffer.count - position >= count { return }
        buffer.removeFirst(position)
        position = 0
        while buffer.count < count {
            let data: Data?
            do { data = try handle.read(upToCount: 1 << 20) } catch { throw .damagedBackup(reason: "it can't be read: \(error)") }
            guard let data, !data.isEmpty else { return }
            buffer.append(contentsOf: data)
        }
    }

    private static let truncated = StorageError.damagedBackup(reason: "it ends too early")
}
