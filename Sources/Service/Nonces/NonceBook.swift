/// What became of the wish to use a nonce.
public enum NonceReservation: Sendable, Equatable {
    /// It is the holder's until it commits, releases, or the time runs out.
    case reserved
    /// Somebody else holds it; it may come free after so many milliseconds.
    case held(milliseconds: Int)
    /// It was used.
    case used
}

/// Numbers that may be used once, in the order reserve, verify, commit: a proof that turns out bad burns nothing, and what a
/// process held when it died comes free by itself.
///
/// A nonce is named by a key (a digest, made by the caller). Every step is atomic, so that of two servers one wins, and bears
/// repetition by the same holder.
public protocol NonceBook: Sendable {
    /// Holds an unused nonce for `holder`; for the holder itself the time begins anew.
    func reserve(_ key: String, holder: String, milliseconds: Int) throws(SharedStateUnavailable) -> NonceReservation

    /// Marks a nonce as used and remembers it for `milliseconds`; false if somebody else has used or reserved it meanwhile.
    ///
    /// It succeeds after the reservation has run out too, as long as nobody came in between.
    func commit(_ key: String, holder: String, keep milliseconds: Int) throws(SharedStateUnavailable) -> Bool

    /// Gives a reservation back; false if the holder has none.
    func release(_ key: String, holder: String) throws(SharedStateUnavailable) -> Bool
}
