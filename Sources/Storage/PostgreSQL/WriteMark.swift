/// The trace that a transaction leaves, so that its outcome can be found out after the connection broke during its commit.
struct WriteMark {
    private let digits: String

    init() {
        var generator = SystemRandomNumberGenerator()
        digits = (0..<4).map { _ in
            let word = String(UInt32.random(in: .min ... .max, using: &generator), radix: 16)
            return String(repeating: "0", count: 8 - word.count) + word
        }.joined()
    }

    /// Leaves the mark, as part of the transaction it belongs to.
    var insertion: String { #"INSERT INTO write_marks (mark) VALUES ('\x\#(digits)')"# }

    /// Whether the transaction was committed; if not, it never will be.
    ///
    /// Waits until the transaction has ended, should its connection still be at work on the server.
    func wasCommitted(_ connection: PostgreSQLConnection) throws(StorageError) -> Bool {
        try !connection.run(insertion + " ON CONFLICT (mark) DO NOTHING")
    }

    /// Forgets marks that nobody asks for any more.
    static func prune(_ connection: PostgreSQLConnection) throws(StorageError) {
        try connection.execute("DELETE FROM write_marks WHERE at < now() - INTERVAL '1 hour'")
    }
}
