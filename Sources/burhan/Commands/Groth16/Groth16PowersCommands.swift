import Groth16

/// `burhan groth16 powers new`
enum PowersNewCommand: Command {
    static let path = ["groth16", "powers", "new"]
    static let summary = "begin powers of tau for circuits up to 2^POWER constraints"
    static let power = Positional("POWER", help: "1 to 27")
    static let file = Positional("POWERS.ptau", help: "the file to write; 2^POWER · 512 bytes")
    static let positionals = [power, file]
    static let options = CeremonyOptions.shared
    static let examples = [Example("burhan groth16 powers new 12 0.ptau", "for circuits up to 4096 constraints, public values included")]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let text = try arguments.required(power)
        guard let power = Int(text), PowersCeremony.supportedPowers.contains(power) else {
            throw CommandError.malformed(what: "POWER", reason: "expected a whole number from 1 to 27, found '\(text)'")
        }
        let target = try arguments.required(file)
        let hash = try ceremonyStep(arguments, terminal) { _ in try PowersCeremony.begin(power: power, to: target) }
        try CeremonyHash("challenge", hash, file: target).show(arguments, terminal)
        return .success
    }
}

/// `burhan groth16 powers contribute`
enum PowersContributeCommand: Command {
    static let path = ["groth16", "powers", "contribute"]
    static let summary = "contribute randomness to powers of tau"
    static let details =
        "Removes Lagrange bases: prepare the powers again afterwards. Publish the printed hash: powers verify shows it again."
    static let positionals = [CeremonyOptions.oldFile, CeremonyOptions.newFile]
    static let options = CeremonyOptions.contributing
    static let examples = [Example("burhan groth16 powers contribute 0.ptau 1.ptau --name \"Ada\"", "writes the new powers")]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        try contribute(arguments, terminal, CeremonyOptions.randomness(arguments))
    }

    static func contribute(_ arguments: Arguments, _ terminal: Terminal, _ source: ContributionSource) throws -> ExitCode {
        let target = try arguments.required(CeremonyOptions.newFile)
        let hash = try ceremonyStep(arguments, terminal) { report in
            try PowersCeremony.contribute(
                to: PowersFile(path: arguments.required(CeremonyOptions.oldFile)), source, name: arguments[CeremonyOptions.name],
                to: target,
                report: report)
        }
        try CeremonyHash("response", hash, file: target).show(arguments, terminal)
        return .success
    }
}

/// `burhan groth16 powers beacon`
enum PowersBeaconCommand: Command {
    static let path = ["groth16", "powers", "beacon"]
    static let summary = "end the contributions to powers of tau with a public random value"
    static let details = "The value must be unknown to all contributors until they are done. It adds no secret."
    static let positionals = [CeremonyOptions.oldFile, CeremonyOptions.newFile]
    static let options = CeremonyOptions.concluding
    static let examples = [Example("burhan groth16 powers beacon 1.ptau 2.ptau --value 0x1234", "writes the last powers")]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        try PowersContributeCommand.contribute(arguments, terminal, CeremonyOptions.beacon(arguments))
    }
}

/// `burhan groth16 powers prepare`
enum PowersPrepareCommand: Command {
    static let path = ["groth16", "powers", "prepare"]
    static let summary = "add the Lagrange bases that `groth16 setup` needs to powers of tau"
    static let positionals = [
        Positional("OLD", help: "powers of tau"), Positional("NEW", help: "the file to write; about three times as large"),
    ]
    static let options = CeremonyOptions.shared
    static let examples = [Example("burhan groth16 powers prepare 2.ptau prepared.ptau", "writes powers and bases")]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let target = try arguments.required(positionals[1])
        try ceremonyStep(arguments, terminal) { report in
            try PowersCeremony.prepare(PowersFile(path: arguments.required(positionals[0])), to: target, report: report)
        }
        if !arguments[CommonOptions.quiet] { terminal.note("wrote \(target)") }
        return .success
    }
}

/// `burhan groth16 powers verify`
enum PowersVerifyCommand: Command {
    static let path = ["groth16", "powers", "verify"]
    static let summary = "check powers of tau, their Lagrange bases and every contribution"
    static let details = "Exit code 0: accepted, 1: rejected, 2: the file is malformed."
    static let file = Positional("POWERS.ptau", help: "powers of tau, prepared or not")
    static let positionals = [file]
    static let options = CeremonyOptions.shared
    static let examples = [Example("burhan groth16 powers verify prepared.ptau", "prints each contribution's hash and the verdict")]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let path = try arguments.required(file)
        let (powers, verdict) = try ceremonyStep(arguments, terminal) { report in
            let powers = try PowersFile(path: path)
            return (powers, PowersVerification.verify(powers, report: report))
        }
        var reason: String?
        if case .rejected(let rejection) = verdict { reason = rejection.description }
        var notes: [String] = []
        if powers.lagrange == nil { notes.append("no Lagrange bases: run `burhan groth16 powers prepare` before a setup") }
        if powers.power != powers.ceremonyPower {
            notes.append("the powers were cut from a ceremony of power \(powers.ceremonyPower): the last hash cannot be checked")
        }
        try CeremonyReport(
            file: path, verdict: verdict.isAccepted ? "accepted" : "rejected", reason: reason, circuitHash: nil,
            contributions: powers.contributions.enumerated().map {
                CeremonyReport.Contribution($0.offset + 1, $0.element.parameters, hash: $0.element.responseHash)
            }, notes: notes
        ).show(arguments, terminal)
        return verdict.isAccepted ? .success : .negative
    }
}
