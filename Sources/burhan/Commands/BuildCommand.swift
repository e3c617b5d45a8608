import GuestBuilder
import ZKVM

/// `burhan build`
enum BuildCommand: Command {
    static let path = ["build"]
    static let summary = "compile a guest package to a program that can be proven"
    static let details = """
        Compiles Embedded Swift and C for riscv32 and links the guest runtime. The same sources and toolchain give the same bytes, hence the
        same image ID, on every machine and in every directory.
        """
    static let directory = Positional("DIRECTORY", isRequired: false, help: "the package (default: the current directory)")
    static let output = Option("output", "FILE", .path, help: "where the program goes (default: NAME.elf in the package)")
    static let positionals = [directory]
    static let options: [any OptionDescription] = [output, CommonOptions.quiet, CommonOptions.json]
    static let examples = [
        Example("burhan build hello", "writes hello/hello.elf and prints its image ID"),
        Example("burhan build hello --output guest.elf --json", "the same, to another place, for scripts"),
    ]

    private struct Result: Encodable {
        var path: String
        var bytes: Int
        var image_id: String
    }

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let isQuiet = arguments[CommonOptions.quiet] || arguments[CommonOptions.json]
        let guest: GuestBuilder.BuiltGuest
        do throws(GuestBuildError) {
            let builder = GuestBuilder(toolchain: try GuestToolchain.locate())
            guest = try builder.build(package: arguments[directory] ?? ".", output: arguments[output]) { line in
                if !isQuiet { terminal.note(line) }
            }
        } catch {
            throw CommandError.malformed(what: "not built", reason: error.description)
        }
        let result = Result(
            path: guest.path ?? "", bytes: guest.elf.count, image_id: Image(guest.program).id.description)
        if arguments[CommonOptions.json] {
            try terminal.printJSON(result)
        } else {
            terminal.print("program   \(result.path) (\(Quantity.bytes(result.bytes)))\nimage ID  \(result.image_id)")
        }
        return .success
    }
}
