import Foundation
import Storage
import Telemetry

/// What a configuration meets on this machine: files, ports, other servers.
extension ConfigurationCheck {
    /// Looks at files and ports, and with `connects` also whether other servers answer, two seconds each.
    public mutating func lookAround(connects: Bool) {
        for setting in ServerConfiguration.settings {
            guard let entry = text(setting.name) ?? setting.defaultText.map({ ($0, "default") }) else { continue }
            switch setting.kind {
            case .plain, .secret: break
            case .privateFile: lookAtPrivateFile(setting.name, entry.text, entry.source)
            case .database where PostgreSQLSettings.isURL(entry.text):
                if connects { reach(setting.name, entry.text, entry.source, defaultPort: 5432) }
            case .database: lookAtDatabase(setting.name, entry.text, entry.source)
            case .addresses(let port): if connects { reach(setting.name, entry.text, entry.source, defaultPort: port) }
            }
        }
        lookAtPort("port", configuration.port)
        if let port = configuration.telemetry.operationsPort { lookAtPort("operations-port", port) }
        var files = rlimit()
        if unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files) == 0,
            files.rlim_cur < configuration.limits.connections + 64
        {
            add(
                .warning, "connections", text("connections")?.source ?? "default",
                "The process may open \(files.rlim_cur) files only; raise the limit (ulimit -n, LimitNOFILE) or allow fewer connections.")
        }
    }

    private mutating func lookAtPrivateFile(_ name: String, _ path: String, _ source: String) {
        var facts = stat()
        // A file that is not there was found when the setting was read.
        guard unsafe stat(path, &facts) == 0 else { return }
        let mode = facts.st_mode & 0o777
        if mode & 0o007 != 0 {
            add(.error, name, source, "Everybody on this machine can read \(path) (mode \(String(mode, radix: 8))); make it 600.")
        } else if mode & 0o070 != 0 {
            add(.warning, name, source, "The group can read \(path) (mode \(String(mode, radix: 8))).")
        }
    }

    private mutating func lookAtDatabase(_ name: String, _ path: String, _ source: String) {
        guard path != ":memory:" else {
            return add(.warning, name, source, "The database ends with the process.")
        }
        var directory = (path as NSString).deletingLastPathComponent
        if directory.isEmpty { directory = "." }
        guard unsafe access(directory, W_OK | X_OK) == 0 else {
            return add(.error, name, source, "Nothing can be written in \(directory): \(Self.reason).")
        }
        guard FileManager.default.fileExists(atPath: path) else { return }
        guard unsafe access(path, R_OK | W_OK) == 0 else {
            return add(.error, name, source, "\(path) can't be read and written: \(Self.reason).")
        }
        let head = FileHandle(forReadingAtPath: path)?.readData(ofLength: 16) ?? Data()
        if !head.isEmpty, head != Data("SQLite format 3\0".utf8) {
            add(.error, name, source, "\(path) is no SQLite database.")
        }
    }

    private mutating func lookAtPort(_ name: String, _ port: UInt16) {
        let source = text(name)?.source ?? "default"
        guard port != 0 else { return }
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_PASSIVE
        var list: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(configuration.host, String(port), &hints, &list) == 0, let entry = unsafe list else {
            if name == "port" { add(.error, "host", text("host")?.source ?? "default", "\(configuration.host) is no address of a host.") }
            return
        }
        defer { unsafe freeaddrinfo(list) }
        let descriptor = unsafe socket(entry.pointee.ai_family, entry.pointee.ai_socktype, 0)
        defer { close(descriptor) }
        var reuse: Int32 = 1
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        guard unsafe bind(descriptor, entry.pointee.ai_addr, entry.pointee.ai_addrlen) != 0 else { return }
        switch errno {
        case EADDRINUSE:
            add(
                .warning, name, source,
                "Something listens on \(configuration.host) port \(port) already; if it is not this server, choose another.")
        default: add(.error, name, source, "\(configuration.host) port \(port) can't be had: \(Self.reason).")
        }
    }

    private mutating func reach(_ name: String, _ text: String, _ source: String, defaultPort: UInt16) {
        guard let endpoints = SecretURL.endpoints(text, defaultPort: defaultPort) else {
            return add(.error, name, source, "It must be URLs, separated by commas.")
        }
        for endpoint in endpoints where !SocketDial(host: endpoint.host, port: endpoint.port).isAnswered(within: 2) {
            add(.error, name, source, "Nobody answers at \(endpoint.host) port \(endpoint.port).")
        }
    }

    private static var reason: String { unsafe String(cString: strerror(errno)) }
}
