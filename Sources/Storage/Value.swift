/// A value bound to a parameter of a statement, or read from a column.
enum Value: Sendable, Equatable {
    case null
    case integer(Int)
    case text(String)
    case blob([UInt8])

    init(_ value: Int?) { self = value.map(Value.integer) ?? .null }
    init(_ value: String?) { self = value.map(Value.text) ?? .null }
    init(_ value: [UInt8]?) { self = value.map(Value.blob) ?? .null }
}
