import Testing

@Suite struct RuleCalendarTests {
    /// Days since 1 January of year 1, by counting months: a second opinion on the guest's closed formula.
    private func dayNumber(_ year: UInt32, _ month: UInt32, _ day: UInt32) -> Int64 {
        var days = Int64(day) - 1
        for past in 1..<year { days += isLeap(past) ? 366 : 365 }
        for past in 1..<month { days += Int64(length(year, past)) }
        return days
    }

    private func isLeap(_ year: UInt32) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private func length(_ year: UInt32, _ month: UInt32) -> UInt32 {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    static let dates: [(UInt32, UInt32, UInt32)] = [
        (1, 1, 1), (4, 2, 29), (1582, 10, 10), (1900, 2, 28), (1900, 3, 1), (2000, 2, 29), (2000, 3, 1), (2004, 2, 29), (2024, 12, 31),
        (2025, 1, 1), (2025, 2, 28), (2025, 6, 15), (9999, 12, 31),
    ]

    @Test func daysBetweenDatesAreCountedDays() throws {
        for a in Self.dates {
            for b in Self.dates {
                let outcome = try RuleExpression.evaluate(kind: 4) {
                    [$0.constant(date: RuleAssembler.date(a.0, a.1, a.2)), $0.constant(date: RuleAssembler.date(b.0, b.1, b.2)), .op(31)]
                }
                #expect(outcome == .number(dayNumber(b.0, b.1, b.2) - dayNumber(a.0, a.1, a.2)), "\(a) \(b)")
            }
        }
    }

    @Test(
        arguments: [
            ((2000, 2, 29), (2018, 2, 28), 17), ((2000, 2, 29), (2018, 3, 1), 18), ((2000, 2, 29), (2020, 2, 29), 20),
            ((2007, 6, 15), (2025, 6, 14), 17), ((2007, 6, 15), (2025, 6, 15), 18), ((2025, 6, 15), (2025, 6, 15), 0),
            ((2025, 6, 15), (2007, 6, 16), -17), ((2025, 6, 15), (2007, 6, 15), -18), ((2024, 12, 31), (2025, 1, 1), 0),
        ] as [((UInt32, UInt32, UInt32), (UInt32, UInt32, UInt32), Int64)])
    func yearsAreFullYears(_ a: (UInt32, UInt32, UInt32), _ b: (UInt32, UInt32, UInt32), _ years: Int64) throws {
        let outcome = try RuleExpression.evaluate(kind: 4) {
            [$0.constant(date: RuleAssembler.date(a.0, a.1, a.2)), $0.constant(date: RuleAssembler.date(b.0, b.1, b.2)), .op(30)]
        }
        #expect(outcome == .number(years))
    }

    @Test func onlyRealDaysAreAcceptedAsInput() throws {
        for year in [0, 1, 1900, 2000, 2024, 2025, 9999, 10_000] as [UInt32] {
            for month in 0...15 as ClosedRange<UInt32> {
                for day in [0, 1, 28, 29, 30, 31] as [UInt32] {
                    let exists =
                        (1...9999).contains(year) && (1...12).contains(month) && day >= 1 && day <= length(year, month)
                    let outcome = try RuleExpression.evaluate(
                        kind: 0, input: [RuleAssembler.date(year, month, day)],
                        typed: { assembler in
                            ([.init(name: "d", type: assembler.type(5))], [.op(1, 1)])
                        })
                    #expect(outcome == (exists ? .bool(true) : .exit(1)), "\(year)-\(month)-\(day)")
                }
            }
        }
    }

    @Test func datesAreWrittenWithTheirTag() throws {
        let outcome = try RuleExpression.evaluate(kind: 5) { [$0.constant(date: RuleAssembler.date(812, 3, 9))] }
        #expect(outcome == .value([0xD9, 0x03, 0xEC, 0x6A] + Array("0812-03-09".utf8)))
    }
}
