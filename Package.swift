// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target is held to the same standard: Swift 6 language mode, strict memory safety, warnings are errors.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

func library(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func tests(
    of name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [], resources: [Resource]? = nil
) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.init(stringLiteral: name)] + dependencies, exclude: exclude, resources: resources,
        swiftSettings: strict)
}

let package = Package(
    name: "burhan",
    products: [
        .executable(name: "burhan", targets: ["burhan"]),
        .library(name: "StarkVerifier", targets: ["StarkVerifier"]),
        .library(name: "ZKVM", targets: ["ZKVM"]),
        .library(name: "Groth16", targets: ["Groth16"]),
        .library(name: "FiniteFields", targets: ["FiniteFields"]),
        .library(name: "Circuits", targets: ["Circuits"]),
        .library(name: "WitnessCalculator", targets: ["WitnessCalculator"]),
        .library(name: "Rules", targets: ["Rules"]),
        .library(name: "RISCV", targets: ["RISCV"]),
        .library(name: "ShippedGuests", targets: ["ShippedGuests"]),
        .library(name: "API", targets: ["API"]),
    ],
    targets: [
        // Kernels and system libraries.
        .target(name: "CKernels", cSettings: [.unsafeFlags(["-O3", "-Wall", "-Wextra", "-Werror"])]),
        .systemLibrary(name: "CLibevent", pkgConfig: "libevent", providers: [.apt(["libevent-dev"])]),
        .systemLibrary(name: "CNghttp2", pkgConfig: "libnghttp2", providers: [.apt(["libnghttp2-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CNATS", pkgConfig: "libnats", providers: [.apt(["libnats-dev"])]),
        // No pkgConfig: its file names a compiler flag that the package manager refuses, and the header lies in the usual place.
        .systemLibrary(name: "CHiredis", providers: [.apt(["libhiredis-dev"])]),
        // From the ground up: a target imports only targets above it.
        library("FiniteFields", ["CKernels"]),
        library("Hashing", ["CKernels", "FiniteFields"]),
        library("StarkVerifier", ["FiniteFields", "Hashing"]),
        library("StarkProver", ["CKernels", "StarkVerifier"]),
        library("Groth16", ["CKernels", "COpenSSL", "FiniteFields", "Hashing"]),
        library("RISCV", []),
        // Processes that run foreign code, and the WebAssembly runtime in them (loaded at run time).
        .target(name: "CSandbox", cSettings: [.define("_GNU_SOURCE"), .unsafeFlags(["-O2", "-Wall", "-Wextra", "-Werror"])]),
        .target(name: "CWasmtime", cSettings: [.define("_GNU_SOURCE"), .unsafeFlags(["-O2", "-Wall", "-Wextra", "-Werror"])]),
        library("Circuits", ["FiniteFields", "Groth16", "Hashing"]),
        library("WitnessCalculator", ["Circuits", "CSandbox", "CWasmtime", "FiniteFields"]),
        .target(name: "CGuestFiles", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
        library("ShippedGuests", ["CGuestFiles"]),
        library("GuestBuilder", ["CGuestFiles", "RISCV"]),
        library("ZKVM", ["RISCV", "StarkProver", "ShippedGuests", "CKernels"]),
        library("Rules", ["ZKVM", "ShippedGuests"]),
        library("Storage", ["CSQLite", "CPostgreSQL", "COpenSSL"]),
        library("Messaging", ["CNATS"]),
        library("SharedState", ["CHiredis"]),
        library("Service", ["Hashing", "Rules", "ZKVM", "Storage", "CCurl", "COpenSSL", "CZlib"]),
        library("ScaleOut", ["Messaging", "Service", "SharedState", "Storage"]),
        library("HTTPServer", ["CLibevent"]),
        library("GRPCServer", ["CLibevent", "CNghttp2", "HTTPServer"]),
        library("Telemetry", []),
        library("API", ["Service", "HTTPServer", "GRPCServer", "Messaging", "ScaleOut", "SharedState", "Telemetry"]),
        .executableTarget(
            name: "burhan",
            dependencies: [
                "API", "Messaging", "Service", "GRPCServer", "HTTPServer", "Storage", "Rules", "ZKVM", "StarkVerifier", "RISCV",
                "GuestBuilder",
                "ShippedGuests",
                "CKernels", "Circuits", "FiniteFields", "Groth16", "WitnessCalculator",
            ], swiftSettings: strict),
        // Tests.
        tests(of: "FiniteFields", ["CKernels"]),
        tests(of: "Hashing", ["CKernels"], resources: [.copy("Vectors")]),
        tests(of: "StarkVerifier"),
        tests(of: "StarkProver", ["CKernels"]),
        tests(of: "Groth16", ["CKernels", "FiniteFields", "Hashing"], exclude: ["Solidity/call_contract.py"]),
        tests(of: "Circuits", ["FiniteFields", "Groth16", "Hashing"]),
        tests(of: "WitnessCalculator", ["Circuits", "FiniteFields", "Groth16"]),
        tests(of: "RISCV"),
        tests(of: "GuestBuilder", ["RISCV", "ShippedGuests"], exclude: ["Guests"]),
        tests(of: "ZKVM", ["ShippedGuests", "CKernels"]),
        tests(of: "Rules", ["GuestBuilder", "RISCV", "Hashing"]),
        // What the tests of the service and of its interface share; no product holds it.
        .target(name: "ServiceTesting", dependencies: ["Service", "HTTPServer"], path: "Tests/ServiceTesting", swiftSettings: strict),
        tests(of: "Storage", ["ServiceTesting"]),
        tests(of: "Messaging", ["ServiceTesting"]),
        tests(of: "ScaleOut", ["ServiceTesting"]),
        tests(of: "SharedState", ["ServiceTesting"]),
        tests(of: "Service", ["ServiceTesting"]),
        tests(of: "HTTPServer"),
        tests(of: "GRPCServer", ["CNghttp2", "ServiceTesting"]),
        tests(of: "Telemetry", ["HTTPServer", "ServiceTesting"]),
        tests(of: "API", ["GRPCServer", "ServiceTesting", "Telemetry"]),
        tests(of: "burhan", ["ShippedGuests", "ServiceTesting"]),
        // What the whole does when its parts die, freeze, fill up or come twice.
        .testTarget(
            name: "FaultTests", dependencies: ["burhan", "HTTPServer", "Messaging", "Rules", "Service", "ServiceTesting"],
            swiftSettings: strict),
    ],
    cLanguageStandard: .c17
)

// Fuzz harnesses exist only for `scripts/fuzz`, which builds them instrumented and into a directory of its own. They are part of this package
// so that they reach what is `package`.
if Context.environment["BURHAN_FUZZ"] != nil {
    func harness(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
        // The program's entry point is libFuzzer's own.
        .executableTarget(
            name: name, dependencies: dependencies, path: "Fuzz/\(name)", swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])])
    }
    package.targets += [
        harness("FuzzELF", ["RISCV", "ShippedGuests"]),
        harness("FuzzRules", ["Rules"]),
        harness("FuzzHTTP", ["HTTPServer"]),
        harness("FuzzGRPC", ["API", "GRPCServer", "Service"]),
        harness("FuzzReceipt", ["Rules", "ZKVM", "RISCV", "ShippedGuests"]),
        harness("FuzzGroth16", ["Groth16", "FiniteFields"]),
        harness("FuzzAPI", ["API", "Service", "HTTPServer", "Storage", "Rules", "RISCV"]),
    ]
}
