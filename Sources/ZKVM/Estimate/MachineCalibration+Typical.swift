extension MachineCalibration {
    /// Two cores of Zen 4 with AVX-512, from proofs of fibonacci with 2^16 and 2^20 cycles: what the phases cost in relation to each other.
    ///
    /// For times of the machine at hand ask `shared(threads:)`.
    public static let typical = MachineCalibration(
        threads: 2,
        phases: [
            Phase(name: "execution", fixedSeconds: 0.001, secondsPerCell: 0.33e-9),
            Phase(name: "tables", fixedSeconds: 0.009, secondsPerCell: 0.68e-9),
            Phase(name: "mainCommitment", fixedSeconds: 0, secondsPerCell: 8.49e-9),
            Phase(name: "logUp", fixedSeconds: 0, secondsPerCell: 10.22e-9),
            Phase(name: "logUpCommitment", fixedSeconds: 0, secondsPerCell: 2.49e-9),
            Phase(name: "quotient", fixedSeconds: 0, secondsPerCell: 4.06e-9),
            Phase(name: "quotientCommitment", fixedSeconds: 0, secondsPerCell: 2.42e-9),
            Phase(name: "openings", fixedSeconds: 0.016, secondsPerCell: 1.21e-9),
            Phase(name: "batching", fixedSeconds: 0, secondsPerCell: 2.93e-9),
            Phase(name: "folding", fixedSeconds: 0.009, secondsPerCell: 1.80e-9),
            Phase(name: "proofOfWork", fixedSeconds: 0.042, secondsPerCell: 0),
            Phase(name: "queries", fixedSeconds: 0.005, secondsPerCell: 0.04e-9),
            Phase(name: "selfCheck", fixedSeconds: 0.008, secondsPerCell: 0.01e-9),
        ], cells: 81_526_240)
}
