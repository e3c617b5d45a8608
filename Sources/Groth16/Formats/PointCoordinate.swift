import FiniteFields

/// What the files of Groth16 need of a coordinate: its bytes in Montgomery form, little-endian, as in keys; its bytes most significant first,
/// as in transcripts; its sign, as in compressed points.
public protocol PointCoordinate: Field {
    static var byteCount: Int { get }
    /// Reads `byteCount` bytes of Montgomery form without checking that they are reduced; aligned to nothing.
    init(uncheckedMontgomery bytes: UnsafeRawPointer)
    /// Whether every word of base field is below q, as everything read from a file must be.
    var isReduced: Bool { get }
    /// Writes `byteCount` bytes of Montgomery form.
    func storeMontgomery(to bytes: UnsafeMutableRawPointer)
    /// Writes the value as `byteCount` bytes, the most significant first; of an extension the higher coefficient first.
    func storeBigEndian(to bytes: UnsafeMutableRawPointer)
    /// Whether the value is above (q − 1) / 2; of an extension that of the higher coefficient that is not zero.
    var isNegative: Bool { get }
}

extension BN254Base: PointCoordinate {
    @inlinable
    public init(uncheckedMontgomery bytes: UnsafeRawPointer) {
        unsafe self.init(uncheckedMontgomery: littleEndianWords(UnsafeRawBufferPointer(start: bytes, count: 32)))
    }

    @inlinable public var isReduced: Bool { BN254Base(montgomery: montgomery) != nil }

    @inlinable
    public func storeMontgomery(to bytes: UnsafeMutableRawPointer) {
        let words = montgomery
        unsafe bytes.storeBytes(of: words.0.littleEndian, toByteOffset: 0, as: UInt64.self)
        unsafe bytes.storeBytes(of: words.1.littleEndian, toByteOffset: 8, as: UInt64.self)
        unsafe bytes.storeBytes(of: words.2.littleEndian, toByteOffset: 16, as: UInt64.self)
        unsafe bytes.storeBytes(of: words.3.littleEndian, toByteOffset: 24, as: UInt64.self)
    }

    @inlinable
    public func storeBigEndian(to bytes: UnsafeMutableRawPointer) {
        let words = canonical
        unsafe bytes.storeBytes(of: words.3.bigEndian, toByteOffset: 0, as: UInt64.self)
        unsafe bytes.storeBytes(of: words.2.bigEndian, toByteOffset: 8, as: UInt64.self)
        unsafe bytes.storeBytes(of: words.1.bigEndian, toByteOffset: 16, as: UInt64.self)
        unsafe bytes.storeBytes(of: words.0.bigEndian, toByteOffset: 24, as: UInt64.self)
    }

    public var isNegative: Bool {
        // a > (q − 1) / 2 just when 2a, which is below 2q, is not below q, and then 2a mod q is odd.
        doubled.canonical.0 & 1 == 1
    }
}

extension BN254Base2: PointCoordinate {
    @inlinable public static var byteCount: Int { 64 }

    @inlinable
    public init(uncheckedMontgomery bytes: UnsafeRawPointer) {
        unsafe self.init(BN254Base(uncheckedMontgomery: bytes), BN254Base(uncheckedMontgomery: bytes + 32))
    }

    @inlinable public var isReduced: Bool { c0.isReduced && c1.isReduced }

    @inlinable
    public func storeMontgomery(to bytes: UnsafeMutableRawPointer) {
        unsafe c0.storeMontgomery(to: bytes)
        unsafe c1.storeMontgomery(to: bytes + 32)
    }

    @inlinable
    public func storeBigEndian(to bytes: UnsafeMutableRawPointer) {
        unsafe c1.storeBigEndian(to: bytes)
        unsafe c0.storeBigEndian(to: bytes + 32)
    }

    public var isNegative: Bool { c1.isZero ? c0.isNegative : c1.isNegative }
}

/// A curve whose points these files hold.
public protocol FileCurve: ShortWeierstrassCurve where Coordinate: PointCoordinate {
    /// "G1" or "G2", for messages.
    static var name: String { get }
    /// Σ scalar i · point i, on all cores.
    static func combination(_ points: [AffinePoint<Self>], _ scalars: [BN254Scalar]) -> JacobianPoint<Self>
    /// Scalar i · point i, for integers below 2^254, on this thread. The same operations for all points and scalars.
    static func multiples(_ points: [AffinePoint<Self>], _ integers: [Words256]) -> [AffinePoint<Self>]
}

extension BN254G1: FileCurve { public static var name: String { "G1" } }
extension BN254G2: FileCurve { public static var name: String { "G2" } }

extension AffinePoint where Curve: FileCurve {
    /// Bytes of a point by its two coordinates: 64 in G1, 128 in G2.
    @inlinable public static var byteCount: Int { 2 * Curve.Coordinate.byteCount }

    /// Reads a point in Montgomery form without any check.
    @inlinable
    public init(uncheckedMontgomery bytes: UnsafeRawPointer) {
        unsafe self.init(
            uncheckedX: Curve.Coordinate(uncheckedMontgomery: bytes),
            y: Curve.Coordinate(uncheckedMontgomery: bytes + Curve.Coordinate.byteCount))
    }

    /// Writes a point in Montgomery form; infinity is all zeros.
    @inlinable
    public func storeMontgomery(to bytes: UnsafeMutableRawPointer) {
        unsafe x.storeMontgomery(to: bytes)
        unsafe y.storeMontgomery(to: bytes + Curve.Coordinate.byteCount)
    }

    /// Writes the coordinates most significant byte first, as transcripts hash them; infinity is all zeros.
    @inlinable
    public func storeUncompressed(to bytes: UnsafeMutableRawPointer) {
        unsafe x.storeBigEndian(to: bytes)
        unsafe y.storeBigEndian(to: bytes + Curve.Coordinate.byteCount)
    }

    /// Writes x most significant byte first, with bit 7 of the first byte for a negative y; infinity is 0x40 and zeros.
    public func storeCompressed(to bytes: UnsafeMutableRawPointer) {
        unsafe x.storeBigEndian(to: bytes)
        let mark: UInt8 = isInfinity ? 0x40 : y.isNegative ? 0x80 : 0
        unsafe bytes.storeBytes(of: bytes.load(as: UInt8.self) | mark, as: UInt8.self)
    }

    var montgomeryBytes: [UInt8] { unsafe Self.bytes(Self.byteCount) { unsafe storeMontgomery(to: $0) } }
    var uncompressedBytes: [UInt8] { unsafe Self.bytes(Self.byteCount) { unsafe storeUncompressed(to: $0) } }
    var compressedBytes: [UInt8] { unsafe Self.bytes(Self.byteCount / 2) { unsafe storeCompressed(to: $0) } }

    private static func bytes(_ count: Int, _ store: (UnsafeMutableRawPointer) -> Void) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            if let start = buffer.baseAddress { unsafe store(UnsafeMutableRawPointer(start)) }
            initialized = count
        }
    }
}
