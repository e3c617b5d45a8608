import API
import Foundation
import Rules

/// `burhan config check`
enum ConfigCheckCommand: Command {
    static let path = ["config", "check"]
    static let summary = "check the settings of a server without starting it"
    static let details = """
        Reads the file, the environment and the options as `burhan serve` does, and prints every setting with its value and where the value comes from;
        secrets are masked. Finds unknown and faulty settings, settings that contradict each other, files that can't be used or that others can read, and ports that
        are taken. Exit code 0: the server would start (there may be warnings); 1: it would not; 2: the file can't be read.
        """
    private static let connect = Flag("connect", help: "also see whether the other servers that the settings name answer")
    static let options: [any OptionDescription] =
        [ServeCommand.configuration, CommonOptions.json, connect] + ServeCommand.settings.map(\.option)
    static let examples = [
        Example("burhan config check --config /etc/burhan/burhan.json", "prints the settings in force and what is wrong with them"),
        Example("burhan config check --json --connect", "for scripts; also tries the other servers"),
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let check = try check(arguments)
        if arguments[CommonOptions.json] {
            terminal.print(JSONValue.object(json(check)).readableText)
        } else {
            terminal.print(text(check))
        }
        return check.isValid ? .success : .negative
    }

    private static func check(_ arguments: Arguments) throws(CommandError) -> ConfigurationCheck {
        let flags = ServeCommand.settings.compactMap { setting in arguments[setting.option].map { (name: setting.name, value: $0) } }
        do throws(ConfigurationError) {
            var check = try ConfigurationCheck(
                file: arguments[ServeCommand.configuration], environment: ProcessInfo.processInfo.environment, flags: flags)
            check.lookAround(connects: arguments[connect])
            return check
        } catch { throw .malformed(what: "configuration", reason: error.description) }
    }

    private static func text(_ check: ConfigurationCheck) -> String {
        let rows = check.values.map { [$0.name, $0.text ?? "-", $0.source] }
        let widths = (0..<2).map { column in rows.map { $0[column].count }.max() ?? 0 }
        func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(width - text.count, 0)) }
        var lines = rows.map { "\(padded($0[0], widths[0]))  \(padded($0[1], widths[1]))  \($0[2])" }
        if !check.findings.isEmpty { lines.append("") }
        for finding in check.findings {
            let place = finding.setting.map { "\($0) (\(finding.source))" } ?? finding.source
            lines.append("\(finding.severity.rawValue): \(place): \(finding.message)")
        }
        lines += ["", check.isValid ? "The settings can be used." : "The settings can't be used."]
        return lines.joined(separator: "\n")
    }

    private static func json(_ check: ConfigurationCheck) -> [JSONMember] {
        [
            JSONMember("valid", .bool(check.isValid)),
            JSONMember(
                "settings",
                .array(
                    check.values.map {
                        .object([
                            JSONMember("name", .string($0.name)), JSONMember("value", $0.text.map { .string($0) } ?? .null),
                            JSONMember("source", .string($0.source)),
                        ])
                    })),
            JSONMember(
                "findings",
                .array(
                    check.findings.map {
                        .object([
                            JSONMember("severity", .string($0.severity.rawValue)),
                            JSONMember("setting", $0.setting.map { .string($0) } ?? .null), JSONMember("source", .string($0.source)),
                            JSONMember("message", .string($0.message)),
                        ])
                    })),
        ]
    }
}
