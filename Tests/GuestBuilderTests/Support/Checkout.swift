import Foundation
import GuestBuilder

/// The checkout that the tests were compiled from.
enum Checkout {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func path(_ relative: String) -> String { root.appendingPathComponent(relative).path }

    /// Packages whose guests are shipped, by name of the shipped file.
    static let shippedPackages = [
        "rule": "Guests/RuleGuest", "fibonacci": "Guests/Examples/fibonacci", "sha256": "Guests/Examples/sha256",
        "income-sum": "Guests/Examples/income-sum", "mixed": "Guests/Examples/mixed",
    ]

    /// Runs an action with a fresh directory that is removed afterwards.
    static func withTemporaryDirectory<Result>(_ action: (String) throws -> Result) throws -> Result {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("burhan-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        return try action(directory.path)
    }

    /// Builds a package of this checkout.
    static func build(_ package: String) throws -> [UInt8] {
        try GuestBuilder(toolchain: .locate()).compile(GuestPackage(directory: path(package))).elf
    }
}
