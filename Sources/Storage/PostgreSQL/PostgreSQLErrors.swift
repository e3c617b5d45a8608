import CPostgreSQL

extension StorageError {
    /// What a failed result means (SQLSTATE, appendix A of PostgreSQL's manual).
    @safe static func postgreSQL(_ result: OpaquePointer) -> StorageError {
        let state = field(result, burhan_pg_diag_sqlstate) ?? "?????"
        let message = field(result, burhan_pg_diag_message_primary) ?? "no reason was given"
        switch state {
        case "40001", "40P01": return .conflict(attempts: 1)
        case "55P03": return .busy
        case "57014", "25P03": return .timedOut
        case "53100": return .diskFull
        case "23505": return .duplicate
        case "XX001", "XX002": return .corrupt(reason: message)
        // Shutting down, starting up, too many connections, a stand-by that only reads.
        case "57P01", "57P02", "57P03", "57P05", "53300", "25006": return .unavailable(reason: message)
        default: break
        }
        switch state.prefix(2) {
        case "08": return .unavailable(reason: message)
        // Messages about data repeat the data.
        case "22": return .failed(code: state, reason: "a value does not fit its column")
        default: return .failed(code: state, reason: message)
        }
    }

    @safe private static func field(_ result: OpaquePointer, _ code: Int32) -> String? {
        unsafe PQresultErrorField(result, code).map { unsafe String(cString: $0) }
    }
}
