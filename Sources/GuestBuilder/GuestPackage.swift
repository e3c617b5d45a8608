import Foundation

/// A directory that a guest is built from: `Sources` with Swift files and, if need be, C files and headers; optionally `guest.json`.
public struct GuestPackage: Equatable, Sendable {
    /// What the compiler is to favour.
    public enum Optimization: String, Codable, Sendable {
        /// Few cycles.
        case speed
        /// A small image.
        case size
    }

    /// Name of the manifest.
    public static let manifestName = "guest.json"

    /// Absolute path of the package.
    public let directory: String
    public let name: String
    public let optimization: Optimization
    /// Paths relative to the package, in bytewise order.
    public let swiftSources: [String]
    public let cSources: [String]
    public let headers: [String]

    /// Reads a package; nothing is compiled yet.
    public init(directory: String) throws(GuestBuildError) {
        let root = URL(fileURLWithPath: directory).standardizedFileURL
        guard Self.isDirectory(root.path) else { throw .notADirectory(path: directory) }
        let manifest = try Manifest(of: root)
        self.directory = root.path
        name = manifest.name ?? root.lastPathComponent
        guard Self.isName(name) else { throw .badName(name) }
        optimization = manifest.optimize ?? .speed
        let files = Self.files(below: root.appendingPathComponent("Sources")).map { "Sources/\($0)" }
        swiftSources = files.filter { $0.hasSuffix(".swift") }
        cSources = files.filter { $0.hasSuffix(".c") }
        headers = files.filter { $0.hasSuffix(".h") || $0.hasSuffix("/module.modulemap") }
        guard !swiftSources.isEmpty else { throw .noSources(directory: "\(directory)/Sources") }
    }

    /// Whether a word is a name for a guest.
    public static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= 64 else { return false }
        let isLetter = { (byte: UInt8) in (0x61...0x7A).contains(byte | 0x20) }
        return isLetter(first) && name.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F }
    }

    static func isDirectory(_ path: String) -> Bool {
        let values = try? URL(fileURLWithPath: path).resolvingSymlinksInPath().resourceValues(forKeys: [.isDirectoryKey])
        return values?.isDirectory ?? false
    }

    /// Files below a directory by relative path, in bytewise order so that every machine compiles them in the same order.
    private static func files(below directory: URL) -> [String] {
        guard let paths = FileManager.default.enumerator(atPath: directory.path) else { return [] }
        return paths.compactMap { $0 as? String }
            .filter { !isDirectory(directory.appendingPathComponent($0).path) }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private struct Manifest: Decodable {
        var name: String?
        var optimize: Optimization?

        private enum Key: String, CodingKey, CaseIterable {
            case name, optimize
        }

        private struct AnyKey: CodingKey {
            var stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        init(of package: URL) throws(GuestBuildError) {
            let path = package.appendingPathComponent(manifestName).path
            guard let data = FileManager.default.contents(atPath: path) else { return }
            do {
                self = try JSONDecoder().decode(Manifest.self, from: data)
            } catch DecodingError.dataCorrupted(let context) {
                throw .badManifest(path: path, reason: context.debugDescription)
            } catch DecodingError.typeMismatch(_, let context) {
                throw .badManifest(path: path, reason: context.debugDescription)
            } catch {
                throw .badManifest(path: path, reason: "it cannot be read")
            }
        }

        init(from decoder: any Decoder) throws {
            for key in try decoder.container(keyedBy: AnyKey.self).allKeys where Key(stringValue: key.stringValue) == nil {
                let known = Key.allCases.map(\.rawValue).joined(separator: ", ")
                throw DecodingError.dataCorrupted(
                    .init(codingPath: [], debugDescription: "\"\(key.stringValue)\" is no entry of it; there are \(known)"))
            }
            let container = try decoder.container(keyedBy: Key.self)
            name = try container.decodeIfPresent(String.self, forKey: .name)
            if let word = try container.decodeIfPresent(String.self, forKey: .optimize) {
                guard let optimization = Optimization(rawValue: word) else {
                    throw DecodingError.dataCorrupted(
                        .init(codingPath: [], debugDescription: "\"optimize\" is \"speed\" or \"size\", not \"\(word)\""))
                }
                optimize = optimization
            }
        }
    }
}
