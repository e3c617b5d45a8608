import Foundation
import Testing

@Suite("burhan keygen")
struct KeygenTests {
    @Test func writesAFreshKeyThatOnlyItsOwnerReadsAndNeverReplacesOne() throws {
        let scratch = try TemporaryDirectory()
        let path = scratch.path("seal.key")
        #expect(try Binary.run("keygen", path).code == 0)
        let key = try String(contentsOfFile: path, encoding: .utf8)
        #expect(key.count == 65 && key.dropLast().allSatisfy(\.isHexDigit))
        let permissions = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(permissions == 0o600)
        let again = try Binary.run("keygen", path)
        #expect(again.code == 4 && again.error.contains("exists already"))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == key)
        #expect(try Binary.run("keygen", "-").output != key)
    }
}
