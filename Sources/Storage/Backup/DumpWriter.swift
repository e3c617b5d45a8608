import Foundation

/// Writes a dump record by record.
final class DumpWriter {
    private let handle: FileHandle
    private let path: String
    private var digest: Digest
    private var buffer: [UInt8]

    init(_ file: NewFile) throws(StorageError) {
        path = file.path
        guard let handle = FileHandle(forWritingAtPath: file.partialPath) else { throw .cannotWrite(path: path, reason: NewFile.reason) }
        self.handle = handle
        digest = try Digest()
        buffer = DumpRecord.prefix + [DumpRecord.version]
    }

    func write(_ record: DumpRecord) throws(StorageError) {
        let content = record.content
        guard content.count <= DumpRecord.longest else { throw .cannotWrite(path: path, reason: "a row is longer than 1 GiB") }
        buffer.append(record.kind)
        DumpRecord.append(content.count, 4, to: &buffer)
        buffer.append(contentsOf: content)
        if buffer.count >= 1 << 20 { try flush() }
    }

    /// Ends the dump with its digest.
    func finish() throws(StorageError) {
        try flush()
        try put(digest.finish())
        do { try handle.close() } catch { throw .cannotWrite(path: path, reason: "\(error)") }
    }

    private func flush() throws(StorageError) {
        digest.update(buffer)
        try put(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    private func put(_ bytes: [UInt8]) throws(StorageError) {
        do { try handle.write(contentsOf: Data(bytes)) } catch {
            throw (error as NSError).code == Int(CocoaError.fileWriteOutOfSpace.rawValue)
                ? .diskFull : .cannotWrite(path: path, reason: "\(error)")
        }
    }
}
