import FiniteFields

/// A value inside a JSON text, with its path for messages.
struct JSONPlace {
    let node: JSONNode
    let file: String
    let path: String

    static func root(_ bytes: [UInt8], name: String) throws(FormatError) -> JSONPlace {
        JSONPlace(node: try JSONText.parse(bytes, name: name), file: name, path: "")
    }

    func fault(_ expected: String, found: String? = nil) -> FormatError {
        .wrongDocument(file: file, path: path, expected: expected, found: found ?? node.kind)
    }

    /// The member of that name, nil if there is none.
    ///
    /// - Throws: `FormatError.wrongDocument` if this is no object.
    func optionalMember(_ name: String) throws(FormatError) -> JSONPlace? {
        guard case .object(let members) = node else { throw fault("an object") }
        guard let member = members.first(where: { $0.name == name }) else { return nil }
        return JSONPlace(node: member.value, file: file, path: path.isEmpty ? name : "\(path).\(name)")
    }

    func member(_ name: String) throws(FormatError) -> JSONPlace {
        guard let member = try optionalMember(name) else { throw fault("a member \"\(name)\"", found: "none") }
        return member
    }

    /// The elements of an array, exactly `count` if that is given.
    func elements(_ count: Int? = nil) throws(FormatError) -> [JSONPlace] {
        guard case .array(let elements) = node, count == nil || elements.count == count else {
            throw fault(count.map { "an array of \($0)" } ?? "an array")
        }
        return elements.enumerated().map { JSONPlace(node: $0.element, file: file, path: "\(path)[\($0.offset)]") }
    }

    func text() throws(FormatError) -> String {
        guard case .string(let text) = node else { throw fault("a string") }
        return text
    }

    /// A count: a number of digits alone, at most 2^32 − 1.
    func count() throws(FormatError) -> Int {
        guard case .number(let text) = node, let value = UInt32(text), "\(value)" == text else { throw fault("a count") }
        return Int(value)
    }

    /// A string of decimal digits without leading zeros, below 2^256.
    func words() throws(FormatError) -> Words256 {
        guard let words = decimalWords(try text().utf8) else {
            throw fault("a decimal integer below 2^256, without leading zeros", found: "another text")
        }
        return words
    }

    /// A string of decimal digits without leading zeros, below the field's modulus.
    func element<Modulus: PrimeModulus256>(_ modulus: Modulus.Type = Modulus.self) throws(FormatError) -> PrimeField256<Modulus> {
        guard let value = PrimeField256<Modulus>(canonical: try words()) else {
            throw fault("an integer below the field's modulus", found: "a larger one")
        }
        return value
    }

    /// [c0, c1].
    func quadratic() throws(FormatError) -> BN254Base2 {
        let parts = try elements(2)
        return BN254Base2(try parts[0].element(), try parts[1].element())
    }

    /// [x, y, "1"], or ["0", "1", "0"] for infinity.
    func g1() throws(FormatError) -> G1Affine {
        let parts = try elements(3)
        let (x, y): (BN254Base, BN254Base) = (try parts[0].element(), try parts[1].element())
        switch try parts[2].text() {
        case "1": return G1Affine(uncheckedX: x, y: y)
        case "0" where x.isZero && y == .one: return .infinity
        default: throw parts[2].fault("\"1\", or \"0\" after \"0\" and \"1\"", found: "another text")
        }
    }

    /// [[x0, x1], [y0, y1], ["1", "0"]], or [["0", "0"], ["1", "0"], ["0", "0"]] for infinity.
    func g2() throws(FormatError) -> G2Affine {
        let parts = try elements(3)
        let (x, y, z) = (try parts[0].quadratic(), try parts[1].quadratic(), try parts[2].quadratic())
        if z == .one { return G2Affine(uncheckedX: x, y: y) }
        if z.isZero && x.isZero && y == .one { return .infinity }
        throw parts[2].fault("[\"1\", \"0\"], or zeros for infinity", found: "other values")
    }

    /// Checks `protocol` and `curve`, which some writers leave out.
    func checkKind() throws(FormatError) {
        if let kind = try optionalMember("protocol"), try kind.text() != "groth16" {
            throw kind.fault("\"groth16\"", found: "another text")
        }
        if let curve = try optionalMember("curve"), !["bn128", "bn254"].contains(try curve.text()) {
            throw curve.fault("\"bn128\"", found: "another text")
        }
    }
}

extension JSONNode {
    static func element<Modulus>(_ value: PrimeField256<Modulus>) -> JSONNode { .string(value.decimal) }
    static func quadratic(_ value: BN254Base2) -> JSONNode { .array([.element(value.c0), .element(value.c1)]) }

    static func g1(_ point: G1Affine) -> JSONNode {
        if point.isInfinity { return .array([.string("0"), .string("1"), .string("0")]) }
        return .array([.element(point.x), .element(point.y), .string("1")])
    }

    static func g2(_ point: G2Affine) -> JSONNode {
        if point.isInfinity { return .array([.quadratic(.zero), .quadratic(.one), .quadratic(.zero)]) }
        return .array([.quadratic(point.x), .quadratic(point.y), .quadratic(.one)])
    }
}
