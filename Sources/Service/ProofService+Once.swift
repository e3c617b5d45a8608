import Storage

/// What an operation that may be repeated comes to, inside its transaction.
enum OnceOutcome: Sendable {
    /// Done; these bytes say what was done, for a repetition.
    case answer([UInt8])
    /// Nothing was written.
    case refused(ServiceError)
}

extension ProofService {
    /// Does something once for an Idempotency-Key: a repetition with the same body gets the first answer, another body is a conflict.
    ///
    /// For operations whose bodies hold nothing private, so that their digest may be made with the key that lies in the database.
    func once(
        _ scope: String, _ idempotency: IdempotencyKey?, by caller: Caller, _ body: (Session) throws(StorageError) -> OnceOutcome
    ) throws(ServiceError) -> [UInt8] {
        let digest = try idempotency.map { idempotency throws(ServiceError) in
            try keyed { () throws(ServiceKey.Failure) in try databaseKey.mac("burhan \(scope)", idempotency.body) }
        }
        let now = environment.now()
        let outcome = try written { session throws(StorageError) -> OnceOutcome in
            if let idempotency, let earlier = try session.idempotency(tenant: caller.tenant, scope: scope, key: idempotency.key) {
                guard earlier.digest == digest, let answer = earlier.answer else { return .refused(.idempotencyConflict(jobID: nil)) }
                return .answer(answer)
            }
            let outcome = try body(session)
            if let idempotency, let digest, case .answer(let answer) = outcome {
                try session.putIdempotency(
                    IdempotencyRecord(
                        tenant: caller.tenant, scope: scope, key: idempotency.key, digest: digest, digestKey: "database", status: 200,
                        answer: answer, createdAt: now))
            }
            return outcome
        }
        switch outcome {
        case .answer(let answer): return answer
        case .refused(let error): throw error
        }
    }
}
