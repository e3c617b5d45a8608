import BurhanGuest

/// Proves knowledge of the n-th Fibonacci number modulo 2^32.
///
/// Input: n (u32). Journal: n (u32), F(n) mod 2^32 (u32). Cost: about 3 cycles per step.
@main
enum Fibonacci {
    static func main() {
        var input = PrivateInput()
        let n = input.readUInt32()
        var current: UInt32 = 0
        var next: UInt32 = 1
        var step: UInt32 = 0
        while step != n {
            (current, next) = (next, current &+ next)
            step &+= 1
        }
        Journal.write(n)
        Journal.write(current)
    }
}
