/// The name of a signal as circom's modules know it: FNV-1a of 64 bits over the name's UTF-16 code units.
struct SignalHash: Equatable {
    let value: UInt64

    init(_ name: String) {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for unit in name.utf16 { hash = (hash ^ UInt64(unit)) &* 0x100_0000_01B3 }
        value = hash
    }

    var high: Int32 { Int32(truncatingIfNeeded: value >> 32) }
    var low: Int32 { Int32(truncatingIfNeeded: value) }
}
