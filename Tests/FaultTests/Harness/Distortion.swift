import Foundation
import ServiceTesting

/// A wall clock that a test moves, for a process that is started with `environment` (libfaketime); time that only passes is left alone.
final class MovableClock {
    private static let library: String? = {
        let root = "/usr/lib"
        let places = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).map {
            "\(root)/\($0)/faketime/libfaketimeMT.so.1"
        }
        return places.first { FileManager.default.fileExists(atPath: $0) }
    }()

    /// Nil when libfaketime is installed, else why tests with it are skipped.
    static let absence: String? = library == nil ? "libfaketime is not installed; run scripts/setup --tests" : nil

    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try jump(hours: 0)
    }

    /// The clock shows so many hours more, or fewer, than it would.
    func jump(hours: Int) throws {
        try Data("\(hours < 0 ? "-" : "+")\(abs(hours))h\n".utf8).write(to: URL(fileURLWithPath: directory.file("clock")), options: .atomic)
    }

    /// The library changes the environment of the first process that it is loaded into, after which a Swift program does not find its
    /// arguments; so `env` is the first.
    let wrapper = ["/usr/bin/env"]

    var environment: [String: String] {
        [
            "LD_PRELOAD": Self.library ?? "", "FAKETIME_TIMESTAMP_FILE": directory.file("clock"), "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1",
        ]
    }
}

/// A disk that takes its time: every synchronisation of a file takes so much longer, for processes begun with `wrapper`.
enum SlowDisk {
    static func wrapper(milliseconds: Int) -> [String] {
        let calls = "fsync,fdatasync"
        return [
            "strace", "-f", "-D", "--seccomp-bpf", "-e", "trace=\(calls)", "-e", "inject=\(calls):delay_enter=\(milliseconds)ms", "-o",
            "/dev/null",
        ]
    }

    /// Nil when processes can be traced, else why tests with it are skipped.
    static let absence: String? =
        (try? Program.run("/usr/bin/env", wrapper(milliseconds: 1) + ["true"])) == nil
        ? "strace can't delay system calls here; run scripts/setup --tests" : nil
}
