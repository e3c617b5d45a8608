/// What a contribution to a ceremony says about itself: an optional name, and for a beacon how it was made.
public struct ContributionParameters: Equatable, Sendable {
    /// A public random value, for example of a blockchain or a lottery, hashed 2^`logIterations` times.
    public struct Beacon: Equatable, Sendable {
        /// Verification computes beacons up to 2^28 hashes, some minutes; a file that asks for 2^63 must not stop it for ever.
        public static let longestVerified = 28

        /// At most 255 bytes, at least one.
        public var value: [UInt8]
        /// 10 ... 63.
        public var logIterations: Int

        public init(value: [UInt8], logIterations: Int) {
            self.value = value
            self.logIterations = logIterations
        }
    }

    /// At most 255 bytes of UTF-8 are read, at most 64 characters written.
    public var name: String?
    /// Nil for a contribution from a participant's randomness.
    public var beacon: Beacon?

    public init(name: String? = nil, beacon: Beacon? = nil) {
        self.name = name
        self.beacon = beacon
    }

    /// The tags of the parameters, in the order they must have.
    private enum Tag: UInt8 {
        case name = 1
        case iterations = 2
        case beacon = 3
    }

    /// Reads `type u32 | length u32 | parameters`.
    init(_ cursor: inout ByteCursor) throws(FormatError) {
        let typePlace = cursor.place
        let type = try cursor.word32("a contribution's type")
        guard type <= 1 else {
            throw .wrongValue(typePlace, what: "type of a contribution", expected: "0 (participant) or 1 (beacon)", found: "\(type)")
        }
        let length = try cursor.word32("the length of a contribution's parameters")
        var content = ByteCursor(try cursor.part(Int(length), "a contribution's parameters"))
        var value: [UInt8]?
        var iterations: UInt8?
        var last: UInt8 = 0
        while content.left > 0 {
            let place = content.place
            let tag = try content.byte("a parameter's tag")
            guard tag > last, let tag = Tag(rawValue: tag) else {
                throw .wrongValue(
                    place, what: "tag of a contribution's parameter", expected: "1, 2 or 3 in ascending order", found: "\(tag)")
            }
            last = tag.rawValue
            switch tag {
            case .name:
                let bytes = try content.part(Int(try content.byte("a name's length")), "a name")
                guard let text = String(validating: bytes.bytes, as: UTF8.self) else {
                    throw .wrongValue(bytes.place(), what: "name of a contribution", expected: "UTF-8", found: "other bytes")
                }
                name = text
            case .iterations: iterations = try content.byte("a beacon's iterations")
            case .beacon: value = try content.part(Int(try content.byte("a beacon's length")), "a beacon").bytes
            }
        }
        switch (type, value, iterations) {
        case (0, nil, nil): beacon = nil
        case (1, .some(let value), .some(let iterations)) where !value.isEmpty && (10...63).contains(iterations):
            beacon = Beacon(value: value, logIterations: Int(iterations))
        default:
            throw .wrongValue(
                typePlace, what: "parameters of a contribution",
                expected: type == 0 ? "no beacon" : "a beacon of 1 to 255 bytes with 2^10 to 2^63 iterations",
                found: type == 0 ? "a beacon" : "another combination")
        }
    }

    /// `type u32 | length u32 | parameters`.
    func encoded() -> [UInt8] {
        var parameters: [UInt8] = []
        if let name, !name.isEmpty {
            let text = Array(name.utf8.prefix(255))
            parameters += [Tag.name.rawValue, UInt8(text.count)] + text
        }
        if let beacon {
            parameters += [Tag.iterations.rawValue, UInt8(beacon.logIterations)]
            parameters += [Tag.beacon.rawValue, UInt8(beacon.value.count)] + beacon.value
        }
        var bytes: [UInt8] = []
        bytes.append(littleEndian: UInt32(beacon == nil ? 0 : 1))
        bytes.append(littleEndian: UInt32(parameters.count))
        return bytes + parameters
    }
}
