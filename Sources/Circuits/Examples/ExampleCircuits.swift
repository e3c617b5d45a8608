import FiniteFields

/// Circuits that come with Burhan, by name.
public struct ExampleCircuit: Sendable {
    public let name: String
    public let summary: String
    private let build: @Sendable (CircuitBuilder) -> Void

    public func compiled() -> CompiledCircuit { CompiledCircuit(build) }

    public static let all: [ExampleCircuit] = [
        ExampleCircuit(name: "income-threshold", summary: "twelve committed monthly incomes average at least a public threshold") {
            IncomeThreshold(months: 12).build($0)
        },
        ExampleCircuit(name: "merkle-membership", summary: "a private leaf is in a public Poseidon tree of depth 20") { builder in
            let root = builder.publicInput("root")
            let leaf = builder.privateInput("leaf")
            let path = builder.privateInputs("path", count: 20).map { builder.boolean($0, "path.bit") }
            let siblings = builder.privateInputs("siblings", count: 20)
            builder.constrain(builder.merkleRoot(leaf: leaf, path: path, siblings: siblings), equals: root, "root")
        },
        ExampleCircuit(name: "eddsa-message", summary: "a signature by a public key (Ax, Ay) of a public message is known") { builder in
            let message = builder.publicInput("message")
            let key = builder.point(builder.publicInput("Ax"), builder.publicInput("Ay"), "A.onCurve")
            let r8 = builder.point(builder.privateInput("R8x"), builder.privateInput("R8y"), "R8.onCurve")
            builder.constrainEdDSA(key: key, r8: r8, s: builder.privateInput("S"), message: message)
        },
        ExampleCircuit(name: "sha256-preimage", summary: "32 private bytes with a public SHA-256, given as two halves of 128 bits") {
            builder in
            let halves = [builder.publicInput("digestHigh"), builder.publicInput("digestLow")]
            let bytes = builder.privateInputs("bytes", count: 32)
            let message = bytes.enumerated().flatMap { Array(builder.bits(of: $1, count: 8, "bytes[\($0)].bits").reversed()) }
            let digest = builder.sha256(message)
            for (half, bits) in zip(halves, [digest[..<128], digest[128...]]) {
                builder.constrain(LinearCombination(bits: bits.reversed()), equals: half, "digest")
            }
        },
    ]

    public static func named(_ name: String) -> ExampleCircuit? { all.first { $0.name == name } }
}
