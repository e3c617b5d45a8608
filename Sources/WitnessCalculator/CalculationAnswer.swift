import FiniteFields

/// What the worker process answers, as bytes. The reader trusts none of them: the worker has run foreign code.
package enum CalculationAnswer: Equatable {
    /// 32 bytes a wire, least significant first.
    case witness([UInt8])
    case failure(WitnessCalculatorError)

    /// Names and reasons are cut to this many bytes.
    static let longestText = 2048

    package var bytes: [UInt8] {
        var writer = MessageWriter()
        switch self {
        case .witness(let witness):
            writer.append(0)
            writer.append(witness)
        case .failure(let error):
            let (code, texts, numbers) = Self.parts(of: error)
            writer.append(code)
            writer.append(UInt64(texts.count))
            for text in texts { writer.append(String(text.prefix(Self.longestText / 4))) }
            writer.append(UInt64(numbers.count))
            for number in numbers { writer.append(UInt64(bitPattern: number)) }
        }
        return writer.bytes
    }

    /// Nil unless the bytes are exactly one answer.
    package init?(_ bytes: [UInt8]) {
        var reader = MessageReader(bytes)
        guard let code = reader.word() else { return nil }
        if code == 0 {
            guard let witness = reader.block(), reader.isAtEnd else { return nil }
            self = .witness(witness)
            return
        }
        var texts: [String] = []
        var numbers: [Int64] = []
        guard let textCount = reader.word(), textCount <= 2 else { return nil }
        for _ in 0..<textCount {
            guard let text = reader.text(), text.utf8.count <= Self.longestText else { return nil }
            texts.append(text)
        }
        guard let numberCount = reader.word(), numberCount <= 2 else { return nil }
        for _ in 0..<numberCount {
            guard let number = reader.word() else { return nil }
            numbers.append(Int64(bitPattern: number))
        }
        guard reader.isAtEnd, let error = Self.error(code, texts, numbers) else { return nil }
        self = .failure(error)
    }

    private static func parts(of error: WitnessCalculatorError) -> (code: UInt64, texts: [String], numbers: [Int64]) {
        switch error {
        case .runtimeMissing(let reason): (1, [reason], [])
        case .workerFailed(let reason): (2, [reason], [])
        case .invalidModule(let reason): (3, [reason], [])
        case .notInstantiable(let reason): (4, [reason], [])
        case .notACircomModule(let export, let reason): (5, [export, reason], [])
        case .unsupportedVersion(let version): (6, [], [Int64(version)])
        case .unsupportedField: (7, [], [])
        case .unknownSignal(let name): (8, [name], [])
        case .tooFewValues(let signal, let expected, let found): (9, [signal], [Int64(expected), Int64(found)])
        case .tooManyValues(let signal, let expected, let found): (10, [signal], [Int64(expected ?? -1), Int64(found)])
        case .missingInputs(let expected, let found): (11, [], [Int64(expected ?? -1), Int64(found)])
        case .refused(let message): (12, [message], [])
        case .trapped(let function, let reason): (13, [function, reason], [])
        case .memoryExhausted(let limit): (14, [], [Int64(bitPattern: limit)])
        case .timeExhausted(let seconds): (15, [], [Int64(seconds)])
        case .malformedWitness(let reason): (16, [reason], [])
        case .cancelled: (17, [], [])
        }
    }

    private static func error(_ code: UInt64, _ texts: [String], _ numbers: [Int64]) -> WitnessCalculatorError? {
        let counts = numbers.map { $0 < 0 ? nil : Int($0) }
        return switch (code, texts.count, numbers.count) {
        case (1, 1, 0): .runtimeMissing(reason: texts[0])
        case (2, 1, 0): .workerFailed(reason: texts[0])
        case (3, 1, 0): .invalidModule(reason: texts[0])
        case (4, 1, 0): .notInstantiable(reason: texts[0])
        case (5, 2, 0): .notACircomModule(export: texts[0], reason: texts[1])
        case (6, 0, 1): .unsupportedVersion(Int(numbers[0]))
        case (7, 0, 0): .unsupportedField
        case (8, 1, 0): .unknownSignal(texts[0])
        case (9, 1, 2): .tooFewValues(signal: texts[0], expected: counts[0] ?? 0, found: counts[1] ?? 0)
        case (10, 1, 2): .tooManyValues(signal: texts[0], expected: counts[0], found: counts[1] ?? 0)
        case (11, 0, 2): .missingInputs(expected: counts[0], found: counts[1] ?? 0)
        case (12, 1, 0): .refused(message: texts[0])
        case (13, 2, 0): .trapped(function: texts[0], reason: texts[1])
        case (14, 0, 1): .memoryExhausted(limit: UInt64(bitPattern: numbers[0]))
        case (15, 0, 1): .timeExhausted(seconds: Int(numbers[0]))
        case (16, 1, 0): .malformedWitness(reason: texts[0])
        case (17, 0, 0): .cancelled
        default: nil
        }
    }
}
