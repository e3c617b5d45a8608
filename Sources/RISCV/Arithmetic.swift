/// The operations of the M extension on register values (The RISC-V Instruction Set Manual, Volume I, chapter 13); total.
extension UInt32 {
    /// MULH: upper word of the product of two signed numbers.
    @inline(__always)
    package func multipliedHigh(_ other: UInt32) -> UInt32 {
        let product = Int64(Int32(bitPattern: self)) &* Int64(Int32(bitPattern: other))
        return UInt32(truncatingIfNeeded: product >> 32)
    }

    /// MULHSU: upper word of the product of a signed number by an unsigned one.
    @inline(__always)
    package func multipliedHighSignedUnsigned(_ other: UInt32) -> UInt32 {
        let product = Int64(Int32(bitPattern: self)) &* Int64(other)
        return UInt32(truncatingIfNeeded: product >> 32)
    }

    /// MULHU: upper word of the product of two unsigned numbers.
    @inline(__always)
    package func multipliedHighUnsigned(_ other: UInt32) -> UInt32 {
        UInt32(truncatingIfNeeded: (UInt64(self) &* UInt64(other)) >> 32)
    }

    /// DIV: signed quotient, rounded towards zero; all ones for divisor 0; the smallest number divided by -1 is itself.
    @inline(__always)
    package func dividedSigned(_ divisor: UInt32) -> UInt32 {
        if divisor == 0 { return .max }
        return UInt32(bitPattern: Int32(bitPattern: self).dividedReportingOverflow(by: Int32(bitPattern: divisor)).partialValue)
    }

    /// DIVU: unsigned quotient; all ones for divisor 0.
    @inline(__always)
    package func dividedUnsigned(_ divisor: UInt32) -> UInt32 {
        divisor == 0 ? .max : self / divisor
    }

    /// REM: signed remainder with the sign of the dividend; the dividend for divisor 0; 0 for the smallest number by -1.
    @inline(__always)
    package func remainderSigned(_ divisor: UInt32) -> UInt32 {
        if divisor == 0 { return self }
        return UInt32(bitPattern: Int32(bitPattern: self).remainderReportingOverflow(dividingBy: Int32(bitPattern: divisor)).partialValue)
    }

    /// REMU: unsigned remainder; the dividend for divisor 0.
    @inline(__always)
    package func remainderUnsigned(_ divisor: UInt32) -> UInt32 {
        divisor == 0 ? self : self % divisor
    }
}
