import Messaging
import SharedState

/// How several processes share the work. The same for servers and workers.
public struct ScaleOutSettings: Sendable {
    public var messaging: MessagingSettings
    public var stream = JobStreamSettings()
    /// Messages that may wait in the stream for a worker; the rest waits in the database, where its order can still change.
    public var ahead = 8
    /// Seconds after which a job that was sent and still waits is sent again.
    public var resendSeconds = 60.0
    /// Seconds between looks into the database for what no hint told.
    public var pollSeconds = 1.0
    /// Names this process among all; the default is new for every start.
    public var holder: String

    public init(messaging: MessagingSettings, holder: String) {
        self.messaging = messaging
        self.holder = holder
    }

    /// Subjects of hints, followed by a job's id.
    static let events = "burhan.events"
    static let stops = "burhan.stop"
    /// A hint without an id: jobs wait.
    static let waits = "burhan.waits"
}
