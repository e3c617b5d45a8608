import Groth16

/// `burhan groth16 contribute`
enum Groth16ContributeCommand: Command {
    static let path = ["groth16", "contribute"]
    static let summary = "contribute randomness to a proving key"
    static let details = """
        One honest contributor, who forgets the randomness, is enough for a key that nobody can forge proofs for. The randomness comes from the system
        and exists in this process alone. Publish the printed hash: verify-key shows it again.
        """
    static let positionals = [CeremonyOptions.oldFile, CeremonyOptions.newFile]
    static let options = CeremonyOptions.contributing
    static let examples = [
        Example(
            "burhan groth16 contribute circuit_0.zkey circuit_1.zkey --name \"Ada\"",
            "writes the new key and prints the contribution's hash")
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let target = try arguments.required(CeremonyOptions.newFile)
        let hash = try ceremonyStep(arguments, terminal) { report in
            try Groth16Setup.contribute(
                to: ZKeyFile(path: arguments.required(CeremonyOptions.oldFile)), CeremonyOptions.randomness(arguments),
                name: arguments[CeremonyOptions.name], to: target, report: report)
        }
        try CeremonyHash("contribution", hash, file: target).show(arguments, terminal)
        return .success
    }
}

/// `burhan groth16 beacon`
enum Groth16BeaconCommand: Command {
    static let path = ["groth16", "beacon"]
    static let summary = "end the contributions to a proving key with a public random value"
    static let details = """
        The value must be unknown to all contributors until they are done, for example the hash of a later block. It adds no secret: a key with a
        beacon alone is one that everybody can forge proofs for, since everybody can compute its factor.
        """
    static let positionals = [CeremonyOptions.oldFile, CeremonyOptions.newFile]
    static let options = CeremonyOptions.concluding
    static let examples = [
        Example("burhan groth16 beacon circuit_1.zkey circuit.zkey --value 0x1234 --log-iterations 10", "writes the final key")
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let target = try arguments.required(CeremonyOptions.newFile)
        let source = try CeremonyOptions.beacon(arguments)
        let hash = try ceremonyStep(arguments, terminal) { report in
            try Groth16Setup.contribute(
                to: ZKeyFile(path: arguments.required(CeremonyOptions.oldFile)), source, name: arguments[CeremonyOptions.name], to: target,
                report: report)
        }
        try CeremonyHash("contribution", hash, file: target).show(arguments, terminal)
        return .success
    }
}
