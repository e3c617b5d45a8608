// swift-tools-version: 6.2
import PackageDescription

/// Coverage-guided fuzzing (libFuzzer) of every place where bytes from outside enter. A package of its own, so that the normal build
/// carries no instrumentation: build it with `scripts/fuzz`.
func harness(_ name: String, _ product: String) -> Target {
    .executableTarget(
        name: name, dependencies: [.product(name: product, package: "burhan")],
        swiftSettings: [
            .swiftLanguageMode(.v6), .strictMemorySafety(), .treatAllWarnings(as: .error),
            // The program's entry point is libFuzzer's own.
            .unsafeFlags(["-parse-as-library"]),
        ])
}

let package = Package(
    name: "burhan-fuzz",
    dependencies: [.package(name: "burhan", path: "..")],
    targets: [
        harness("FuzzELF", "ZKVM"),
        harness("FuzzRules", "Rules"),
    ]
)
