import Foundation
import Testing

/// `burhan circuit …` and `burhan groth16 witness`, as a user runs them.
@Suite("Circuits on the command line")
struct CircuitCommandTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let example = root.appendingPathComponent("examples/income-threshold-circuit/input.json").path
    private static let vectors = root.appendingPathComponent("../shared/vectors/groth16")

    @Test func goesFromTheExampleToACheckedWitness() throws {
        let place = try TemporaryDirectory()
        let (constraints, witness) = (place.path("income.r1cs"), place.path("income.wtns"))
        #expect(try Binary.run("circuit", "export", "income-threshold", "--r1cs", constraints, "--sym", place.path("income.sym")).code == 0)
        let calculated = try Binary.run("circuit", "witness", "income-threshold", Self.example, "--output", witness, "--json")
        #expect(calculated.code == 0)
        #expect(calculated.json["wires"] as? Int == 3828)
        // The witness holds the incomes: nobody else may read it.
        let mode = try FileManager.default.attributesOfItem(atPath: witness)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let checked = try Binary.run("circuit", "check", constraints, witness)
        #expect(checked.code == 0)
        #expect(checked.output.contains("satisfies all 3828 constraints"))
    }

    @Test func aRefusalIsCodeOneAndAFaultOfTheFilesCodeTwo() throws {
        let place = try TemporaryDirectory()
        let text = try String(contentsOfFile: Self.example, encoding: .utf8)
        let output = place.path("out.wtns")
        func run(_ changed: String) throws -> Binary.Outcome {
            let path = try place.file("input.json", Data(changed.utf8))
            return try Binary.run("circuit", "witness", "income-threshold", path, "--output", output)
        }
        let forged = try run(text.replacingOccurrences(of: "5200", with: "52000"))
        #expect(forged.code == 1)
        #expect(forged.error.contains("they do not satisfy commitment"))
        #expect(!forged.error.contains("52000"))
        let misspelt = try run(text.replacingOccurrences(of: "\"salt\"", with: "\"sault\""))
        #expect(misspelt.code == 2)
        #expect(misspelt.error.contains("no input \"sault\""))
        let fraction = try run(text.replacingOccurrences(of: "5200", with: "52.5"))
        #expect(fraction.code == 2)
        #expect(fraction.error.contains("$.incomes[4]"))
        #expect(!FileManager.default.fileExists(atPath: output))
        let unknown = try Binary.run("circuit", "witness", "income-treshold", Self.example)
        #expect(unknown.code == 2)
        #expect(unknown.error.contains("did you mean 'income-threshold'?"))
    }

    @Test func listsCircuitsWithTheirInputs() throws {
        let list = try Binary.run("circuit", "list")
        #expect(list.code == 0)
        for name in ["income-threshold", "merkle-membership", "eddsa-message", "sha256-preimage"] {
            #expect(list.output.contains("\(name): "))
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: vectors.path), "the shared vectors are not here"))
    func findsNoFreeWireInACircuitOfCircom() throws {
        let outcome = try Binary.run(
            "circuit", "check", Self.vectors.appendingPathComponent("real1k.r1cs").path,
            Self.vectors.appendingPathComponent("real1k.wtns").path, "--json")
        #expect(outcome.code == 0)
        #expect(outcome.json["wires"] as? Int == 1003)
        // The witness of one circuit is none of another.
        let foreign = try Binary.run(
            "circuit", "check", Self.vectors.appendingPathComponent("real1k.r1cs").path,
            Self.vectors.appendingPathComponent("bits12.wtns").path)
        #expect(foreign.code == 2)
        #expect(foreign.error.contains("4096 wires"))
    }

    @Test func tellsWhatIsWrongWithACalculator() throws {
        let place = try TemporaryDirectory()
        let inputs = try place.file("input.json", Data("{\"a\": 1}".utf8))
        let module = try place.file("circuit.wasm", Data("no module".utf8))
        let missing = try Binary.run("groth16", "witness", module, inputs, "--runtime", place.path("nowhere.so"))
        #expect(missing.code == 4)
        #expect(missing.error.contains("Wasmtime"))
        #expect(try Binary.run("groth16", "witness", place.path("nowhere.wasm"), inputs).code == 2)
        #expect(try Binary.run("groth16", "witness", module, inputs, "--memory-limit", "0").code == 64)
    }
}
