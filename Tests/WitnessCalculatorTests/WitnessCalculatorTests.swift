import Circuits
import FiniteFields
import Foundation
import Testing

import WitnessCalculator

/// Whether the runtime is here; `scripts/setup` installs it.
let runtime = try? WebAssemblyRuntime.locate()

/// The program lies beside the test bundle.
let worker = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().appendingPathComponent("burhan")
    .path

/// Runs a calculator given as text.
func calculate(
    _ text: String, _ inputs: [CircuitInput], limits: WitnessCalculator.Limits = .init(memory: 16 << 20, seconds: 30),
    isCancelled: () -> Bool = { false }
) throws -> [BN254Scalar] {
    let path = try #require(runtime)
    return try WitnessCalculator(worker: worker, runtime: path, limits: limits).calculate(
        module: try WebAssemblyRuntime.module(fromText: text, libraryPath: path), inputs: inputs, isCancelled: isCancelled)
}

let fiveAndTwo = [CircuitInput("a", [5]), CircuitInput("b", [-BN254Scalar(1), 3])]
let witnessOfFiveAndTwo: [BN254Scalar] = [1, 5, 5, -BN254Scalar(1), 3]

@Suite("Witness calculators", .enabled(if: runtime != nil, "Wasmtime is missing: run scripts/setup"))
struct WitnessCalculatorTests {
    static let interfaces: [(name: String, text: String)] = [
        ("circom 1", TextModules.circom1()),
        ("circom 2.0", TextModules.Circom2(hasMessages: false, hasBufferStart: false).text),
        ("circom 2.0 without sizes", TextModules.Circom2(hasMessages: false, hasSizes: false).text),
        ("circom 2.1", TextModules.Circom2().text),
    ]

    @Test(arguments: interfaces)
    func calculatesTheWitness(_ interface: (name: String, text: String)) throws {
        #expect(try calculate(interface.text, fiveAndTwo) == witnessOfFiveAndTwo)
    }

