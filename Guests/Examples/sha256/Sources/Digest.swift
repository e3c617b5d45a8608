import BurhanGuest

/// Proves knowledge of data with a given SHA-256 digest.
///
/// Input: the data. Journal: its digest (32 bytes).
@main
enum Digest {
    static func main() {
        var input = PrivateInput()
        Journal.write(SHA256.digest(of: input.readRemaining()))
    }
}
