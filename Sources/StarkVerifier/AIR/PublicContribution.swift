/// A tuple that the verifier itself puts on a bus (negative multiplicity: takes from it).
public struct PublicContribution: Sendable, Equatable {
    public let bus: Bus
    public let values: [UInt32]
    public let multiplicity: Int

    public init(bus: Bus, values: [UInt32], multiplicity: Int) {
        precondition(values.count == bus.arity)
        self.bus = bus
        self.values = values
        self.multiplicity = multiplicity
    }
}
