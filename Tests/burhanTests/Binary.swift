import Foundation

/// The built `burhan` program, run as a user would.
enum Binary {
    struct Outcome {
        var code: Int32
        var output: String
        var error: String

        /// Standard output as a JSON object; empty if it is not one.
        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(output.utf8))) as? [String: Any] ?? [:]
        }
    }

    /// The program lies beside the test bundle.
    static var url: URL {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().appendingPathComponent("burhan")
    }

    /// Runs `burhan` with `words` in `directory`, with additions to the environment, and waits for its end; `input` goes to its standard input.
    static func run(_ words: String..., input: Data = Data(), in directory: URL? = nil, environment: [String: String] = [:]) throws
        -> Outcome
    {
        try run(words, input: input, in: directory, environment: environment)
    }

    /// The same for words in an array.
    static func run(_ words: [String], input: Data = Data(), in directory: URL? = nil, environment: [String: String] = [:]) throws
        -> Outcome
    {
        let process = Process()
        process.executableURL = url
        process.arguments = words
        process.currentDirectoryURL = directory
        if !environment.isEmpty { process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 } }
        let scratch = try TemporaryDirectory()
        let inputFile = scratch.url.appendingPathComponent("stdin")
        let outputFile = scratch.url.appendingPathComponent("stdout")
        let errorFile = scratch.url.appendingPathComponent("stderr")
        for (file, content) in [(inputFile, input), (outputFile, Data()), (errorFile, Data())] { try content.write(to: file) }
        process.standardInput = try FileHandle(forReadingFrom: inputFile)
        process.standardOutput = try FileHandle(forWritingTo: outputFile)
        process.standardError = try FileHandle(forWritingTo: errorFile)
        try process.run()
        process.waitUntilExit()
        return Outcome(
            code: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
            output: String(decoding: try Data(contentsOf: outputFile), as: UTF8.self),
            error: String(decoding: try Data(contentsOf: errorFile), as: UTF8.self))
    }
}

/// A directory of its own for one test; removed with its content at the end.
final class TemporaryDirectory {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("burhan-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    /// Writes a file and returns its path.
    func file(_ name: String, _ content: some DataProtocol) throws -> String {
        let file = url.appendingPathComponent(name)
        try Data(content).write(to: file)
        return file.path
    }

    func path(_ name: String) -> String {
        url.appendingPathComponent(name).path
    }
}
