// swift-tools-version: 6.2
import PackageDescription

/// Measurements, in a package of its own: `make bench`, `make bench-quick`.
let package = Package(
    name: "burhan-benchmarks",
    products: [.executable(name: "burhan-bench", targets: ["BurhanBench"])],
    dependencies: [.package(name: "burhan", path: "..")],
    targets: [
        .executableTarget(
            name: "BurhanBench",
            dependencies: [
                .product(name: "RISCV", package: "burhan"),
                .product(name: "ZKVM", package: "burhan"),
                .product(name: "StarkVerifier", package: "burhan"),
                .product(name: "Rules", package: "burhan"),
                .product(name: "ShippedGuests", package: "burhan"),
                .product(name: "Groth16", package: "burhan"),
                .product(name: "FiniteFields", package: "burhan"),
            ],
            swiftSettings: [.swiftLanguageMode(.v6), .strictMemorySafety(), .treatAllWarnings(as: .error)])
    ]
)
