import Foundation
import Storage

/// A number in the database that is read and then written: what loses counts unless transactions are serializable.
enum Counter {
    static func value(_ session: Session) throws(StorageError) -> Int {
        Int(String(decoding: try session.meta("counter") ?? [], as: UTF8.self)) ?? 0
    }

    static func set(_ session: Session, _ value: Int) throws(StorageError) { try session.setMeta("counter", Array(String(value).utf8)) }

    static func value(_ store: Store) throws(StorageError) -> Int {
        try store.read { session throws(StorageError) in try value(session) }
    }

    static func increment(_ store: Store) throws(StorageError) {
        try store.write { session throws(StorageError) in try set(session, value(session) + 1) }
    }
}

/// Runs the same action on several threads of their own and waits for all.
func onThreads(_ count: Int, _ action: @escaping @Sendable (Int) -> Void) {
    let group = DispatchGroup()
    for index in 0..<count {
        group.enter()
        Thread {
            action(index)
            group.leave()
        }.start()
    }
    group.wait()
}
