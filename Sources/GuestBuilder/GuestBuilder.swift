import Foundation
import RISCV

/// Builds guest packages: Embedded Swift and C for riscv32, linked with the guest runtime to one ELF file.
///
/// The runtime's sources are part of this binary. The result is a function of the package's files and the toolchain: the same
/// bytes on every machine and in every directory.
public struct GuestBuilder: Sendable {
    public let toolchain: GuestToolchain

    public init(toolchain: GuestToolchain) {
        self.toolchain = toolchain
    }

    /// A built guest.
    public struct BuiltGuest: Sendable {
        public let name: String
        public let elf: [UInt8]
        public let program: Program
        /// Where the file was written; nil when none was asked for.
        public let path: String?
    }

    /// Builds the package in a directory and writes the ELF file to `output`, by default `<directory>/<name>.elf`.
    ///
    /// `progress` gets a line per step. Cost: a few seconds.
    @discardableResult
    public func build(
        package directory: String, output: String? = nil, progress: (String) -> Void = { _ in }
    ) throws(GuestBuildError) -> BuiltGuest {
        let package = try GuestPackage(directory: directory)
        let path = output ?? "\(package.directory)/\(package.name).elf"
        let (elf, program) = try compile(package, progress: progress)
        do {
            try Data(elf).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw .fileSystem(path: path, reason: "the built guest cannot be written there")
        }
        let code = program.instructions.count * 4
        let data = program.imageWords.count * 4 - code
        progress("wrote \(path): \(code) bytes of code, \(data) bytes of data and padding")
        return BuiltGuest(name: package.name, elf: elf, program: program, path: path)
    }

    /// Builds a package without writing a file outside a temporary directory, which is removed.
    public func compile(
        _ package: GuestPackage, progress: (String) -> Void = { _ in }
    ) throws(GuestBuildError) -> (elf: [UInt8], program: Program) {
        let workspace = try BuildDirectory()
        defer { workspace.remove() }
        for file in GuestFile.runtime { try workspace.write(file.content, to: file.path) }
        for source in package.swiftSources + package.cSources + package.headers {
            try workspace.copy("\(package.directory)/\(source)", to: "Package/\(source)")
        }
        let steps = BuildSteps(toolchain: toolchain, package: package, runtimeFiles: GuestFile.runtime.map(\.path))
        progress("compiling the guest runtime")
        for step in steps.compileRuntime { try step.run(in: workspace.url) }
        let count = package.swiftSources.count + package.cSources.count
        progress("compiling \(package.name) (\(count) \(count == 1 ? "file" : "files"))")
        for step in steps.compilePackage { try step.run(in: workspace.url) }
        progress("linking")
        try steps.link.run(in: workspace.url)
        let elf = try workspace.read("guest.elf")
        do throws(ELFError) {
            return (elf, try Program(elf: elf))
        } catch {
            throw .refused(error)
        }
    }
}

/// A fresh temporary directory.
private struct BuildDirectory {
    let url: URL

    init() throws(GuestBuildError) {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("burhan-guest-\(UUID().uuidString)")
        try attempt("a temporary directory cannot be made", url.path) {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        }
    }

    func write(_ content: Data, to path: String) throws(GuestBuildError) {
        let target = try place(path)
        try attempt("the file cannot be written", target.path) { try content.write(to: target) }
    }

    func copy(_ source: String, to path: String) throws(GuestBuildError) {
        guard let content = FileManager.default.contents(atPath: source) else {
            throw .fileSystem(path: source, reason: "the file cannot be read")
        }
        try write(content, to: path)
    }

    func read(_ path: String) throws(GuestBuildError) -> [UInt8] {
        guard let content = FileManager.default.contents(atPath: url.appendingPathComponent(path).path) else {
            throw .fileSystem(path: path, reason: "the linker wrote no file")
        }
        return [UInt8](content)
    }

    func remove() {
        // A directory that cannot be removed is left to the system's cleaning of temporary files.
        try? FileManager.default.removeItem(at: url)
    }

    private func place(_ path: String) throws(GuestBuildError) -> URL {
        let target = url.appendingPathComponent(path)
        try attempt("the directory cannot be made", target.path) {
            try FileManager.default.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        }
        return target
    }

    private func attempt(_ reason: String, _ path: String, _ action: () throws -> Void) throws(GuestBuildError) {
        do {
            try action()
        } catch {
            throw .fileSystem(path: path, reason: reason)
        }
    }
}
