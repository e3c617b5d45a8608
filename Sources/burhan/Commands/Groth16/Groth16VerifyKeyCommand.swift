import Groth16

/// `burhan groth16 verify-key`
enum Groth16VerifyKeyCommand: Command {
    static let path = ["groth16", "verify-key"]
    static let summary = "check a proving key, and every contribution to it, against its circuit and powers of tau"
    static let details = """
        Checks what `snarkjs zkey verify` checks, and that there is a contribution by a participant, not by a beacon alone.
        The powers of tau are taken as they are: check them with `burhan groth16 powers verify`.
        Exit code 0: accepted, 1: rejected, 2: a file is malformed.
        """
    static let key = Positional("KEY.zkey", help: "the proving key")
    static let positionals = [Groth16SetupCommand.circuit, Groth16SetupCommand.powers, key]
    static let options = CeremonyOptions.shared
    static let examples = [
        Example("burhan groth16 verify-key circuit.r1cs prepared.ptau circuit.zkey", "prints each contribution's hash and the verdict")
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let path = try arguments.required(key)
        let (file, verdict) = try ceremonyStep(arguments, terminal) { report in
            let file = try ZKeyFile(path: path)
            let verdict = try KeyVerification.verify(
                file, R1CSFile(path: arguments.required(Groth16SetupCommand.circuit)),
                PowersFile(path: arguments.required(Groth16SetupCommand.powers)), report: report)
            return (file, verdict)
        }
        try report(file, verdict, path).show(arguments, terminal)
        return verdict.isAccepted ? .success : .negative
    }

    private static func report(_ file: ZKeyFile, _ verdict: KeyVerdict, _ path: String) -> CeremonyReport {
        var reason: String?
        if case .rejected(let rejection) = verdict { reason = rejection.description }
        return CeremonyReport(
            file: path, verdict: verdict.isAccepted ? "accepted" : "rejected", reason: reason,
            circuitHash: file.history.circuitHash.hexadecimal,
            contributions: file.history.contributions.enumerated().map {
                CeremonyReport.Contribution($0.offset + 1, $0.element.parameters, hash: $0.element.hash)
            }, notes: verdict.isAccepted ? ["the powers of tau were not checked here; see `burhan groth16 powers verify`"] : [])
    }
}
