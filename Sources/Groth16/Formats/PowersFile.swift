import FiniteFields

/// Powers of tau (.ptau) over BN254, mapped and used in place: the first phase of a ceremony, for all circuits up to 2^`power` constraints.
///
/// When it is opened, sizes are checked against the power and the contributions are read; the points themselves are checked by
/// `PowersVerification`.
public struct PowersFile: Sendable {
    /// The ids of the sections.
    public enum Section: UInt32, Sendable, CaseIterable {
        case header = 1
        case tau1 = 2
        case tau2 = 3
        case alphaTau1 = 4
        case betaTau1 = 5
        case beta2 = 6
        case contributions = 7
        case lagrangeTau1 = 12
        case lagrangeTau2 = 13
        case lagrangeAlphaTau1 = 14
        case lagrangeBetaTau1 = 15
    }

    /// The sections that `prepare` adds: for each power p the Lagrange basis of the domain of size 2^p, one after the other from p = 0.
    public struct Lagrange: Sendable {
        /// Powers 0 to `power` + 1.
        public let tau1: PointSection<BN254G1>
        /// Powers 0 to `power`, like those that follow.
        public let tau2: PointSection<BN254G2>
        public let alphaTau1: PointSection<BN254G1>
        public let betaTau1: PointSection<BN254G1>
    }

    public let file: SectionFile
    /// 1 ... 28.
    public let power: Int
    /// The power of the ceremony that these powers were cut from; equal to `power` where nothing was cut.
    public let ceremonyPower: Int
    /// [τ^i] for i below 2^(power + 1) − 1.
    public let tau1: PointSection<BN254G1>
    /// [τ^i], [α τ^i], [β τ^i] for i below 2^power.
    public let tau2: PointSection<BN254G2>
    public let alphaTau1: PointSection<BN254G1>
    public let betaTau1: PointSection<BN254G1>
    public let beta2: PointSection<BN254G2>
    public let contributions: [PowersContribution]
    /// Nil before `prepare`.
    public let lagrange: Lagrange?

    public init(path: String) throws(FormatError) { try self.init(FileBytes(path: path)) }

    public init(_ bytes: FileBytes) throws(FormatError) {
        let file = try SectionFile(bytes, magic: "ptau", versions: 1...1)
        self.file = file
        func section(_ id: Section) throws(FormatError) -> ByteRange { try file.section(id.rawValue) }
        let header = try section(.header)
        try header.expectCount(44, "the header")
        var cursor = ByteCursor(header)
        try cursor.modulus(BN254Base.modulus, "the base field")
        let place = cursor.place
        let power = try cursor.word32("the power")
        let ceremonyPower = try cursor.word32("the ceremony's power")
        guard (1...28).contains(power), (power...28).contains(ceremonyPower) else {
            throw .wrongValue(
                place, what: "power", expected: "1 to 28, and a ceremony's power from there to 28", found: "\(power) and \(ceremonyPower)")
        }
        self.power = Int(power)
        self.ceremonyPower = Int(ceremonyPower)
        let size = 1 << self.power
        tau1 = try PointSection(section(.tau1), count: 2 * size - 1, "powers of tau")
        tau2 = try PointSection(section(.tau2), count: size, "powers of tau")
        alphaTau1 = try PointSection(section(.alphaTau1), count: size, "powers of tau times alpha")
        betaTau1 = try PointSection(section(.betaTau1), count: size, "powers of tau times beta")
        beta2 = try PointSection(section(.beta2), count: 1, "beta")
        contributions = try PowersContribution.read(section(.contributions))
        guard try file.optionalSection(Section.lagrangeTau1.rawValue) != nil else {
            lagrange = nil
            return
        }
        lagrange = Lagrange(
            tau1: try PointSection(section(.lagrangeTau1), count: 4 * size - 1, "Lagrange bases"),
            tau2: try PointSection(section(.lagrangeTau2), count: 2 * size - 1, "Lagrange bases"),
            alphaTau1: try PointSection(section(.lagrangeAlphaTau1), count: 2 * size - 1, "Lagrange bases times alpha"),
            betaTau1: try PointSection(section(.lagrangeBetaTau1), count: 2 * size - 1, "Lagrange bases times beta"))
    }

    /// The bytes of the header section.
    static func encodedHeader(power: Int, ceremonyPower: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(littleEndian: UInt32(32))
        bytes.append(littleEndian: BN254Base.modulus)
        bytes.append(littleEndian: UInt32(power))
        bytes.append(littleEndian: UInt32(ceremonyPower))
        return bytes
    }
}
