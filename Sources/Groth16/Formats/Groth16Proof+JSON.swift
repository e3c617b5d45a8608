import FiniteFields

extension Groth16ProofCoordinates {
    /// Reads a proof.json of snarkjs or rapidsnark.
    ///
    /// Coordinates are decimals below 2^256 without leading zeros; that they are below q is for the verifier to decide. Infinity has coordinates
    /// 0 here, as ["0", "1", "0"] says in the text. Members that are not known are skipped.
    ///
    /// - Throws: `FormatError.wrongDocument`.
    public init(json bytes: [UInt8], name: String) throws(FormatError) {
        let root = try JSONPlace.root(bytes, name: name)
        try root.checkKind()
        let b = try root.member("pi_b").elements(3)
        let (x, y) = (try b[0].elements(2), try b[1].elements(2))
        let zParts = try b[2].elements(2)
        var second = (x0: try x[0].words(), x1: try x[1].words(), y0: try y[0].words(), y1: try y[1].words())
        switch (try zParts[0].text(), try zParts[1].text()) {
        case ("1", "0"): break
        case ("0", "0") where second.x0 == zeroWords && second.x1 == zeroWords && second.y0 == oneWords && second.y1 == zeroWords:
            second.y0 = zeroWords
        default: throw b[2].fault("[\"1\", \"0\"], or zeros for infinity", found: "other values")
        }
        self.init(a: try root.member("pi_a").coordinates(), b: second, c: try root.member("pi_c").coordinates())
    }
}

private let zeroWords: Words256 = (0, 0, 0, 0)
private let oneWords: Words256 = (1, 0, 0, 0)

extension JSONPlace {
    /// [x, y, "1"], or ["0", "1", "0"] for infinity, which gives (0, 0).
    fileprivate func coordinates() throws(FormatError) -> (x: Words256, y: Words256) {
        let parts = try elements(3)
        let (x, y) = (try parts[0].words(), try parts[1].words())
        switch try parts[2].text() {
        case "1": return (x, y)
        case "0" where x == zeroWords && y == oneWords: return (zeroWords, zeroWords)
        default: throw parts[2].fault("\"1\", or \"0\" after \"0\" and \"1\"", found: "another text")
        }
    }
}

extension Groth16Proof {
    /// The text that snarkjs and rapidsnark read.
    public var json: String {
        JSONNode.object([
            ("pi_a", .g1(a)), ("pi_b", .g2(b)), ("pi_c", .g1(c)), ("protocol", .string("groth16")), ("curve", .string("bn128")),
        ]).text()
    }
}

/// The public inputs of a proof as text: an array of decimals.
public enum PublicInputs {
    /// Reads a public.json: decimals below 2^256 without leading zeros; that they are below r and of the right number is for the verifier to
    /// decide.
    ///
    /// - Throws: `FormatError.wrongDocument`.
    public static func read(json bytes: [UInt8], name: String) throws(FormatError) -> [Words256] {
        var values: [Words256] = []
        for element in try JSONPlace.root(bytes, name: name).elements() { values.append(try element.words()) }
        return values
    }

    /// The text that snarkjs and rapidsnark read.
    public static func json(_ values: [BN254Scalar]) -> String { JSONNode.array(values.map { .element($0) }).text() }
}
