/// What a metric's numbers mean to the one who reads them.
public enum MetricKind: String, Sendable {
    case counter
    case gauge
    case histogram
}

/// One sample of a family: what is appended to the family's name, the labels, the value.
struct MetricSample {
    var suffix = ""
    var labels: [(name: String, value: String)]
    var value: Double
}

/// A metric's name, meaning and samples.
protocol AnyMetricFamily: Sendable {
    var name: String { get }
    var help: String { get }
    var kind: MetricKind { get }
    var labels: [Label] { get }
    func samples() -> [MetricSample]
}

/// Instruments of one name, one for each combination of label values; all are made at once, so that finding one takes no lock.
public final class MetricFamily<Instrument: Sendable>: AnyMetricFamily {
    public let name: String
    public let help: String
    public let kind: MetricKind
    public let labels: [Label]
    private let instruments: [Instrument]
    private let places: [[String: Int]]
    private let read: @Sendable (Instrument) -> [MetricSample]

    init(
        _ name: String, _ help: String, _ kind: MetricKind, _ labels: [Label], make: () -> Instrument,
        read: @escaping @Sendable (Instrument) -> [MetricSample]
    ) {
        self.name = name
        self.help = help
        self.kind = kind
        self.labels = labels
        self.read = read
        instruments = (0..<labels.reduce(1) { $0 * $1.values.count }).map { _ in make() }
        places = labels.map { label in
            Dictionary(label.values.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// The instrument of a family with one label.
    public subscript(_ value: String) -> Instrument { instruments[place(0, value)] }

    /// The instrument of a family with two labels, values in the order of the labels.
    public subscript(_ first: String, _ second: String) -> Instrument {
        instruments[place(0, first) * labels[1].values.count + place(1, second)]
    }

    /// The instrument of a family with three labels, values in the order of the labels.
    public subscript(_ first: String, _ second: String, _ third: String) -> Instrument {
        let row = place(0, first) * labels[1].values.count + place(1, second)
        return instruments[row * labels[2].values.count + place(2, third)]
    }

    /// The only instrument of a family without labels.
    public var only: Instrument { instruments[0] }

    /// Few values are compared one by one, which is faster than hashing.
    private func place(_ label: Int, _ value: String) -> Int {
        let values = labels[label].values
        let place = values.count <= 12 ? values.firstIndex(of: value) : places[label][value]
        return place ?? values.count - 1
    }

    func samples() -> [MetricSample] {
        instruments.enumerated().flatMap { index, instrument -> [MetricSample] in
            let names = labelValues(at: index)
            let isOther = names.contains { $0.value == Label.other }
            return read(instrument).compactMap { sample -> MetricSample? in
                // Values outside the declared sets are shown once there are any.
                if isOther, sample.value == 0, kind != .histogram { return nil }
                var sample = sample
                sample.labels = names + sample.labels
                return sample
            }
        }
    }

    private func labelValues(at index: Int) -> [(name: String, value: String)] {
        var rest = index
        return labels.reversed().map { label in
            defer { rest /= label.values.count }
            return (label.name, label.values[rest % label.values.count])
        }.reversed()
    }
}

/// A metric whose value is asked for when it is read.
final class SampledFamily: AnyMetricFamily {
    let name: String
    let help: String
    let kind: MetricKind
    let labels: [Label]
    private let read: @Sendable () -> [MetricSample]

    init(_ name: String, _ help: String, _ kind: MetricKind, labels: [Label], read: @escaping @Sendable () -> [MetricSample]) {
        self.name = name
        self.help = help
        self.kind = kind
        self.labels = labels
        self.read = read
    }

    func samples() -> [MetricSample] { read() }
}
