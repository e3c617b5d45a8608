extension UInt32 {
    /// The number as `0x` and eight hexadecimal digits.
    var hexadecimal: String {
        let digits = String(self, radix: 16)
        return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
    }
}
