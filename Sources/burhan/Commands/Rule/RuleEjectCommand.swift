import Foundation
import Rules

/// `burhan rule eject`
enum RuleEjectCommand: Command {
    static let path = ["rule", "eject"]
    static let summary = "write a rule out as a guest package in Swift, for those who outgrow the language"
    static let details = """
        The package reads the same inputs and writes the same statement as the rule; its image ID is its own. Build it with `burhan build`.
        An existing directory is never written to.
        """
    static let document = Positional("RULE.json", help: "the rule document ('-': standard input)")
    static let directory = Positional("DIRECTORY", help: "the directory to create; its last part is the guest's name")
    static let positionals = [document, directory]
    static let options: [any OptionDescription] = []
    static let examples = [
        Example("burhan rule eject examples/age-verification.json age && burhan build age", "writes the package and compiles it")
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let path = try arguments.required(document)
        let target = URL(fileURLWithPath: try arguments.required(directory))
        let rule = try RuleFile.rule(at: path, terminal)
        guard !FileAccess.exists(target.path) else {
            throw CommandError.unwritableFile(path: target.path, reason: "it exists already")
        }
        let package: EjectedRule
        do throws(RulesError) {
            package = try EjectedRule(rule, name: target.lastPathComponent)
        } catch {
            throw error.commandError(path)
        }
        for (name, content) in package.files.sorted(by: { $0.key < $1.key }) {
            let file = target.appendingPathComponent(name)
            do {
                try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            } catch {
                throw CommandError.unwritableFile(path: file.path, reason: "its directory cannot be created")
            }
            try FileAccess.write(Array(content.utf8), to: file.path, terminal)
            terminal.print("wrote \(file.relativePath)")
        }
        return .success
    }
}
