import Synchronization

/// Hands numbers to C in place of pointers: a callback that comes after its owner has gone finds nothing.
final class CallbackRegistry<Callback: Sendable>: Sendable {
    private struct State {
        var callbacks: [UInt: Callback] = [:]
        var last: UInt = 0
    }

    private let state = Mutex(State())

    func add(_ callback: Callback) -> UInt {
        state.withLock { state in
            state.last += 1
            state.callbacks[state.last] = callback
            return state.last
        }
    }

    func remove(_ key: UInt) { state.withLock { $0.callbacks[key] = nil } }

    subscript(key: UInt) -> Callback? { state.withLock { $0.callbacks[key] } }

    /// The callback behind a C closure pointer.
    func callAsFunction(_ closure: UnsafeMutableRawPointer?) -> Callback? { self[UInt(bitPattern: closure)] }
}
