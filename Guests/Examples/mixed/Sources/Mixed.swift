import BurhanGuest

/// A benchmark that uses every family of instructions in even shares.
///
/// Input: number of rounds (u32), seed (u32). Journal: rounds, seed, a checksum (u32 each). Cost: about 70 cycles per round.
@main
enum Mixed {
    static func main() {
        var input = PrivateInput()
        let rounds = input.readUInt32()
        let seed = input.readUInt32()
        let words = UnsafeMutablePointer<UInt32>.allocate(capacity: 1024)
        let bytes = UnsafeMutableRawPointer(words)
        for index in 0..<1024 {
            words[index] = seed &+ UInt32(truncatingIfNeeded: index) &* 0x9E37_79B9
        }
        var state = seed | 1
        var checksum: UInt32 = 0
        for round in 0..<rounds {
            let index = Int(state & 1023)
            let word = words[index]
            let product = UInt64(word) &* UInt64(state)
            let quotient = word / (state >> 7 | 1)
            let remainder = Int32(bitPattern: state) % (Int32(bitPattern: word) >> 9 | 3)
            let byte = (bytes + Int(word & 4095)).load(as: UInt8.self)
            let half = (bytes + Int(word & 4094)).load(as: Int16.self)
            (bytes + Int(product >> 40 & 4095)).storeBytes(of: byte ^ UInt8(truncatingIfNeeded: round), as: UInt8.self)
            words[(index + 1) & 1023] = word ^ UInt32(truncatingIfNeeded: product >> 32)
            checksum = (checksum << 5 | checksum >> 27) &+ quotient ^ UInt32(bitPattern: remainder)
            if Int32(half) < Int32(bitPattern: checksum) {
                checksum &+= UInt32(byte)
            } else {
                checksum ^= UInt32(bitPattern: Int32(half))
            }
            checksum &+= word < state ? 1 : 0
            state = state &* 1_664_525 &+ 1_013_904_223
        }
        Journal.write(rounds)
        Journal.write(seed)
        Journal.write(checksum)
    }
}