    @Test(arguments: interfaces)
    func namesAnUnknownSignal(_ interface: (name: String, text: String)) {
        #expect(throws: WitnessCalculatorError.unknownSignal("sum")) {
            try calculate(interface.text, [CircuitInput("a", [5]), CircuitInput("sum", [5])])
        }
        #expect(throws: WitnessCalculatorError.unknownSignal("sum")) { try calculate(interface.text, [CircuitInput("sum", [5, 6, 7])]) }
    }

    @Test(arguments: interfaces)
    func tellsThatInputsAreMissing(_ interface: (name: String, text: String)) {
        let expected: Int? = interface.name == "circom 1" ? nil : 3
        let missing = WitnessCalculatorError.missingInputs(expected: expected, found: 1)
        #expect(throws: missing) { try calculate(interface.text, [CircuitInput("a", [5])]) }
    }

    @Test func tellsSurplusFromMissingValues() {
        let module = TextModules.Circom2().text
        #expect(throws: WitnessCalculatorError.tooManyValues(signal: "a", expected: 1, found: 2)) {
            try calculate(module, [CircuitInput("a", [5, 6]), CircuitInput("b", [1, 2])])
        }
        #expect(throws: WitnessCalculatorError.tooFewValues(signal: "b", expected: 2, found: 1)) {
            try calculate(module, [CircuitInput("a", [5]), CircuitInput("b", [1])])
        }
        let withoutSizes = TextModules.Circom2(hasMessages: false, hasSizes: false).text
        #expect(throws: WitnessCalculatorError.tooManyValues(signal: "a", expected: nil, found: 2)) {
            try calculate(withoutSizes, [CircuitInput("a", [5, 6])])
        }
        #expect(throws: WitnessCalculatorError.tooManyValues(signal: "b", expected: nil, found: 2)) {
            try calculate(TextModules.circom1(), [CircuitInput("b", [1, 2]), CircuitInput("a", [5]), CircuitInput("b", [1, 2])])
        }
    }

    @Test func repeatsTheCircuitsOwnWordsWhenItRefuses() {
        let inputs = [CircuitInput("a", [7]), CircuitInput("b", [1, 2])]
        #expect(throws: WitnessCalculatorError.refused(message: "an assertion failed; Error in template Pair_0 line: 7")) {
            try calculate(TextModules.Circom2().text, inputs)
        }
        #expect(throws: WitnessCalculatorError.refused(message: "an assertion failed")) {
            try calculate(TextModules.Circom2(hasMessages: false).text, inputs)
        }
        #expect(throws: WitnessCalculatorError.refused(message: "Constraint doesn't match: pair.circom:7:4")) {
            try calculate(TextModules.circom1(), inputs)
        }
    }

    @Test func stopsAnEndlessLoop() {
        let module = TextModules.Circom2(body: "(loop $again (br $again))").text
        #expect(throws: WitnessCalculatorError.timeExhausted(seconds: 1)) {
            try calculate(module, fiveAndTwo, limits: .init(memory: 16 << 20, seconds: 1))
        }
    }

    @Test func stopsWhenAsked() {
        let module = TextModules.Circom2(body: "(loop $again (br $again))").text
        #expect(throws: WitnessCalculatorError.cancelled) { try calculate(module, fiveAndTwo, isCancelled: { true }) }
    }

    @Test func keepsMemoryBelowItsLimit() {
        // Grows page by page and tells, as circom's modules do, when there is no more.
        let greedy = TextModules.Circom2(
            body: "(loop $more (br_if $more (i32.ne (memory.grow (i32.const 1)) (i32.const -1)))) (call $exception (i32.const 5))")
        #expect(throws: WitnessCalculatorError.memoryExhausted(limit: 16 << 20)) { try calculate(greedy.text, fiveAndTwo) }
        // 16 MiB are 256 pages: one more than that cannot be reached.
        let measuring = TextModules.Circom2(
            body: """
                (loop $more (br_if $more (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
                (if (i32.ne (memory.size) (i32.const 256)) (then (unreachable)))
                """)
        #expect(throws: Never.self) { try calculate(measuring.text, fiveAndTwo) }
        #expect { try calculate(TextModules.Circom2(pages: 1000).text, fiveAndTwo) } throws: { error in
            guard case WitnessCalculatorError.notInstantiable = error else { return false }
            return true
        }
        #expect { try calculate(TextModules.circom1(pages: 1000), fiveAndTwo) } throws: { error in
            guard case WitnessCalculatorError.notInstantiable(let reason) = error else { return false }
            return reason.contains("above the limit of 256")
        }
    }

    @Test func reportsATrapWithTheFunctionThatWasCalled() {
        #expect { try calculate(TextModules.Circom2(body: "(unreachable)").text, fiveAndTwo) } throws: { error in
            guard case WitnessCalculatorError.trapped(let function, let reason) = error else { return false }
            return function == "setInputSignal" && reason.contains("unreachable")
        }
        let recursive = TextModules.Circom2(body: "(call $run)").text
        #expect { try calculate(recursive, fiveAndTwo) } throws: { error in
            guard case WitnessCalculatorError.trapped(_, let reason) = error else { return false }
            return reason.contains("stack")
        }
        let outside = TextModules.Circom2(body: "(drop (i32.load (i32.const 0x7fffffff)))").text
        #expect { try calculate(outside, fiveAndTwo) } throws: { error in
            guard case WitnessCalculatorError.trapped(_, let reason) = error else { return false }
            return reason.contains("out of bounds")
        }
    }

    @Test(arguments: ["setInputSignal", "getWitness", "getWitnessSize", "getRawPrime", "getFieldNumLen32", "init"])
    func namesTheMissingExport(_ name: String) {
        #expect(
            throws: WitnessCalculatorError.notACircomModule(export: name, reason: "the function is not exported")
        ) { try calculate(TextModules.Circom2(omitted: [name]).text, fiveAndTwo) }
    }

    @Test func refusesWhatIsNoCalculatorOfThisField() throws {
        let path = try #require(runtime)
        let calculator = WitnessCalculator(worker: worker, runtime: path)
        for bytes in [[], [0, 0x61, 0x73, 0x6D], Array("no module".utf8)] as [[UInt8]] {
            #expect { try calculator.calculate(module: bytes, inputs: []) } throws: { error in
                guard case WitnessCalculatorError.invalidModule = error else { return false }
                return true
            }
        }
        #expect { try calculate("(module (memory (export \"memory\") 1))", []) } throws: { error in
            guard case WitnessCalculatorError.notACircomModule = error else { return false }
            return true
        }
        #expect(throws: WitnessCalculatorError.unsupportedVersion(3)) { try calculate(TextModules.Circom2(version: 3).text, []) }
        #expect(throws: WitnessCalculatorError.unsupportedField) { try calculate(TextModules.Circom2(modulus: "\\01").text, []) }
        let foreign = TextModules.Circom2(extraImport: "(import \"wasi_snapshot_preview1\" \"fd_write\" (func (param i32)))")
        #expect { try calculate(foreign.text, fiveAndTwo) } throws: { error in
            guard case WitnessCalculatorError.notInstantiable(let reason) = error else { return false }
            return reason.contains("wasi_snapshot_preview1.fd_write")
        }
    }

    @Test func refusesAWitnessThatIsNone() {
        #expect(throws: WitnessCalculatorError.malformedWitness(reason: "wire 0 is not one")) {
            try calculate(TextModules.Circom2(firstWire: "\\02").text, fiveAndTwo)
        }
        let unreduced = TextModules.Circom2(body: "(i32.store (i32.const 4252) (i32.const -1))").text
        #expect(throws: WitnessCalculatorError.malformedWitness(reason: "wire 4 is not below the modulus")) {
            try calculate(unreduced, fiveAndTwo)
        }
    }

    @Test func calculatesManyAtOnceWithoutMixingThem() async throws {
        let results = try await withThrowingTaskGroup(of: (UInt64, [BN254Scalar]).self) { group in
            for value in UInt64(100)..<108 {
                group.addTask {
                    (
                        value,
                        try calculate(TextModules.Circom2().text, [CircuitInput("a", [BN254Scalar(value)]), CircuitInput("b", [1, 2])])
                    )
                }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        for value in UInt64(100)..<108 { #expect(results[value]?[1] == BN254Scalar(value)) }
    }
}

@Suite("The runtime's place and the worker")
struct WorkerTests {
    @Test func saysWhereTheRuntimeWasLookedFor() {
        #expect { try WebAssemblyRuntime.locate(configured: "/nowhere/libwasmtime.so") } throws: { error in
            "\(error)".contains("/nowhere/libwasmtime.so") && "\(error)".contains(WebAssemblyRuntime.version)
        }
    }

    @Test func saysThatALibraryIsNotTheRuntime() {
        let calculator = WitnessCalculator(worker: worker, runtime: "/lib/x86_64-linux-gnu/libm.so.6")
        #expect { try calculator.calculate(module: [0], inputs: []) } throws: { error in
            guard case WitnessCalculatorError.runtimeMissing = error else { return false }
            return true
        }
    }

    @Test func saysThatTheWorkerCannotStartOrGivesNoAnswer() {
        for path in ["/nowhere/burhan", "/bin/true", "/bin/echo"] {
            #expect { try WitnessCalculator(worker: path, runtime: "x").calculate(module: [0], inputs: []) } throws: { error in
                guard case WitnessCalculatorError.workerFailed = error else { return false }
                return true
            }
        }
    }

    @Test func messagesSurviveTheirWayAndHostileBytesAreRefused() {
        let request = CalculationRequest(libraryPath: "/x", memoryLimit: 5, seconds: 6, module: [1, 2, 3], inputs: fiveAndTwo)
        #expect(CalculationRequest(request.bytes) == request)
        let answers: [CalculationAnswer] = [
            .witness([1, 2, 3]), .failure(.cancelled), .failure(.tooManyValues(signal: "a", expected: nil, found: 2)),
            .failure(.tooManyValues(signal: "a", expected: 1, found: 2)), .failure(.trapped(function: "f", reason: "r")),
            .failure(.memoryExhausted(limit: 1 << 40)), .failure(.missingInputs(expected: nil, found: 0)),
            .failure(.unsupportedVersion(-1)),
        ]
        for answer in answers {
            #expect(CalculationAnswer(answer.bytes) == answer)
            for length in 0..<answer.bytes.count { #expect(CalculationAnswer(Array(answer.bytes[..<length])) == nil) }
            #expect(CalculationAnswer(answer.bytes + [0]) == nil)
        }
        for length in 0..<request.bytes.count { #expect(CalculationRequest(Array(request.bytes[..<length])) == nil) }
        var huge = CalculationAnswer.witness([1]).bytes
        for index in 8..<16 { huge[index] = 0xFF }
        #expect(CalculationAnswer(huge) == nil)
    }
}
