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
        for chunk in stride(from: 0, to: ids.count, by: 1000).map({ ids[$0..<min($0 + 1000, ids.count)] }) {
            let listened = chunk.filter { feed.lastNumber(of: $0) != nil }
            let newest = listened.isEmpty ? [:] : try stored { session throws(StorageError) in try session.lastEvents(of: listened) }
            for (id, number) in newest {
                guard let heard = feed.lastNumber(of: id), heard < number else { continue }
                let events = try stored { session throws(StorageError) in try session.events(jobID: id, after: heard) }
                for message in Self.messages(events) { feed.publish(id, message) }
            }
            let ended = try stored { session throws(StorageError) in try session.endedJobs(among: Array(chunk)) }
            for id in ended { _ = board.withdraw(id) }
        }
    }

    /// Brings the listeners of a job a message that is not kept.
    package func pass(_ id: String, _ message: JobMessage) { feed.publish(id, message) }
}
