import Foundation

/// A package to begin with: a small guest that works, with its explanation.
public enum GuestTemplate: String, CaseIterable, Sendable {
    /// Iterated additions; the shortest guest.
    case fibonacci
    /// The digest of private data.
    case sha256
    /// A threshold on a sum of private numbers, with a commitment to them.
    case incomeSum = "income-sum"

    /// Names to choose from.
    public static var names: [String] { allCases.map(\.rawValue) }

    public init(named name: String) throws(GuestBuildError) {
        guard let template = Self(rawValue: name) else { throw .unknownTemplate(name, known: Self.names) }
        self = template
    }
}

extension GuestBuilder {
    /// Creates the directory `<parent>/<name>` with a package made from a template and returns its path. Needs no toolchain.
    @discardableResult
    public static func newPackage(template: GuestTemplate, name: String, in parent: String = ".") throws(GuestBuildError) -> String {
        guard GuestPackage.isName(name) else { throw .badName(name) }
        guard GuestPackage.isDirectory(parent) else { throw .notADirectory(path: parent) }
        let root = URL(fileURLWithPath: parent).appendingPathComponent(name)
        guard !FileManager.default.fileExists(atPath: root.path) else { throw .alreadyExists(path: root.path) }
        let prefix = "Examples/\(template.rawValue)/"
        var files = GuestFile.templates.filter { $0.path.hasPrefix(prefix) }
            .map { (path: String($0.path.dropFirst(prefix.count)), content: $0.content) }
        files.append((GuestPackage.manifestName, Data("{\n  \"name\": \"\(name)\",\n  \"optimize\": \"speed\"\n}\n".utf8)))
        for file in files {
            let target = root.appendingPathComponent(file.path)
            do {
                try FileManager.default.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
                try file.content.write(to: target)
            } catch {
                throw .fileSystem(path: target.path, reason: "the file cannot be written")
            }
        }
        return root.path
    }
}
