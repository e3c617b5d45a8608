/// Metrics as text, in the two formats that Prometheus reads.
public enum MetricText {
    public enum Format: Sendable {
        /// Prometheus text exposition format 0.0.4.
        case prometheus
        /// OpenMetrics 1.0.0.
        case openMetrics

        public var contentType: String {
            switch self {
            case .prometheus: "text/plain; version=0.0.4; charset=utf-8"
            case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
            }
        }

        /// OpenMetrics where an `Accept` field asks for it, with a weight above zero; else the older format.
        public init(accept: String?) {
            let asksForOpenMetrics = (accept ?? "").lowercased().split(separator: ",").contains { member in
                let parts = member.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
                let isRefused = parts.dropFirst().contains { $0.hasPrefix("q=") && Double($0.dropFirst(2)) == 0 }
                return parts.first == "application/openmetrics-text" && !isRefused
            }
            self = asksForOpenMetrics ? .openMetrics : .prometheus
        }
    }

    static func document(_ families: [any AnyMetricFamily], _ format: Format) -> [UInt8] {
        var text = ""
        for family in families {
            let samples = family.samples()
            guard !samples.isEmpty else { continue }
            // OpenMetrics names a counter's family without the suffix of its samples.
            let isBare = format == .openMetrics && family.kind == .counter
            let name = isBare ? String(family.name.dropLast("_total".count)) : family.name
            text += "# HELP \(name) \(escaped(family.help, quotes: format == .openMetrics))\n# TYPE \(name) \(family.kind.rawValue)\n"
            for sample in samples { append(sample, of: family.name, to: &text) }
        }
        if format == .openMetrics { text += "# EOF\n" }
        return Array(text.utf8)
    }

    private static func append(_ sample: MetricSample, of name: String, to text: inout String) {
        text += name
        text += sample.suffix
        if !sample.labels.isEmpty {
            text += "{"
            for (index, label) in sample.labels.enumerated() {
                if index > 0 { text += "," }
                text += "\(label.name)=\"\(escaped(label.value, quotes: true))\""
            }
            text += "}"
        }
        text += " \(number(sample.value))\n"
    }

    /// A number as both formats write it: whole numbers without a fraction, `+Inf`, `-Inf`, `NaN`.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        if let whole = Int64(exactly: value), abs(value) < 1e15 { return String(whole) }
        return "\(value)"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        guard text.utf8.contains(where: { $0 == 0x5c || $0 == 0x0a || $0 == 0x22 }) else { return text }
        var output = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\"" where quotes: output += "\\\""
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output
    }

    /// `[a-zA-Z_:][a-zA-Z0-9_:]*`
    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x3a, 0x41...0x5a, 0x5f, 0x61...0x7a: true
            default: false
            }
        }
    }
}
