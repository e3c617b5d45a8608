import Foundation
import Testing

import Groth16

/// Files of snarkjs and of others that lie beside the project, in `../shared/vectors/groth16`.
enum VectorFile {
    static let directory = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("shared/vectors/groth16")

    static let arePresent = FileManager.default.fileExists(atPath: directory.path)

    static func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: directory.appendingPathComponent(name)))
    }
}

extension Trait where Self == ConditionTrait {
    /// For tests that read files from beside the project.
    static var needsVectors: Self {
        .enabled(if: VectorFile.arePresent, "the vectors in ../shared/vectors/groth16 are absent")
    }
}
