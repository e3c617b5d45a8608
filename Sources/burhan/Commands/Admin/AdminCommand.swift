import Rules

/// A command that asks the administration one question and prints the answer.
protocol AdminCommand: Command {
    static var own: [any OptionDescription] { get }
    /// The member of the answer that holds a list, and the members of its elements to show; nil to show the answer itself.
    static var list: (name: String, columns: [String])? { get }
    static func request(_ arguments: Arguments) throws -> AdminRequest
}

/// Options that several of these commands share.
enum AdminOptions {
    static let tenant = Option("tenant", "ID", .text, help: "the tenant (an operator's key; default: the key's own)")
    static let limit = Option("limit", "COUNT", .integer(1...1000), help: "longest list (default 100)")

    /// The tenant as a member of the query.
    static func query(_ arguments: Arguments) -> [(name: String, value: String)] {
        arguments[tenant].map { [(name: "tenant", value: $0)] } ?? []
    }

    /// The tenant as a member of the body.
    static func members(_ arguments: Arguments) -> [JSONMember] {
        arguments[tenant].map { [JSONMember("tenant", .string($0))] } ?? []
    }
}

extension AdminCommand {
    static var list: (name: String, columns: [String])? { nil }
    static var options: [any OptionDescription] { own + AdminConnection.options }

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let (status, json) = try await AdminConnection.answer(request(arguments), arguments)
        guard (200..<300).contains(status) else { throw AdminReport.error(status, json) }
        print(json, arguments, terminal)
        return verdict(json)
    }

    static func print(_ json: JSONValue, _ arguments: Arguments, _ terminal: Terminal) {
        if arguments[CommonOptions.json] {
            terminal.print(json == .null ? #"{"success":true}"# : json.readableText)
        } else {
            terminal.print(AdminReport.text(json, list))
        }
    }

    /// A fault that was found is a clear negative answer.
    static func verdict(_ json: JSONValue) -> ExitCode { json["intact"] == .bool(false) ? .negative : .success }
}

/// Answers of the administration for people.
enum AdminReport {
    static func text(_ json: JSONValue, _ list: (name: String, columns: [String])?) -> String {
        if let list, case .array(let rows)? = json[list.name] {
            var table = TextTable(list.columns)
            for row in rows { table.add(list.columns.map { row[$0].map(plain) ?? "" }) }
            return table.text
        }
        guard case .object(let members) = json else { return "done" }
        let shown = members.filter { $0.name != "success" }
        let width = shown.map(\.name.count).max() ?? 0
        return shown.map { $0.name + String(repeating: " ", count: width - $0.name.count + 2) + plain($0.value) }.joined(separator: "\n")
    }

    private static func plain(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): text
        case .array(let values): values.map(plain).joined(separator: " ")
        case .object(let members): members.map { "\($0.name)=\(plain($0.value))" }.joined(separator: " ")
        case .null: "-"
        default: value.readableText
        }
    }

    /// What a problem document says: a refusal is a clear no, anything else the system's fault.
    static func error(_ status: Int, _ json: JSONValue) -> CommandError {
        func text(_ name: String) -> String? { if case .string(let text)? = json[name] { text } else { nil } }
        let message = "\(text("detail") ?? "the server answered \(status)") (\(text("code") ?? "status \(status)"))"
        return status < 500 ? .negative(message) : .system(message)
    }
}
