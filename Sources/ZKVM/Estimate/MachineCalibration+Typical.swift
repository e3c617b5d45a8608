extension MachineCalibration {
    /// Two cores of Zen 4 with AVX-512, from proofs of fibonacci with 2^16 and 2^20 cycles: what the phases cost in relation to each other.
    ///
    /// For times of the machine at hand ask `shared(threads:)`.
    public static let typical = MachineCalibration(
        threads: 2,
        phases: [
            Phase(name: "execution", fixedSeconds: 0.001, secondsPerCell: 0.34e-9),
            Phase(name: "tables", fixedSeconds: 0.009, secondsPerCell: 0.77e-9),
            Phase(name: "mainCommitment", fixedSeconds: 0.017, secondsPerCell: 4.39e-9),
            Phase(name: "logUp", fixedSeconds: 0.012, secondsPerCell: 5.74e-9),
            Phase(name: "logUpCommitment", fixedSeconds: 0.007, secondsPerCell: 1.75e-9),
            Phase(name: "quotient", fixedSeconds: 0.011, secondsPerCell: 3.10e-9),
            Phase(name: "quotientCommitment", fixedSeconds: 0.004, secondsPerCell: 1.15e-9),
            Phase(name: "openings", fixedSeconds: 0.014, secondsPerCell: 1.22e-9),
            Phase(name: "batching", fixedSeconds: 0.013, secondsPerCell: 2.78e-9),
            Phase(name: "folding", fixedSeconds: 0.005, secondsPerCell: 0.53e-9),
            Phase(name: "proofOfWork", fixedSeconds: 0.042, secondsPerCell: 0.00e-9),
            Phase(name: "queries", fixedSeconds: 0.011, secondsPerCell: 0.12e-9),
            Phase(name: "selfCheck", fixedSeconds: 0.006, secondsPerCell: 0.02e-9),
        ], cells: 81_526_240)
}
