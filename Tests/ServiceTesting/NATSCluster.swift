import Foundation

/// NATS servers with JetStream for a test: one, or a cluster of three.
package final class NATSCluster: Sendable {
    /// Nil when NATS is installed, else why tests with it are skipped.
    package static let absence: String? =
        ServerProcess.find("nats-server") == nil ? "nats-server is not installed; run scripts/setup --tests" : nil

    package let nodes: [ServerProcess]
    /// Where the nodes listen for clients.
    package let ports: [UInt16]
    private let monitors: [UInt16]
    /// Where streams, settings and logs lie.
    package let directory: TemporaryDirectory

    /// Starts the servers and waits until JetStream has a leader and every node follows it.
    package init(nodes count: Int = 3) throws {
        let directory = try TemporaryDirectory()
        let ports = try (0..<count).map { _ in try FreePort.next() }
        let monitors = try (0..<count).map { _ in try FreePort.next() }
        let routes = try (0..<count).map { _ in try FreePort.next() }
        var nodes: [ServerProcess] = []
        for index in 0..<count {
            var text = """
                server_name: node\(index)
                listen: 127.0.0.1:\(ports[index])
                http: 127.0.0.1:\(monitors[index])
                jetstream { store_dir: "\(directory.file("node\(index)"))", max_file_store: 1GB, max_memory_store: 64MB, sync_interval: always }

                """
            if count > 1 {
                let others = routes.map { "nats://127.0.0.1:\($0)" }.joined(separator: ", ")
                text += "cluster { name: burhan, listen: 127.0.0.1:\(routes[index]), routes: [\(others)] }\n"
            }
            let file = directory.file("node\(index).conf")
            try Data(text.utf8).write(to: URL(fileURLWithPath: file))
            nodes.append(
                try ServerProcess(
                    ServerProcess.find("nats-server") ?? "nats-server", ["-c", file], log: directory.file("node\(index).log"),
                    isReady: { FreePort.answers(ports[index]) }))
        }
        self.nodes = nodes
        self.ports = ports
        self.monitors = monitors
        self.directory = directory
        try waitUntilHealthy()
    }

    /// A list as `burhan` takes it.
    package var urls: String { ports.map { "nats://127.0.0.1:\($0)" }.joined(separator: ",") }

    /// Waits until every running node says that its streams and consumers are up to date.
    package func waitUntilHealthy() throws {
        if eventually({ nodes.indices.allSatisfy { !nodes[$0].isRunning || isHealthy($0) } }) { return }
        throw ServerProcess.DidNotStart(log: nodes.map { String($0.log.suffix(1000)) }.joined(separator: "\n--\n"))
    }

    private func isHealthy(_ index: Int) -> Bool {
        let url = "http://127.0.0.1:\(monitors[index])/healthz"
        let answer = try? CurlCaller.run("/usr/bin/curl", ["-sS", "--max-time", "2", url], input: [])
        return answer.map { String(decoding: $0, as: UTF8.self).contains(#""ok""#) } ?? false
    }

    /// The node that leads a stream now, nil when nobody does.
    package func leader(of stream: String) -> Int? {
        for index in nodes.indices where nodes[index].isRunning {
            let url = "http://127.0.0.1:\(monitors[index])/jsz?streams=true"
            guard let answer = try? CurlCaller.run("/usr/bin/curl", ["-sS", "--max-time", "2", url], input: []),
                let json = try? JSONSerialization.jsonObject(with: Data(answer)) as? [String: Any],
                let accounts = json["account_details"] as? [[String: Any]]
            else { continue }
            for case let found as [String: Any] in accounts.flatMap({ $0["stream_detail"] as? [Any] ?? [] })
            where found["name"] as? String == stream {
                guard let name = (found["cluster"] as? [String: Any])?["leader"] as? String else { continue }
                return Int(name.dropFirst(4))
            }
        }
        return nil
    }
}
