/// The command lines of a build. All paths are relative to the build directory, so that no path reaches the result.
struct BuildSteps {
    let toolchain: GuestToolchain
    let package: GuestPackage
    /// Paths of the runtime's files.
    let runtimeFiles: [String]

    private static let architecture = ["-march=rv32im", "-mabi=ilp32"]

    private var runtimeSwift: [String] { runtimeFiles.filter { $0.hasSuffix(".swift") } }
    private var runtimeC: [String] { runtimeFiles.filter { $0.hasSuffix(".c") || $0.hasSuffix(".S") } }
    private var packageC: [String] { package.cSources.map { "Package/\($0)" } }

    /// The runtime: C and assembly to objects, Swift to the module BurhanGuest.
    var compileRuntime: [ToolInvocation] {
        runtimeC.map { clang($0, step: "Compiling the guest runtime", include: []) } + [
            swiftc(
                step: "Compiling the guest runtime", module: "BurhanGuest", optimization: .speed, sources: runtimeSwift,
                extra: ["-emit-module", "-emit-module-path", "BurhanGuest.swiftmodule"])
        ]
    }

    /// The package's own files.
    var compilePackage: [ToolInvocation] {
        packageC.map { clang($0, step: "Compiling \(package.name)", include: ["Package/Sources/include"]) } + [
            swiftc(
                step: "Compiling \(package.name)", module: "Program", optimization: package.optimization,
                sources: package.swiftSources.map { "Package/\($0)" }, extra: ["-I", ".", "-I", "Package/Sources/include"])
        ]
    }

    var link: ToolInvocation {
        let objects = ["Program.o", "BurhanGuest.o"] + (runtimeC + packageC).map(Self.object)
        return ToolInvocation(
            step: "Linking \(package.name)", tool: toolchain.linker,
            arguments: [
                "-T", "Runtime/guest.ld", "--gc-sections", "--strip-debug", "--discard-all", "--relax-gp",
                "--orphan-handling=error", "-o", "guest.elf",
            ]
                + objects)
    }

    private func clang(_ source: String, step: String, include: [String]) -> ToolInvocation {
        let common = [
            "-target", "riscv32-unknown-none-elf", "-O2", "-std=c17", "-ffreestanding", "-fno-builtin", "-fno-strict-aliasing",
            "-ffunction-sections", "-fdata-sections", "-fno-asynchronous-unwind-tables", "-Wall", "-Wextra",
        ]
        let includes = (["Runtime/include"] + include).flatMap { ["-I", $0] }
        return ToolInvocation(
            step: step, tool: toolchain.clang,
            arguments: common + Self.architecture + includes + ["-c", source, "-o", Self.object(source)])
    }

    private func swiftc(
        step: String, module: String, optimization: GuestPackage.Optimization, sources: [String], extra: [String]
    ) -> ToolInvocation {
        let arguments = [
            "-target", "riscv32-none-none-eabi", "-enable-experimental-feature", "Embedded", "-wmo", "-parse-as-library",
            "-swift-version", "6", optimization == .size ? "-Osize" : "-O", "-module-cache-path", "ModuleCache",
            "-Xfrontend", "-disable-stack-protector", "-Xfrontend", "-function-sections",
            // A trap calls the runtime, which halts with exit code 101.
            "-Xfrontend", "-trap-function", "-Xfrontend", "burhan_trap",
        ]
        return ToolInvocation(
            step: step, tool: toolchain.swiftc,
            arguments: arguments + Self.architecture.flatMap { ["-Xcc", $0] } + ["-I", "Runtime/include"] + extra
                + ["-module-name", module, "-c"] + sources + ["-o", "\(module).o"])
    }

    /// One object per source; the whole path is in its name, so that equal file names in two directories do not collide.
    private static func object(_ source: String) -> String {
        source.replacing("/", with: "-") + ".o"
    }
}
