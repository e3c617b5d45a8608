import Glibc

/// Writes a file of sections from front to back, beside its final place, and moves it there when it is complete, so that nobody ever reads
/// half of it.
@safe final class SectionFileWriter {
    private let path: String
    private let partialPath: String
    private let stream: UnsafeMutablePointer<FILE>
    private var isFinished = false

    /// - Throws: `FormatError.unwritable`, also if `path` cannot be a file.
    init(path: String, magic: String, version: UInt32, sectionCount: Int) throws(FormatError) {
        self.path = path
        partialPath = path + ".partial"
        guard let stream = unsafe fopen(partialPath, "wbe") else {
            throw .unwritable(file: path, reason: systemErrorText())
        }
        unsafe self.stream = stream
        var head = Array(magic.utf8)
        head.append(littleEndian: version)
        head.append(littleEndian: UInt32(sectionCount))
        try write(head)
    }

    deinit {
        guard !isFinished else { return }
        unsafe fclose(stream)
        unsafe unlink(partialPath)
    }

    /// Writes one section.
    func section(_ id: UInt32, _ bytes: [UInt8]) throws(FormatError) {
        try begin(id, size: bytes.count)
        try write(bytes)
    }

    /// Copies a section from another file.
    func section(copy source: ByteRange) throws(FormatError) {
        try begin(source.section ?? 0, size: source.count)
        guard unsafe fwrite(source.raw.baseAddress, 1, source.count, stream) == source.count else { throw fault() }
    }

    /// Writes a section of points in Montgomery form, group after group.
    func section<Curve: FileCurve>(_ id: UInt32, points groups: [[AffinePoint<Curve>]]) throws(FormatError) {
        let size = AffinePoint<Curve>.byteCount
        try begin(id, size: groups.reduce(0) { $0 + $1.count * size })
        for group in groups {
            for start in stride(from: 0, to: group.count, by: 1 << 12) {
                try write(montgomeryBytes(group[start..<min(start + 1 << 12, group.count)]))
            }
        }
    }

    func section<Curve: FileCurve>(_ id: UInt32, points: [AffinePoint<Curve>]) throws(FormatError) { try section(id, points: [points]) }

    /// Writes a section that holds one point many times.
    func section<Curve: FileCurve>(_ id: UInt32, repeating point: AffinePoint<Curve>, count: Int) throws(FormatError) {
        try begin(id, size: count * AffinePoint<Curve>.byteCount)
        let bytes = point.montgomeryBytes
        for _ in 0..<count { try write(bytes) }
    }

    /// Makes the file durable and moves it to its place.
    func finish() throws(FormatError) {
        guard unsafe fflush(stream) == 0, unsafe fsync(fileno(stream)) == 0 else { throw fault() }
        isFinished = true
        guard unsafe fclose(stream) == 0, unsafe rename(partialPath, path) == 0 else {
            let error = fault()
            unsafe unlink(partialPath)
            throw error
        }
    }

    private func begin(_ id: UInt32, size: Int) throws(FormatError) {
        var head: [UInt8] = []
        head.append(littleEndian: id)
        head.append(littleEndian: UInt64(size))
        try write(head)
    }

    private func write(_ bytes: [UInt8]) throws(FormatError) {
        guard unsafe fwrite(bytes, 1, bytes.count, stream) == bytes.count else { throw fault() }
    }

    private func fault() -> FormatError { .unwritable(file: path, reason: systemErrorText()) }
}

/// Points one after the other in Montgomery form.
func montgomeryBytes<Curve: FileCurve>(_ points: some RandomAccessCollection<AffinePoint<Curve>>) -> [UInt8] {
    unsafe bytes(of: points, size: AffinePoint<Curve>.byteCount) { unsafe $0.storeMontgomery(to: $1) }
}

/// Points one after the other with the most significant bytes first, as transcripts hash them.
func uncompressedBytes<Curve: FileCurve>(_ points: some RandomAccessCollection<AffinePoint<Curve>>) -> [UInt8] {
    unsafe bytes(of: points, size: AffinePoint<Curve>.byteCount) { unsafe $0.storeUncompressed(to: $1) }
}

/// Points one after the other in compressed form.
func compressedBytes<Curve: FileCurve>(_ points: some RandomAccessCollection<AffinePoint<Curve>>) -> [UInt8] {
    unsafe bytes(of: points, size: AffinePoint<Curve>.byteCount / 2) { unsafe $0.storeCompressed(to: $1) }
}

private func bytes<Curve: FileCurve>(
    of points: some RandomAccessCollection<AffinePoint<Curve>>, size: Int,
    _ store: (AffinePoint<Curve>, UnsafeMutableRawPointer) -> Void
) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: points.count * size) { buffer, initialized in
        if let start = buffer.baseAddress {
            for (index, point) in points.enumerated() { unsafe store(point, UnsafeMutableRawPointer(start) + index * size) }
        }
        initialized = points.count * size
    }
}
