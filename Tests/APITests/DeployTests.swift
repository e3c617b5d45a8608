import API
import Foundation
import Rules
import Service
import ServiceTesting
import Telemetry
import Testing

/// What lies in deploy/ and docs/ must speak of metrics and settings that exist.
@Suite struct DeployTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private func content(_ path: String) throws -> String {
        try String(contentsOf: Self.root.appendingPathComponent(path), encoding: .utf8)
    }

    /// Every metric that a process can show.
    private func catalogue() throws -> [String: (kind: String, labels: [String])] {
        let telemetry = ServiceTelemetry(collector: CollectorAddress("http://127.0.0.1:1"), log: ServerLog { _ in })
        _ = try InterfaceFixture(telemetry: telemetry)
        telemetry.stop(within: 0.1)
        return Dictionary(uniqueKeysWithValues: telemetry.registry.catalogue.map { ($0.name, ($0.kind.rawValue, $0.labels)) })
    }

    private func names(in text: String) -> Set<String> {
        Set(
            text.matches(of: /\b(burhan[_:]|proof_|circuit_|rate_limit_|process_)[a-z0-9_:]*/).map { match in
                var name = String(match.output.0)
                for suffix in ["_bucket", "_sum", "_count"] where name.hasSuffix(suffix) { name.removeLast(suffix.count) }
                return name
            })
    }

    @Test func everyMetricOfDashboardsAndRulesExists() throws {
        let rules = try content("deploy/prometheus/rules.yml")
        let recorded = rules.matches(of: /record: ([a-z0-9_:]+)/).map { String($0.output.1) }
        let known = Set(try catalogue().keys).union(recorded)
        #expect(recorded.count >= 8)
        var asked = names(in: rules)
        for board in ["service", "proofs"] {
            let json =
                try JSONSerialization.jsonObject(with: Data(try content("deploy/grafana/dashboards/\(board).json").utf8)) as? [String: Any]
            let panels = try #require(json?["panels"] as? [[String: Any]])
            let expressions = panels.flatMap { $0["targets"] as? [[String: Any]] ?? [] }.compactMap { $0["expr"] as? String }
            #expect(expressions.count > 15)
            asked.formUnion(names(in: expressions.joined(separator: "\n")))
        }
        #expect(asked.count > 30)
        #expect(asked.subtracting(known).isEmpty, "\(asked.subtracting(known).sorted())")
    }

    @Test func tableOfMetricsInTheDocumentationIsWhatTheProcessShows() throws {
        var described: [String: String] = [:]
        for line in try content("docs/operations.md").split(separator: "\n") {
            guard let match = line.wholeMatch(of: /\| `([a-z0-9_]+)` \| (counter|gauge|histogram) \| ([^|]*) \|.*\|/) else { continue }
            described[String(match.output.1)] = "\(match.output.2) \(match.output.3.filter { $0 != "`" })"
        }
        let known = try catalogue().mapValues { "\($0.kind) \($0.labels.joined(separator: ", "))" }
        for name in Set(described.keys).union(known.keys).sorted() { #expect(described[name] == known[name], "\(name)") }
    }

    @Test func everyAlertHasItsLinesInTheRunbook() throws {
        let documentation = try content("docs/operations.md")
        let alerts = try content("deploy/prometheus/rules.yml").matches(of: /alert: (\w+)/).map { String($0.output.1) }
        let tests = try content("deploy/prometheus/rules_test.yml")
        #expect(alerts.count >= 16)
        for alert in alerts {
            #expect(documentation.contains("### \(alert)\n"), "\(alert)")
            #expect(try content("deploy/prometheus/rules.yml").contains("docs/operations.md#\(alert.lowercased())\n"), "\(alert)")
            #expect(tests.contains("alertname: \(alert)\n"), "\(alert)")
        }
    }

    @Test func settingsInUnitsAndContainersExist() throws {
        // Settings of the scaled-out set that parts outside this target declare.
        let elsewhere: Set<String> = ["BURHAN_NATS", "BURHAN_REDIS"]
        let known = Set(ServerConfiguration.settings.map(\.variable)).union(elsewhere)
        for path in [
            "deploy/compose.yaml", "deploy/docker/Dockerfile", "deploy/helm/burhan/templates/_helpers.tpl",
            "deploy/helm/burhan/templates/serve.yaml",
        ] {
            let text = try content(path).split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("#") }.joined(separator: "\n")
            let variables = Set(text.matches(of: /BURHAN_[A-Z_]+/).map { String($0.output) })
            #expect(!variables.isEmpty && variables.subtracting(known).isEmpty, "\(path): \(variables.subtracting(known))")
        }
    }

    @Test func programsThatWillReadTheFilesFindNoFault() throws {
        let process = Process()
        process.executableURL = Self.root.appendingPathComponent("scripts/check-deploy")
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(said)")
        for line in said.split(separator: "\n") where line.hasPrefix("not checked") { print("\(line); scripts/setup --tests installs it") }
    }
}
