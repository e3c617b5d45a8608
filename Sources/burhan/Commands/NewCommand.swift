import Foundation
import GuestBuilder

/// `burhan new`
enum NewCommand: Command {
    static let path = ["new"]
    static let summary = "create a guest package from a template"
    static let details = "Makes a directory with a small program that works. Build it with `burhan build`, run it with `burhan execute`."
    static let directory = Positional("DIRECTORY", help: "the directory to create; its last part is the guest's name")
    static let template = Option(
        "template", "NAME", .oneOf(GuestTemplate.names),
        help: "what to begin with: \(GuestTemplate.names.joined(separator: ", ")) (default: fibonacci)")
    static let positionals = [directory]
    static let options: [any OptionDescription] = [template, CommonOptions.json]
    static let examples = [
        Example("burhan new hello", "creates the directory hello with the smallest guest"),
        Example("burhan new work/salary --template income-sum", "begins with a sum of private numbers above a threshold"),
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let place = URL(fileURLWithPath: try arguments.required(directory))
        let created: String
        do throws(GuestBuildError) {
            let chosen = try GuestTemplate(named: arguments[template] ?? GuestTemplate.fibonacci.rawValue)
            created = try GuestBuilder.newPackage(
                template: chosen, name: place.lastPathComponent, in: place.deletingLastPathComponent().path)
        } catch {
            throw CommandError.malformed(what: "no guest created", reason: error.description)
        }
        if arguments[CommonOptions.json] {
            try terminal.printJSON(["directory": created])
        } else {
            terminal.print("created \(created)")
            terminal.note("Next: burhan build \(created)")
        }
        return .success
    }
}
