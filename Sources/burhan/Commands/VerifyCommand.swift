import Rules
import StarkVerifier
import ZKVM

/// `burhan verify`
enum VerifyCommand: Command {
    static let path = ["verify"]
    static let summary = "check a receipt offline and say in plain words what it proves"
    static let details = """
        Needs the receipt and what it should be about: an image ID, or the rule document itself. Parameters, challenge and audience that are given
        must be the ones in the statement; those that are not given are only shown.
        Exit code 0: accepted, 1: rejected, 2: cannot decide (malformed, or of a version this program does not know).
        """
    static let file = Positional("RECEIPT", help: "a receipt, binary or in its JSON envelope ('-': standard input)")
    static let imageID = Option("image-id", "HEX", .hexadecimal(count: 32), help: "the image that the receipt must be for")
    static let rule = Option("rule", "RULE.json", .path, help: "the rule that the receipt must be for")
    static let guest = Option("guest", "GUEST.elf", .path, help: "the guest program that the receipt must be for")
    static let exitCode = Option("exit-code", "N", .integer(0...Int(UInt32.max)), help: "the guest's exit code (default: 0)")
    static let bits = Option("minimum-bits", "N", .integer(1...128), help: "proven security to ask for (default: 100)")
    static let negative = Flag("negative", help: "accept a statement that the rule does NOT hold")
    static let positionals = [file]
    static let options: [any OptionDescription] = [
        imageID, rule, guest, RuleInputOptions.params, RuleInputOptions.param, RuleInputOptions.asOf, RuleInputOptions.challenge,
        RuleInputOptions.audience, RuleInputOptions.scope, negative, exitCode, bits, CommonOptions.json,
    ]
    static let examples = [
        Example(
            "burhan verify receipt.bin --rule examples/age-verification.json --param min_age=18 --challenge 0xc0ffee",
            "checks the proof, the parameter and the challenge"),
        Example("burhan verify receipt.bin --image-id 0x…", "checks the proof for an image whose ID is known"),
        Example("burhan verify receipt.json --guest guest.elf --json", "recomputes the image ID from the program; verdict as JSON"),
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let path = try arguments.required(file)
        let outcome: VerificationOutcome
        do {
            let receipt = try ReceiptFile.receipt(at: path)
            let expected = try ExpectedImage(arguments, terminal, parameterSet: receipt.image.parameterSet)
            let started = ContinuousClock.now
            let examination = ReceiptExamination(
                receipt, imageID: expected.id, expectations: try expectations(arguments, expected.rule),
                exitCode: UInt32(arguments[exitCode] ?? 0), minimumSecurityBits: Double(arguments[bits] ?? 100))
            outcome = VerificationOutcome(examination, duration: ContinuousClock.now - started)
        } catch CommandError.malformed(let what, let reason) where arguments[CommonOptions.json] {
            terminal.print(VerificationOutcome.undecided("\(what): \(reason)").readableText)
            return .undecided
        }
        terminal.print(arguments[CommonOptions.json] ? outcome.json.readableText : outcome.text)
        return outcome.isAccepted ? .success : .negative
    }

    /// What the statement must say; nil if nothing makes the receipt one of a rule.
    private static func expectations(_ arguments: Arguments, _ rule: CheckedRule?) throws -> Statement.Expectations? {
        var params = try RuleInputOptions.parameters(arguments, for: rule)
        if let day = arguments[RuleInputOptions.asOf] { params.append(JSONMember(RuleDocument.today, .string(day))) }
        let challenge = arguments[RuleInputOptions.challenge]
        let audience = arguments[RuleInputOptions.audience]
        let scope = arguments[RuleInputOptions.scope]
        guard rule != nil || !params.isEmpty || challenge != nil || audience != nil || scope != nil else { return nil }
        return Statement.Expectations(
            ruleDigest: rule?.document.digest, params: params, audience: audience, challenge: challenge, scope: scope,
            complianceResult: arguments[negative] ? nil : true)
    }
}

/// The image that a receipt has to be for.
private struct ExpectedImage {
    let id: ImageID
    let rule: CheckedRule?

    /// - Parameter parameterSet: the receipt's: an image's ID depends on it. An unknown one gets the standard image, which the receipt is then not for.
    init(_ arguments: Arguments, _ terminal: Terminal, parameterSet: UInt8) throws {
        let given = [arguments[VerifyCommand.imageID] != nil, arguments[VerifyCommand.rule] != nil, arguments[VerifyCommand.guest] != nil]
        guard given.contains(true) else { throw UsageError.missingOneOf(["image-id", "rule", "guest"]) }
        guard given.count(where: { $0 }) == 1 else {
            try arguments.exclude(VerifyCommand.imageID, VerifyCommand.rule)
            try arguments.exclude(VerifyCommand.imageID, VerifyCommand.guest)
            throw UsageError.conflict("rule", "guest")
        }
        if let bytes = arguments[VerifyCommand.imageID], let known = ImageID(hexadecimal: bytes.hexadecimal) {
            (id, rule) = (known, nil)
            return
        }
        // A receipt without zero knowledge is no receipt of the program: only the hiding sets count.
        let parameters: StarkParameters = parameterSet == StarkParameters.compact.identifier ? .compact : .standard
        let path = arguments[VerifyCommand.rule] ?? arguments[VerifyCommand.guest] ?? ""
        switch (try Subject(at: path, terminal, quiet: arguments[CommonOptions.json]), arguments[VerifyCommand.rule]) {
        case (.rule(let document, let program), .some):
            (id, rule) = (Image(program, parameters: parameters).id, document)
        case (.guest(let program), nil):
            (id, rule) = (Image(program, parameters: parameters).id, nil)
        case (.guest, .some):
            throw CommandError.malformed(what: path, reason: "this is a guest program; give it with --guest")
        case (.rule, nil):
            throw CommandError.malformed(what: path, reason: "this is no guest program; give a rule document with --rule")
        }
    }
}
