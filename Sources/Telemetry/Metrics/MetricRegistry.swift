import Synchronization

/// All metrics of a process, in the order in which they were declared.
///
/// Declaring takes a lock and happens once; counting goes straight to the instrument. A name is declared once: declaring it again is a fault of
/// the program and ends it.
public final class MetricRegistry: Sendable {
    private let families = Mutex<[any AnyMetricFamily]>([])

    public init() {}

    /// A counter family; names end in `_total`. With `isSparse`, combinations of labels that were never counted are not shown.
    public func counter(_ name: String, _ help: String, labels: [Label] = [], isSparse: Bool = false) -> MetricFamily<Counter> {
        add(
            MetricFamily(name, help, .counter, labels, make: { Counter() }) { counter in
                isSparse && counter.value == 0 ? [] : [MetricSample(labels: [], value: Double(counter.value))]
            })
    }

    public func gauge(_ name: String, _ help: String, labels: [Label] = []) -> MetricFamily<Gauge> {
        add(MetricFamily(name, help, .gauge, labels, make: { Gauge() }) { [MetricSample(labels: [], value: $0.value)] })
    }

    /// A histogram family; `bounds` rise strictly. With labels, combinations that were never observed are not shown.
    public func histogram(_ name: String, _ help: String, labels: [Label] = [], bounds: [Double]) -> MetricFamily<Histogram> {
        precondition(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "the bounds of \(name) must rise")
        let isSparse = !labels.isEmpty
        return add(
            MetricFamily(name, help, .histogram, labels, make: { Histogram(bounds: bounds) }) { histogram in
                let counts = histogram.cumulativeCounts
                guard let count = counts.last, !isSparse || count > 0 else { return [] }
                let bounds = histogram.bounds.map(MetricText.number) + ["+Inf"]
                return zip(bounds, counts).map { MetricSample(suffix: "_bucket", labels: [("le", $0)], value: Double($1)) } + [
                    MetricSample(suffix: "_sum", labels: [], value: histogram.sum),
                    MetricSample(suffix: "_count", labels: [], value: Double(count)),
                ]
            })
    }

    /// A metric without labels that is asked for when metrics are read; nil leaves it out.
    public func sampled(_ name: String, _ help: String, _ kind: MetricKind = .gauge, read: @escaping @Sendable () -> Double?) {
        add(SampledFamily(name, help, kind, labels: []) { read().map { [MetricSample(labels: [], value: $0)] } ?? [] })
    }

    /// A metric that always is 1 and says something in its labels.
    public func information(_ name: String, _ help: String, _ labels: [(name: String, value: String)]) {
        let declared = labels.map { Label($0.name, [$0.value]) }
        add(SampledFamily(name, help, .gauge, labels: declared) { [MetricSample(labels: labels, value: 1)] })
    }

    /// Which of a few states each of some things is in: 1 for the state it is in, 0 for the others.
    public func states(
        _ name: String, _ help: String, of things: (label: String, values: [String]), in states: (label: String, values: [String]),
        read: @escaping @Sendable () -> [(thing: String, state: String)]
    ) {
        let labels = [Label(things.label, things.values), Label(states.label, states.values)]
        add(
            SampledFamily(name, help, .gauge, labels: labels) {
                read().flatMap { thing, current in
                    states.values.map { state in
                        MetricSample(labels: [(things.label, thing), (states.label, state)], value: state == current ? 1 : 0)
                    }
                }
            })
    }

    /// Name, kind and label names of every metric, for documentation and for tests of dashboards.
    public var catalogue: [(name: String, kind: MetricKind, labels: [String], help: String)] {
        families.withLock { $0.map { ($0.name, $0.kind, $0.labels.map(\.name), $0.help) } }
    }

    /// Everything as text.
    public func text(_ format: MetricText.Format = .prometheus) -> [UInt8] {
        MetricText.document(families.withLock { $0 }, format)
    }

    @discardableResult
    private func add<Family: AnyMetricFamily>(_ family: Family) -> Family {
        precondition(MetricText.isName(family.name), "\(family.name) is no name of a metric")
        precondition(family.kind != .counter || family.name.hasSuffix("_total"), "the counter \(family.name) must end in _total")
        families.withLock { families in
            precondition(!families.contains { $0.name == family.name }, "the metric \(family.name) is declared twice")
            families.append(family)
        }
        return family
    }
}
