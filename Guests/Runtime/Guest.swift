import CGuest

/// The end of an execution; a `main` that returns ends it with exit code 0.
public enum Guest {
    /// Publishes the journal and halts with `code` (all 32 bits reach the receipt).
    public static func exit(_ code: UInt32) -> Never {
        burhan_finish(code)
    }

    /// Halts with `code` and an empty journal.
    public static func abandon(_ code: UInt32) -> Never {
        burhan_halt(code)
    }

    /// Halts with exit code 101 and an empty journal, as every Swift trap (overflow, failed precondition, index out of range) does.
    public static func panic() -> Never {
        burhan_trap()
    }

    /// The first of the words appended to the image at the symbol `__rule_data`: public data that is part of the image ID.
    public static var appendedData: UnsafePointer<UInt32> {
        UnsafeRawPointer(burhan_rule_data()).assumingMemoryBound(to: UInt32.self)
    }

    /// Memory for `count` words that stays reserved to the end; nil when the heap (about 240 MiB) has no room.
    public static func allocate(words count: Int) -> UnsafeMutablePointer<UInt32>? {
        guard UInt(bitPattern: count) <= 1 << 26 else { return nil }
        return burhan_allocate(count &* 4)?.assumingMemoryBound(to: UInt32.self)
    }
}
