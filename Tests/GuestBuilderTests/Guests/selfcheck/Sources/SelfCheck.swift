import BurhanGuest
import CProbe

/// Does what the input's records ask for and writes what came out, to be compared with the host's own results.
@main
enum SelfCheck {
    static func main() {
        var input = PrivateInput()
        while input.remaining > 0 {
            switch input.readUInt32() {
            case 0: arithmetic(input.readUInt64(), input.readUInt64())
            case 1: memory(&input)
            case 2: Journal.write(heap(rounds: input.readUInt32()))
            case 3: digest(&input)
            case 4: Journal.write(language(input.readUInt32()))
            default: Guest.exit(3)
            }
        }
    }

    static func arithmetic(_ a: UInt64, _ b: UInt64) {
        let (x, y) = (Int64(bitPattern: a), Int64(bitPattern: b))
        let count = UInt32(truncatingIfNeeded: b & 63)
        Journal.write(b == 0 ? 0 : a / b)
        Journal.write(b == 0 ? 0 : a % b)
        Journal.write(b == 0 ? 0 : UInt64(bitPattern: x.dividedReportingOverflow(by: y).partialValue))
        Journal.write(b == 0 ? 0 : UInt64(bitPattern: x.remainderReportingOverflow(dividingBy: y).partialValue))
        Journal.write(a &* b)
        Journal.write(probe_multiply(a, b))
        Journal.write(UInt64(bitPattern: x.multipliedReportingOverflow(by: y).overflow ? -1 : 1))
        Journal.write(probe_shift_left(a, count))
        Journal.write(probe_shift_right(a, count))
        Journal.write(UInt64(bitPattern: probe_shift_right_signed(x, count)))
        Journal.write(a << UInt64(count))
        Journal.write(UInt64(bitPattern: x >> Int64(count)))
        Journal.write(UInt64(probe_count_bits(a)))
    }

    static func memory(_ input: inout PrivateInput) {
        let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: 96)
        for index in 0..<96 {
            buffer[index] = UInt8(truncatingIfNeeded: index &* 37 &+ index >> 3)
        }
        let function = input.readUInt32()
        let (to, from, count) = (Int(input.readUInt32()), Int(input.readUInt32()), Int(input.readUInt32()))
        if function == 3 && count > 3 {
            // Equal up to the last byte.
            for index in 0..<count - 1 { buffer[to + index] = buffer[from + index] }
        }
        Journal.write(UInt8(truncatingIfNeeded: probe_memory(function, buffer, to, from, count) + 1))
        Journal.write(UnsafeBufferPointer(start: buffer, count: 96))
        buffer.deallocate()
    }

    /// Makes and drops an array of 1 MiB per round: more than RAM in total, unless the newest block is given back.
    static func heap(rounds: UInt32) -> UInt32 {
        var sum: UInt32 = 0
        for round in 0..<rounds {
            var array: [UInt32] = []
            array.reserveCapacity(1 << 18)
            array.append(round)
            array.append(1)
            sum &+= array[0] &+ array[1]
        }
        return sum
    }

    /// The digest of a message that is added in pieces.
    static func digest(_ input: inout PrivateInput) {
        var hash = SHA256()
        for _ in 0..<input.readUInt32() {
            hash.update(input.readBytes(Int(input.readUInt32())))
        }
        Journal.write(hash.finalize())
    }

    private final class Node {
        let value: UInt32
        let next: Node?
        init(_ value: UInt32, _ next: Node?) {
            self.value = value
            self.next = next
        }
    }

    private struct Odd: Error {}

    private static func half(_ number: UInt32) throws(Odd) -> UInt32 {
        guard number % 2 == 0 else { throw Odd() }
        return number / 2
    }

    /// Classes, closures, generics, sorting, errors: what the compiler's own runtime needs from this one.
    static func language(_ count: UInt32) -> UInt32 {
        var list: Node?
        for index in 0..<count { list = Node(index &* 2_654_435_761, list) }
        var values: [UInt32] = []
        while let node = list {
            values.append(node.value)
            list = node.next
        }
        values.sort { $0 > $1 }
        var checksum = values.enumerated().reduce(UInt32(0)) { $0 &* 31 &+ $1.element ^ UInt32($1.offset) }
        for value in values {
            do throws(Odd) {
                checksum &+= try half(value)
            } catch {
                checksum ^= 1
            }
        }
        return checksum
    }
}
