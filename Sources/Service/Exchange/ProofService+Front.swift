import Storage

/// What a server does about jobs that run elsewhere.
extension ProofService {
    /// Stops a job wherever it is: one that waits ends at once, to one that runs the wish is written and told.
    func stopElsewhere(_ id: String, isSealed: Bool, _ reason: StopReason) throws(ServiceError) {
        if try anyJob(id).state == .queued { endUnstarted(id, isSealed: isSealed, reason) }
        let isWanted = try written { session throws(StorageError) in try session.wantStop(id, reason: reason.word) }
        if isWanted { environment.exchange?.stopIsWanted(id) }
    }

    /// Jobs of other processes whose messages somebody here waits for.
    package var followedJobs: [String] { Array(Set(feed.jobIDs + board.waitingIDs)) }

    /// Brings the listeners of these jobs what the database holds and they have not heard; jobs that have ended are followed no longer.
    package func refresh(_ ids: [String]) throws(ServiceError) {
        for chunk in stride(from: 0, to: ids.count, by: 200).map({ Array(ids[$0..<min($0 + 200, ids.count)]) }) {
            let newest = try stored { session throws(StorageError) in try session.lastEvents(of: chunk) }
            for (id, number) in newest {
                let heard = feed.lastNumber(of: id)
                // A job without listeners is followed for its end only.
                guard heard.map({ $0 < number }) ?? (board.live(id) != nil) else { continue }
                let events = try stored { session throws(StorageError) in try session.events(jobID: id, after: heard ?? number - 1) }
                for event in events {
                    let message = Self.message(event)
                    feed.publish(id, message)
                    if message.isLast { _ = board.withdraw(id) }
                }
            }
        }
    }

    /// Brings the listeners of a job a message that is not kept.
    package func pass(_ id: String, _ message: JobMessage) { feed.publish(id, message) }
}
