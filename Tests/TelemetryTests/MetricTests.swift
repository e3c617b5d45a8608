import Dispatch
import Telemetry
import Testing

@Suite struct MetricTests {
    private func text(_ registry: MetricRegistry, _ format: MetricText.Format = .prometheus) -> String {
        String(decoding: registry.text(format), as: UTF8.self)
    }

    @Test func counterIsWrittenWithHelpTypeAndEscapedLabels() {
        let registry = MetricRegistry()
        let family = registry.counter(
            "requests_total", "Requests.\nA \\ and a \".", labels: [Label("route", ["/a", "say \"hi\"\\\n"])])
        family["say \"hi\"\\\n"].increment(by: 3)
        #expect(
            text(registry) == """
                # HELP requests_total Requests.\\nA \\\\ and a ".
                # TYPE requests_total counter
                requests_total{route="/a"} 0
                requests_total{route="say \\"hi\\"\\\\\\n"} 3

                """)
        #expect(
            text(registry, .openMetrics) == """
                # HELP requests Requests.\\nA \\\\ and a \\".
                # TYPE requests counter
                requests_total{route="/a"} 0
                requests_total{route="say \\"hi\\"\\\\\\n"} 3
                # EOF

                """)
    }

    @Test func histogramCountsEachValueInEveryRangeThatHoldsIt() {
        let registry = MetricRegistry()
        let histogram = registry.histogram("wait_seconds", "Waits.", bounds: [0.1, 1]).only
        for value in [0.1, 0.5, 1, 7, .nan] { histogram.observe(value) }
        histogram.observe(.milliseconds(50))
        #expect(
            text(registry) == """
                # HELP wait_seconds Waits.
                # TYPE wait_seconds histogram
                wait_seconds_bucket{le="0.1"} 2
                wait_seconds_bucket{le="1"} 4
                wait_seconds_bucket{le="+Inf"} 5
                wait_seconds_sum 8.65
                wait_seconds_count 5

                """)
    }

    @Test func valuesOutsideTheSetAreCountedTogether() {
        let registry = MetricRegistry()
        let family = registry.counter("hits_total", "Hits.", labels: [Label("a", ["x", "y"]), Label("b", ["1", "2"])], isSparse: true)
        family["x", "2"].increment()
        family["tenant-17", "2"].increment()
        family["tenant-18", "2"].increment()
        #expect(
            text(registry).split(separator: "\n").dropFirst(2) == [#"hits_total{a="x",b="2"} 1"#, #"hits_total{a="other",b="2"} 2"#])
    }

    @Test func counterNeverFalls() {
        let counter = MetricRegistry().counter("c_total", "C.").only
        counter.increment(by: 5)
        counter.increment(by: -3)
        #expect(counter.value == 5)
    }

    @Test func nothingIsLostWhenThreadsCountAtTheSameTime() {
        let registry = MetricRegistry()
        let counter = registry.counter("c_total", "C.").only
        let histogram = registry.histogram("h", "H.", bounds: [1, 2, 3]).only
        let gauge = registry.gauge("g", "G.").only
        DispatchQueue.concurrentPerform(iterations: 8) { index in
            for round in 0..<10_000 {
                counter.increment()
                histogram.observe(Double((index + round) % 4))
                gauge.add(1)
            }
        }
        #expect(counter.value == 80_000)
        #expect(histogram.cumulativeCounts.last == 80_000)
        #expect(histogram.sum == 80_000 * 1.5)
        #expect(gauge.value == 80_000)
    }

    @Test func numbersAreWrittenAsPrometheusReadsThem() {
        let registry = MetricRegistry()
        for (index, value) in [Double.infinity, -.infinity, .nan, 1e20, 0.25, -3].enumerated() {
            registry.gauge("g\(index)", "G.").only.set(value)
        }
        let lines = text(registry).split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(lines == ["g0 +Inf", "g1 -Inf", "g2 NaN", "g3 1e+20", "g4 0.25", "g5 -3"])
    }

    @Test func openMetricsIsGivenOnlyToThoseWhoAskForIt() {
        #expect(MetricText.Format(accept: nil) == .prometheus)
        #expect(MetricText.Format(accept: "text/plain, */*") == .prometheus)
        #expect(MetricText.Format(accept: "application/openmetrics-text; version=1.0.0,text/plain;q=0.5") == .openMetrics)
        #expect(MetricText.Format(accept: "application/openmetrics-text;q=0, text/plain") == .prometheus)
    }

    @Test func processTellsOfItself() {
        let registry = MetricRegistry()
        registry.addProcessMetrics()
        let values = Dictionary(
            uniqueKeysWithValues: text(registry).split(separator: "\n").filter { !$0.hasPrefix("#") }
                .map { ($0.split(separator: " ")[0], Double($0.split(separator: " ")[1]) ?? -1) })
        #expect(values.count == 7)
        #expect((values["process_resident_memory_bytes"] ?? 0) > 1_000_000)
        #expect((values["process_open_fds"] ?? 0) >= 3)
        #expect((values["process_threads"] ?? 0) >= 1)
    }
}
