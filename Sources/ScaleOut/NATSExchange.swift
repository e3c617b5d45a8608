import Messaging
import Service
import Synchronization

/// Carries hints between processes as core NATS messages; none of them is needed, all of them save time.
final class NATSExchange: JobExchange {
    private let client: MessagingClient
    /// In a struct: a function that is itself the value of a generic type is wrapped anew at each access, and in the end the stack is too short for it.
    private struct Listener {
        /// Called in this process when a job waits.
        var jobWaits: (@Sendable () -> Void)?
    }

    private let listener = Mutex(Listener())

    private let known = Mutex<Int?>(nil)

    init(_ client: MessagingClient) { self.client = client }

    var provers: Int? { known.withLock { $0 } }

    /// Those that hold a job and those that ask for one.
    func note(_ lag: StreamLag) { known.withLock { $0 = lag.ackPending + lag.waiting } }

    func onWait(_ action: @escaping @Sendable () -> Void) { listener.withLock { $0.jobWaits = action } }

    func jobWaits(_ id: String) {
        listener.withLock { $0.jobWaits }?()
        tell(ScaleOutSettings.waits, [])
    }

    func jobSpoke(_ id: String, _ message: JobMessage) { tell("\(ScaleOutSettings.events).\(id)", Self.encode(message)) }

    func stopIsWanted(_ id: String) { tell("\(ScaleOutSettings.stops).\(id)", []) }

    private func tell(_ subject: String, _ bytes: [UInt8]) {
        // A hint that can't be sent is made good by the next look into the database.
        do throws(MessagingError) { try client.publish(subject, bytes) } catch {}
    }

    /// `#` for a message that is in the database; its name, a space and its data for one that is not.
    static func encode(_ message: JobMessage) -> [UInt8] {
        message.number == nil ? Array(message.name.utf8) + [0x20] + message.data : Array("#".utf8)
    }

    /// The message that is not kept; nil for a hint to read the database.
    static func decode(_ bytes: [UInt8]) -> JobMessage? {
        guard let space = bytes.firstIndex(of: 0x20), space > 0 else { return nil }
        return JobMessage(
            number: nil, name: String(decoding: bytes[..<space], as: UTF8.self), data: Array(bytes[(space + 1)...]), isLast: false)
    }
}

extension String {
    /// The id at the end of a subject.
    var idOfSubject: String { split(separator: ".").last.map(String.init) ?? "" }
}
