import Dispatch
import Synchronization

/// The connections of one process to its server: at most so many, made when they are needed, kept for the next transaction.
final class PostgreSQLPool: Sendable {
    /// `@unchecked Sendable`: a connection is either in here, inside the lock, or with the one thread that took it.
    private struct State: @unchecked Sendable {
        var idle: [PostgreSQLConnection] = []
        var open = 0
        var counters = StoreCounters()
    }

    let settings: PostgreSQLSettings
    private let url: String
    private let slots: DispatchSemaphore
    private let state = Mutex(State())

    init(url: String, settings: PostgreSQLSettings) {
        self.url = url
        self.settings = settings
        slots = DispatchSemaphore(value: max(1, settings.connections))
    }

    var counters: StoreCounters {
        state.withLock { state in
            var counters = state.counters
            counters.connections = state.open
            counters.idle = state.idle.count
            return counters
        }
    }

    func count(_ change: (inout StoreCounters) -> Void) { state.withLock { change(&$0.counters) } }

    /// Runs `body` with a connection that nobody else has meanwhile; waits for one within the limit of the settings.
    func withConnection<Result>(
        within seconds: Double? = nil, _ body: (PostgreSQLConnection) throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        try enter(within: seconds ?? settings.waitSeconds)
        defer { slots.signal() }
        let connection = try take()
        defer { giveBack(connection) }
        return try body(connection)
    }

    private func enter(within seconds: Double) throws(StorageError) {
        if slots.wait(timeout: .now()) == .success { return }
        let start = ContinuousClock.now
        let entered = slots.wait(timeout: .now() + seconds) == .success
        let waited = (ContinuousClock.now - start) / .milliseconds(1)
        count { counters in
            counters.waits += 1
            counters.waitedMilliseconds += Int(waited)
            if !entered { counters.exhausted += 1 }
        }
        if !entered { throw .busy }
    }

    private func take() throws(StorageError) -> PostgreSQLConnection {
        if let connection = state.withLock({ Taken(connection: $0.idle.popLast()) }).connection { return connection }
        let connection = try PostgreSQLConnection(url: url, settings: settings)
        state.withLock { $0.open += 1 }
        return connection
    }

    private func giveBack(_ connection: PostgreSQLConnection) {
        let returned = Taken(connection: connection)
        state.withLock { state in
            guard let connection = returned.connection else { return }
            if connection.isBroken {
                // What broke this one has probably broken those that wait, too.
                state.counters.lostConnections += 1
                state.open -= 1 + state.idle.count
                state.idle = []
            } else {
                state.idle.append(connection)
            }
        }
    }

    /// `@unchecked Sendable`: hands a connection from the lock to the thread that took it, or back.
    private struct Taken: @unchecked Sendable {
        let connection: PostgreSQLConnection?
    }
}
