import Dispatch
import Foundation

/// Waits for a signal without a handler that could run at a bad moment.
///
/// `@unchecked Sendable`: dispatch sources may be used from any thread, and nothing else changes after `init`.
final class SignalWatch: @unchecked Sendable {
    private let numbers: [Int32]
    private let sources: [any DispatchSourceSignal]
    private let stream: AsyncStream<Void>

    /// Takes these signals over from their default action.
    init(_ numbers: [Int32]) {
        self.numbers = numbers
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingOldest(1))
        self.stream = stream
        sources = numbers.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield() }
            source.resume()
            return source
        }
    }

    /// Returns at the first signal.
    func first() async {
        for await _ in stream { return }
    }

    /// Gives the signals their default action back.
    func release() {
        for source in sources { source.cancel() }
        for number in numbers { signal(number, SIG_DFL) }
    }
}
