import Circuits
import FiniteFields
import Testing

@Suite("Finding what constraints leave free")
struct FreedomReportTests {
    private func report(_ circuit: CompiledCircuit, _ inputs: [CircuitInput]) throws -> FreedomReport {
        try #require(circuit.constraints.freedom(at: try circuit.witness(for: inputs)))
    }

    @Test func namesAHintThatNothingBinds() throws {
        let circuit = CompiledCircuit { builder in
            let x = builder.privateInput("x")
            let root = builder.scope("division") { builder.hint(1, from: [x], "half") { [$0[0] * (BN254Scalar(2).inverse ?? .zero)] }[0] }
            builder.output("square", builder.product(x, x, "square"))
            // The author meant to say 2 · half = x, but multiplies by a value that is zero.
            builder.constrain(root * 2 - x, times: builder.product(x, 0, "zero"), equals: 0, "half")
            builder.output("half", root)
        }
        let report = try report(circuit, values(["x": 6]))
        #expect(report.free.count == 1)
        #expect(report.free.first.map { [$0.wire] + $0.dependents }?.contains("division.half") == true)
        #expect(!report.isClean)
    }

    @Test func namesAnInputThatIsBoundToNothing() throws {
        let circuit = CompiledCircuit { builder in
            _ = builder.publicInput("nullifier")
            builder.output("y", builder.privateInput("x") * 3)
        }
        #expect(try report(circuit, values(["nullifier": 1, "x": 2])).unused == ["nullifier"])
    }

    @Test func namesTwoWiresOfWhichOnlyTheSumIsBound() throws {
        let circuit = CompiledCircuit { builder in
            let x = builder.privateInput("x")
            let parts = builder.hint(2, from: [x], "part") { [$0[0] - 1, 1] }
            builder.constrain(parts[0] + parts[1], equals: x, "sum")
            builder.output("product", builder.product(parts[0], parts[1], "product"))
        }
        let report = try report(circuit, values(["x": 5]))
        #expect(report.free.count == 1)
        #expect(Set(report.free.flatMap { [$0.wire] + $0.dependents }).isSuperset(of: ["part[0]", "part[1]"]))
    }

    @Test func resolvesWiresThatOnlyASystemOfEquationsBinds() throws {
        let circuit = CompiledCircuit { builder in
            let (s, d) = (builder.privateInput("s"), builder.privateInput("d"))
            let half = BN254Scalar(2).inverse ?? .zero
            let parts = builder.hint(2, from: [s, d], "part") { [($0[0] + $0[1]) * half, ($0[0] - $0[1]) * half] }
            builder.constrain(parts[0] + parts[1], equals: s, "sum")
            builder.constrain(parts[0] - parts[1], equals: d, "difference")
        }
        #expect(try report(circuit, values(["s": 8, "d": 2])).isClean)
        try expectThatNoLiePasses(circuit, values(["s": 8, "d": 2]))
    }

    @Test func saysNothingOfADishonestWitness() throws {
        let circuit = CompiledCircuit { builder in builder.output("y", builder.privateInput("x") * 3) }
        var witness = try circuit.witness(for: values(["x": 2]))
        witness[1] += 1
        #expect(circuit.constraints.freedom(at: witness) == nil)
        #expect(circuit.constraints.freedom(at: []) == nil)
    }
}
