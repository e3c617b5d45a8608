import Foundation

/// The compilers and the linker that guests are built with: all from one Swift toolchain.
public struct GuestToolchain: Equatable, Sendable {
    /// Absolute paths.
    public let swiftc: String
    public let clang: String
    public let linker: String

    /// Finds the toolchain of `BURHAN_SWIFTC`, else of the first `swiftc` in `PATH`.
    public static func locate(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(GuestBuildError) -> GuestToolchain {
        let swiftc: String
        if let chosen = environment["BURHAN_SWIFTC"], !chosen.isEmpty {
            guard isExecutable(chosen) else { throw .toolMissing(tool: "swiftc", searched: ["BURHAN_SWIFTC (\(chosen))"]) }
            swiftc = chosen
        } else {
            let directories = searchPath(environment)
            guard let found = find("swiftc", in: directories) else {
                throw .toolMissing(tool: "swiftc", searched: directories.isEmpty ? ["PATH, which is empty"] : directories)
            }
            swiftc = found
        }
        let real = URL(fileURLWithPath: swiftc).resolvingSymlinksInPath()
        let beside = real.deletingLastPathComponent()
        let library = beside.deletingLastPathComponent().appendingPathComponent("lib/swift/embedded/riscv32-none-none-eabi")
        let module = beside.deletingLastPathComponent()
            .appendingPathComponent("lib/swift/embedded/Swift.swiftmodule/riscv32-none-none-eabi.swiftmodule")
        guard FileManager.default.fileExists(atPath: library.path) || FileManager.default.fileExists(atPath: module.path) else {
            throw .embeddedSwiftMissing(swiftc: swiftc, expected: library.path)
        }
        let directories = [beside.path] + searchPath(environment)
        guard let clang = find("clang", in: directories) else { throw .toolMissing(tool: "clang", searched: directories) }
        guard let linker = find("ld.lld", in: directories) else { throw .toolMissing(tool: "ld.lld", searched: directories) }
        // The driver finds its libraries relative to its own place, so the real path is called.
        return GuestToolchain(swiftc: beside.appendingPathComponent("swiftc").path, clang: clang, linker: linker)
    }

    private static func searchPath(_ environment: [String: String]) -> [String] {
        (environment["PATH"] ?? "").split(separator: ":").map(String.init)
    }

    private static func find(_ tool: String, in directories: [String]) -> String? {
        directories.map { "\($0)/\(tool)" }.first(where: isExecutable)
    }

    private static func isExecutable(_ path: String) -> Bool {
        FileManager.default.isExecutableFile(atPath: path) && !GuestPackage.isDirectory(path)
    }
}
