extension MachineCalibration {
    /// Two cores of Zen 4 with AVX-512, from proofs of fibonacci with 2^16, 2^20 and 2^24 cycles: what the phases cost in relation to each other. Giving the
    /// memory back counts as part of the queries.
    ///
    /// For times of the machine at hand ask `shared(threads:)`.
    public static let typical = MachineCalibration(
        threads: 2,
        phases: [
            Phase(name: "execution", fixedSeconds: 0.001, secondsPerCell: 0.36e-9),
            Phase(name: "tables", fixedSeconds: 0.003, secondsPerCell: 0.54e-9),
            Phase(name: "mainCommitment", fixedSeconds: 0.002, secondsPerCell: 2.56e-9),
            Phase(name: "logUp", fixedSeconds: 0.001, secondsPerCell: 2.90e-9),
            Phase(name: "logUpCommitment", fixedSeconds: 0.001, secondsPerCell: 1.02e-9),
            Phase(name: "quotient", fixedSeconds: 0.006, secondsPerCell: 1.42e-9),
            Phase(name: "quotientCommitment", fixedSeconds: 0.001, secondsPerCell: 0.65e-9),
            Phase(name: "openings", fixedSeconds: 0.004, secondsPerCell: 0.38e-9),
            Phase(name: "batching", fixedSeconds: 0.003, secondsPerCell: 1.88e-9),
            Phase(name: "folding", fixedSeconds: 0.001, secondsPerCell: 0.53e-9),
            Phase(name: "proofOfWork", fixedSeconds: 0.042, secondsPerCell: 0.00e-9),
            Phase(name: "queries", fixedSeconds: 0.010, secondsPerCell: 0.60e-9),
            Phase(name: "selfCheck", fixedSeconds: 0.004, secondsPerCell: 0.01e-9),
        ], cells: 74_689_248)
}
