import Foundation
import GuestBuilder
import RISCV
import ShippedGuests
import Testing

@Suite struct GuestBuilderTests {
    /// The error of an action, which must throw one.
    private func failure(_ action: () throws -> Void) throws -> GuestBuildError {
        do {
            try action()
        } catch let error as GuestBuildError {
            return error
        }
        throw Unexpected()
    }

    private struct Unexpected: Error {}

    private func build(_ source: String, manifest: String? = nil) throws -> GuestBuildError {
        try Checkout.withTemporaryDirectory { directory in
            try FileManager.default.createDirectory(atPath: "\(directory)/Sources", withIntermediateDirectories: true)
            try Data(source.utf8).write(to: URL(fileURLWithPath: "\(directory)/Sources/Guest.swift"))
            try Data((manifest ?? "{\"name\": \"guest\"}").utf8).write(to: URL(fileURLWithPath: "\(directory)/guest.json"))
            return try failure { _ = try GuestBuilder(toolchain: .locate()).compile(GuestPackage(directory: directory)) }
        }
    }

    @Test(arguments: GuestTemplate.allCases)
    func aNewPackageBuildsToTheShippedGuest(_ template: GuestTemplate) throws {
        try Checkout.withTemporaryDirectory { directory in
            let path = try GuestBuilder.newPackage(template: template, name: "mine", in: directory)
            var lines: [String] = []
            let guest = try GuestBuilder(toolchain: .locate()).build(package: path) { lines.append($0) }
            #expect(guest.name == "mine")
            #expect(guest.path == "\(path)/mine.elf")
            #expect(guest.elf == ShippedGuest(rawValue: template.rawValue)?.elf)
            #expect(FileManager.default.contents(atPath: "\(path)/mine.elf") == Data(guest.elf))
            #expect(lines.count == 4)
        }
    }

    @Test func everyFileOfTheRuntimeAndTheTemplatesIsEmbedded() throws {
        for directory in ["Guests/Runtime", "Guests/Examples/fibonacci/Sources", "Guests/Examples/sha256/Sources"] {
            let paths = try #require(FileManager.default.enumerator(atPath: Checkout.path(directory))).compactMap { $0 as? String }
            for path in paths where path.contains(".") {
                let file = "\(directory)/\(path)".dropFirst("Guests/".count)
                #expect(GuestBuilder.embeddedFile(String(file)) == FileManager.default.contents(atPath: Checkout.path("Guests/\(file)")))
            }
        }
    }

    @Test func aPackageIsNotMadeOverSomethingElse() throws {
        try Checkout.withTemporaryDirectory { directory in
            try GuestBuilder.newPackage(template: .sha256, name: "a", in: directory)
            let error = try failure { try GuestBuilder.newPackage(template: .sha256, name: "a", in: directory) }
            #expect(error == .alreadyExists(path: "\(directory)/a"))
        }
    }

    @Test(arguments: ["", "1st", "a/b", "..", "a b", "ä", String(repeating: "a", count: 65)])
    func namesThatAreNoneAreRefused(_ name: String) throws {
        try Checkout.withTemporaryDirectory { directory in
            let error = try failure { try GuestBuilder.newPackage(template: .sha256, name: name, in: directory) }
            #expect(error == .badName(name))
        }
    }

    @Test func anUnknownTemplateNamesTheKnownOnes() throws {
        let error = try failure { _ = try GuestTemplate(named: "fibonaci") }
        #expect(error == .unknownTemplate("fibonaci", known: ["fibonacci", "sha256", "income-sum"]))
        #expect("\(error)".contains("income-sum"))
    }

    @Test func aMissingToolchainIsNamedWithThePlacesSearched() throws {
        let nowhere = try failure { _ = try GuestToolchain.locate(environment: ["PATH": "/nowhere:/nothing"]) }
        #expect(nowhere == .toolMissing(tool: "swiftc", searched: ["/nowhere", "/nothing"]))
        #expect("\(nowhere)".contains("/nowhere, /nothing"))
        let chosen = try failure { _ = try GuestToolchain.locate(environment: ["BURHAN_SWIFTC": "/nowhere/swiftc"]) }
        #expect(chosen == .toolMissing(tool: "swiftc", searched: ["BURHAN_SWIFTC (/nowhere/swiftc)"]))
    }

    @Test func aToolchainWithoutEmbeddedSwiftIsRefused() throws {
        try Checkout.withTemporaryDirectory { directory in
            try FileManager.default.createDirectory(atPath: "\(directory)/bin", withIntermediateDirectories: true)
            let swiftc = "\(directory)/bin/swiftc"
            try Data("#!/bin/sh\n".utf8).write(to: URL(fileURLWithPath: swiftc))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: swiftc)
            let error = try failure { _ = try GuestToolchain.locate(environment: ["PATH": "\(directory)/bin"]) }
            guard case .embeddedSwiftMissing(swiftc, _) = error else { throw Unexpected() }
        }
    }

    @Test func aDirectoryWithoutSourcesIsNoPackage() throws {
        try Checkout.withTemporaryDirectory { directory in
            let missing = try failure { _ = try GuestPackage(directory: "\(directory)/none") }
            #expect(missing == .notADirectory(path: "\(directory)/none"))
            try Data("{\"name\": \"a\"}".utf8).write(to: URL(fileURLWithPath: "\(directory)/guest.json"))
            let empty = try failure { _ = try GuestPackage(directory: directory) }
            #expect(empty == .noSources(directory: "\(directory)/Sources"))
        }
    }

    @Test(arguments: ["{", "[]", "{\"name\": 3}", "{\"optimise\": \"speed\"}", "{\"optimize\": \"fast\"}", "{\"name\": \"/etc\"}"])
    func aBadManifestIsRefused(_ manifest: String) throws {
        let error = try build("import BurhanGuest", manifest: manifest)
        switch error {
        case .badManifest(let path, let reason): #expect(path.hasSuffix("guest.json") && !reason.isEmpty)
        case .badName(let name): #expect(name == "/etc")
        default: Issue.record("\(error)")
        }
    }

    @Test func aCompilerErrorIsShownWithThePathInThePackage() throws {
        let error = try build("import BurhanGuest\n@main enum Guest { static func main() { let x: UInt32 = true } }")
        guard case .failed(_, "swiftc", _, let output) = error else { throw Unexpected() }
        #expect(output.contains("Package/Sources/Guest.swift:2"))
        #expect(!output.contains("burhan-guest-"))
    }

    @Test func whatGuestsDoNotHaveIsExplained() throws {
        let printing = try build("@main enum Guest { static func main() { print(\"hello\") } }")
        #expect(printing == .unavailable(symbols: ["putchar"], reason: "a guest has nowhere to print to; write to the Journal instead"))
        let floating = try build(
            """
            import BurhanGuest
            @main enum Guest { static func main() { var i = PrivateInput(); Journal.write(UInt32(Double(i.readUInt32()) * 1.5)) } }
            """)
        guard case .unavailable(_, let reason) = floating else { throw Unexpected() }
        #expect(reason.contains("floating point"))
    }

    @Test func aPackageWithoutMainFailsToLink() throws {
        let error = try build("import BurhanGuest\nfunc unused() {}")
        guard case .failed(_, "ld.lld", _, let output) = error else { throw Unexpected() }
        #expect(output.contains("main"))
    }
}
