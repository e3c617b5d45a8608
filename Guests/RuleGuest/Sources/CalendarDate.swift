/// A day of the proleptic Gregorian calendar in one word: `year << 9 | month << 5 | day`; later days are greater words.
struct CalendarDate {
    let word: UInt32

    var year: UInt32 { word >> 9 }
    var month: UInt32 { word >> 5 & 15 }
    var day: UInt32 { word & 31 }

    var isLeapYear: Bool {
        // Every fourth year; of the centuries (multiples of 25 among them) only every fourth.
        year & 3 == 0 && (year % 25 != 0 || year & 15 == 0)
    }

    var isValid: Bool {
        guard year >= 1, year <= 9999, month >= 1, month <= 12, day >= 1 else { return false }
        if day <= 28 { return true }
        if month == 2 { return day == 29 && isLeapYear }
        // 30 or 31 days: odd months to July, even months from August on are the long ones.
        return day <= 30 &+ ((month ^ month >> 3) & 1)
    }

    /// Days since the end of year 0 (1 January of year 1 is day 1).
    var dayNumber: Int32 {
        // The year begins in March, so that the leap day is its last: (153 m + 2) / 5 days precede month m = 0 (March) ... 11.
        let beforeMarch: UInt32 = month <= 2 ? 1 : 0
        let y = year &- beforeMarch
        let m = month &+ beforeMarch &* 12 &- 3
        let days = 365 &* y &+ y / 4 &- y / 100 &+ y / 400 &+ (153 &* m &+ 2) / 5 &+ day
        return Int32(bitPattern: days) &- 306
    }

    /// Full years from one day to another, negative when `other` is earlier.
    func years(to other: CalendarDate) -> Int32 {
        if word > other.word { return 0 &- other.years(to: self) }
        let birthdayToCome: UInt32 = other.word & 511 < word & 511 ? 1 : 0
        return Int32(bitPattern: other.year &- year &- birthdayToCome)
    }
}
