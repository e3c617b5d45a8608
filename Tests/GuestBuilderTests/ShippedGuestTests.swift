import Foundation
import GuestBuilder
import RISCV
import ShippedGuests
import Testing

@Suite struct ShippedGuestTests {
    @Test(arguments: ShippedGuest.allCases)
    func isBuiltFromItsSourceByteForByte(_ guest: ShippedGuest) throws {
        let package = try #require(Checkout.shippedPackages[guest.rawValue])
        let built = try Checkout.build(package)
        #expect(built == guest.elf, "build \(package) again and put the result at Guests/Shipped/\(guest.rawValue).elf")
    }

    @Test func doesNotDependOnTheDirectoryItIsBuiltIn() throws {
        try Checkout.withTemporaryDirectory { directory in
            let copy = "\(directory)/a much longer name"
            try FileManager.default.copyItem(atPath: Checkout.path("Guests/Examples/income-sum"), toPath: copy)
            // The name of the package is the directory's unless a manifest says otherwise; it is no part of the result.
            try Data("{\"name\": \"other\"}".utf8).write(to: URL(fileURLWithPath: "\(copy)/guest.json"))
            let elf = try GuestBuilder(toolchain: .locate()).compile(GuestPackage(directory: copy)).elf
            #expect(elf == ShippedGuest.incomeSum.elf)
        }
    }

    @Test(arguments: ShippedGuest.allCases)
    func holdsNoPathOfTheBuildingMachine(_ guest: ShippedGuest) {
        let text = String(decoding: guest.elf, as: UTF8.self)
        for word in ["/tmp", "/home", "/usr", "/opt", "/work", "burhan-guest-"] {
            #expect(!text.contains(word))
        }
    }

    @Test func ruleGuestIsAtMost32KiBOfCodeAndConstants() throws {
        let program = try Program(elf: ShippedGuest.rule.elf)
        let zeroGap = program.imageWords.dropFirst(program.instructions.count).prefix { $0 == 0 }.count
        #expect(program.imageWords.count - zeroGap <= 32 << 8)
    }

    @Test func ruleDataIsTheLastThingInTheImage() throws {
        let program = try Program(elf: ShippedGuest.rule.elf)
        let symbol = try #require(program.symbols.first { $0.name == "__rule_data" })
        #expect(symbol.address + 4 == program.imageEnd)
        let longest = [UInt8](repeating: 7, count: 65_535 * 4)
        let extended = try program.withData(longest, atSymbol: "__rule_data")
        #expect(extended.imageEnd == symbol.address + 65_535 * 4)
    }
}
