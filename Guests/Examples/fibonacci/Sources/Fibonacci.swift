import BurhanGuest

/// Proves knowledge of the n-th Fibonacci number modulo 2^32.
///
/// Input: n (u32). Journal: n (u32), F(n) mod 2^32 (u32). Cost: 2 cycles per step.
@main
enum Fibonacci {
    static func main() {
        var input = PrivateInput()
        let n = input.readUInt32()
        var current: UInt32 = 0
        var next: UInt32 = 1
        var left = n
        while left > 1 {
            // Two steps at once, so that the two numbers need not change places.
            current &+= next
            next &+= current
            left &-= 2
        }
        if left == 1 { current = next }
        Journal.write(n)
        Journal.write(current)
    }
}
