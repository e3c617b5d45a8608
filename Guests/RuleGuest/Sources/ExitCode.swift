import BurhanGuest

/// How an evaluation ends other than with a statement (docs/rule-guest.md, section 5).
enum ExitCode {
    static let malformedInput: UInt32 = 1
    /// There is no rule data, or it breaks the format.
    static let badRuleData: UInt32 = 2
    static let outOfMemory: UInt32 = 3

    static func rule(_ index: UInt32) -> UInt32 { 1000 &+ index }
    static func error(_ kind: UInt32, place: UInt32) -> UInt32 { 2000 &+ kind << 8 &+ place }
}

@inline(never)
func malformedInput() -> Never { Guest.abandon(ExitCode.malformedInput) }

@inline(never)
func badRuleData() -> Never { Guest.abandon(ExitCode.badRuleData) }

@inline(never)
func outOfMemory() -> Never { Guest.abandon(ExitCode.outOfMemory) }

typealias Words = UnsafePointer<UInt32>

/// Words of scratch memory that stay valid to the end.
func scratch(words count: UInt32) -> UnsafeMutablePointer<UInt32> {
    guard count < 1 << 26, let words = Guest.allocate(words: Int(count)) else { outOfMemory() }
    return words
}
