/// Why a measurement was not made.
enum BenchmarkError: Error, CustomStringConvertible {
    case usage(String)
    case unknownWorkload(String)
    case workload(String, reason: String)
    case child(arguments: [String], reason: String)
    case unwritable(path: String)
    case unreadable(path: String, reason: String)

    var description: String {
        switch self {
        case .usage(let text): text
        case .unknownWorkload(let name): "there is no workload '\(name)'; there are fibonacci-N and mixed-N (2^N cycles) and rule-TEMPLATE"
        case .workload(let name, let reason): "workload \(name): \(reason)"
        case .child(let arguments, let reason): "burhan-bench \(arguments.joined(separator: " ")): \(reason)"
        case .unwritable(let path): "cannot write \(path)"
        case .unreadable(let path, let reason): "cannot compare with \(path): \(reason)"
        }
    }
}
