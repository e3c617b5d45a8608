import Foundation
import Testing

@Suite("Command line")
struct CommandLineTests {
    @Test func printsItsVersion() throws {
        let outcome = try Binary.run("version")
        #expect(outcome.code == 0)
        #expect(try Binary.run("--version").output == outcome.output)
        let version = try #require(try Binary.run("version", "--json").json["version"] as? String)
        #expect(outcome.output.hasPrefix("burhan \(version)\n"))
    }

    @Test func explainsItselfWithoutACommandAndSaysThatThisIsNoUse() throws {
        let bare = try Binary.run()
        #expect(bare.code == 64)
        #expect(bare.output.contains("Usage: burhan COMMAND"))
        #expect(try Binary.run("--help").code == 0)
        #expect(try Binary.run("help").output == bare.output)
    }

    @Test func everyCommandOfTheOverviewExplainsItselfWithAnExample() throws {
        let lines = try Binary.run("--help").output.split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex(of: "Commands:"))
        let commands = lines[(start + 1)...].prefix { !$0.isEmpty }.map { line in
            line.dropFirst(2).split(separator: "  ")[0].split(separator: " ").map(String.init)
        }
        #expect(commands.count > 1)
        for command in commands {
            let help = try Binary.run(command + ["--help"])
            #expect(help.code == 0)
            #expect(help.output.contains("Usage: burhan \(command.joined(separator: " "))"))
            #expect(help.output.contains("Examples:"), "\(command)")
        }
    }

    /// `scripts/document-cli` writes the file from the same texts.
    @Test func theDocumentOfTheCommandLineIsUpToDate() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let document = try String(contentsOf: root.appendingPathComponent("docs/cli.md"), encoding: .utf8)
        let overview = try Binary.run("--help").output
        #expect(document.contains(overview), "run scripts/document-cli")
        for line in overview.split(separator: "\n") where line.hasPrefix("  ") && !line.dropFirst(2).first!.isNumber {
            let words = line.dropFirst(2).split(separator: "  ")[0].split(separator: " ").map(String.init)
            let help = try Binary.run(words + ["--help"])
            #expect(document.contains(help.output), "\(words): run scripts/document-cli")
        }
    }

    @Test func proposesTheNearestCommandAndOption() throws {
        let command = try Binary.run("versoin")
        #expect(command.code == 64)
        #expect(command.error.contains("did you mean 'version'?"))
        let option = try Binary.run("version", "--jsn")
        #expect(option.code == 64)
        #expect(option.error.contains("there is no option '--jsn'; did you mean '--json'?"))
        #expect(!(try Binary.run("version", "--entirely-else").error.contains("did you mean")))
    }

    @Test func refusesWhatItWasNotAskedFor() throws {
        #expect(try Binary.run("version", "more").error.contains("unexpected argument 'more'"))
        #expect(try Binary.run("version", "--json=yes").error.contains("takes no value"))
        #expect(try Binary.run("version", "--json", "--json").error.contains("more than once"))
        #expect(try Binary.run("version", "-x").code == 64)
    }
}
