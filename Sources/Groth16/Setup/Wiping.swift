import COpenSSL
import FiniteFields

/// Overwrites bytes in a way that the compiler does not remove.
func wipe(_ bytes: inout [UInt8]) {
    unsafe bytes.withUnsafeMutableBytes { unsafe OPENSSL_cleanse($0.baseAddress, $0.count) }
}

extension PrimeField256 {
    /// Overwrites the words where they are stored; copies in registers and on the stack are out of reach.
    mutating func wipe() {
        unsafe withUnsafeMutableBytes(of: &self) { unsafe OPENSSL_cleanse($0.baseAddress, $0.count) }
    }
}

extension ChaChaStream {
    /// Overwrites the key and the block where they are stored.
    mutating func wipe() {
        unsafe withUnsafeMutableBytes(of: &self) { unsafe OPENSSL_cleanse($0.baseAddress, $0.count) }
    }
}
