import BurhanGuest

/// Ends in the way that the input's word asks for, after having written to the journal.
@main
enum Trap {
    static func main() {
        var input = PrivateInput()
        let way = input.readUInt32()
        Journal.write(way)
        let numbers = [UInt32](repeating: way, count: 3)
        switch way {
        case 0: Journal.write(numbers[Int(way) + 3])
        case 1: Journal.write(UInt32.max - 2 + way * 3)
        case 2: Journal.write(numbers.first { $0 == 0 }!)
        case 3: precondition(way == 0)
        case 4: fatalError()
        case 5: Journal.write([UInt8](repeating: 1, count: 65_533))
        case 6: Journal.write([UInt8](repeating: 1, count: 300 << 20)[17])
        case 7: Guest.panic()
        case 8: Journal.write(input.readUInt8())
        case 9: Guest.exit(0xDEAD_BEEF)
        case 10: Guest.abandon(12)
        case 11: Journal.write([UInt8](repeating: 1, count: 65_532))
        case 12: Journal.write(1000 / (way - 12))
        default: break
        }
    }
}
