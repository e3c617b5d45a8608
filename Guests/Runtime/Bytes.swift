import CGuest

/// Compares byte strings of one length: below 0, 0 or above 0, as the first difference has the smaller byte on the left, none, or
/// on the right. Words at a time when both are aligned.
public func compareBytes(_ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, count: Int) -> Int32 {
    burhan_compare(left, right, count)
}
