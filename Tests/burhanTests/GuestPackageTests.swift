import Foundation
import Testing

@Suite("burhan new, burhan build")
struct GuestPackageTests {
    @Test func aNewGuestBuildsAndRuns() throws {
        let scratch = try TemporaryDirectory()
        let created = try Binary.run("new", "hello", in: scratch.url)
        #expect(created.code == 0, "\(created.error)")
        let built = try Binary.run("build", "hello", "--json", in: scratch.url)
        #expect(built.code == 0, "\(built.error)")
        let program = try #require(built.json["path"] as? String)
        let run = try Binary.run("execute", program, "--input", "0x0a000000", "--json", in: scratch.url)
        #expect(run.code == 0)
        #expect(run.json["journal"] as? String == "0a00000037000000")
    }

    @Test func doesNotOverwriteWhatIsThere() throws {
        let scratch = try TemporaryDirectory()
        #expect(try Binary.run("new", "hello", in: scratch.url).code == 0)
        #expect(try Binary.run("new", "hello", in: scratch.url).code == 2)
    }

    @Test func refusesUnknownTemplatesAndMissingPackages() throws {
        let scratch = try TemporaryDirectory()
        let template = try Binary.run("new", "hello", "--template", "nothing", in: scratch.url)
        #expect(template.code == 64)
        #expect(template.error.contains("fibonacci"))
        let missing = try Binary.run("build", "nowhere", in: scratch.url)
        #expect(missing.code == 2)
        #expect(missing.error.contains("nowhere"))
    }
}
