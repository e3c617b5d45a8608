/// One contiguous event buffer per family, each with room for every cycle that the limits allow.
///
/// The room is address space only: a page takes memory when its first event is written.
final class EventBuffers {
    private let mappings: [Mapping]
    private(set) var counts: [Int]

    /// Reserves `capacity` events per family; throws the number of bytes that could not be had.
    init(capacity: Int) throws(MappingFailure) {
        var mappings: [Mapping] = []
        for _ in Family.allCases {
            mappings.append(try Mapping(byteCount: capacity * MemoryLayout<InstructionEvent>.stride))
        }
        self.mappings = mappings
        counts = [Int](repeating: 0, count: mappings.count)
    }

    /// The start of a family's buffer.
    func start(of family: Family) -> UnsafeMutablePointer<InstructionEvent> {
        unsafe mappings[Int(family.rawValue)].start.assumingMemoryBound(to: InstructionEvent.self)
    }

    /// Sets the number of events that were written for a family.
    func setCount(_ count: Int, of family: Family) {
        counts[Int(family.rawValue)] = count
    }

    /// The events that were written for a family.
    func events(of family: Family) -> UnsafeBufferPointer<InstructionEvent> {
        unsafe UnsafeBufferPointer(start: start(of: family), count: counts[Int(family.rawValue)])
    }
}
