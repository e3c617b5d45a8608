/// Files that every ejected package has, whatever its rule: the language's values and functions on top of the guest runtime.
enum EjectedSupport {
    /// Failures, days, the input, optional values, lists, arithmetic.
    static let values = #"""
        import BurhanGuest

        /// Why an expression has no value.
        struct Failure: Error, Equatable {
            let kind: UInt32

            static let overflow = Failure(kind: 1)
            static let divisionByZero = Failure(kind: 2)
            static let indexOutOfRange = Failure(kind: 3)
            static let absentField = Failure(kind: 4)
            static let conversionOutOfRange = Failure(kind: 5)
        }

        /// A day as `year << 9 | month << 5 | day`.
        struct Day: Equatable {
            let packed: UInt32

            var year: Int64 { Int64(packed >> 9) }
            var month: Int64 { Int64(packed >> 5 & 15) }
            var day: Int64 { Int64(packed & 31) }

            var exists: Bool {
                guard year >= 1, year <= 9999, month >= 1, month <= 12, day >= 1 else { return false }
                let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
                switch month {
                case 2: return day <= (isLeap ? 29 : 28)
                case 4, 6, 9, 11: return day <= 30
                default: return day <= 31
                }
            }

            /// Days since 1 March of the year 0.
            var number: Int64 {
                let years = month > 2 ? year : year - 1
                let months = month > 2 ? month - 3 : month + 9
                return 365 * years + years / 4 - years / 100 + years / 400 + (153 * months + 2) / 5 + day - 1
            }
        }

        /// The words of the input; anything malformed ends the guest with exit code 1.
        struct Reader {
            private var input = PrivateInput()

            func malformed() -> Never { Guest.abandon(1) }

            mutating func word() -> UInt32 {
                guard input.remaining >= 4 else { malformed() }
                return input.readUInt32()
            }

            mutating func bool() -> Bool {
                let word = word()
                guard word <= 1 else { malformed() }
                return word == 1
            }

            mutating func wide() -> UInt64 {
                let low = word()
                return UInt64(word()) << 32 | UInt64(low)
            }

            mutating func day() -> Day {
                let day = Day(packed: word())
                guard day.exists else { malformed() }
                return day
            }

            mutating func raw(_ count: Int) -> [UInt8] {
                guard count <= input.remaining else { malformed() }
                return [UInt8](input.readBytes(count))
            }

            mutating func content(_ range: ClosedRange<UInt32>) -> [UInt8] {
                let length = word()
                guard range.contains(length) else { malformed() }
                let content = raw(Int(length))
                for byte in raw(Int(3 & (4 - length & 3))) where byte != 0 { malformed() }
                return content
            }

            mutating func list<Element>(_ maximum: UInt32, _ read: (inout Reader) -> Element) -> [Element] {
                let count = word()
                guard count <= maximum else { malformed() }
                var elements: [Element] = []
                for _ in 0..<count { elements.append(read(&self)) }
                return elements
            }

            mutating func optional<Value>(_ read: (inout Reader) -> Value) -> Value? { bool() ? read(&self) : nil }

            func end() {
                if input.remaining != 0 { malformed() }
            }
        }

        // Values

        func present<Value>(_ value: Value?) throws(Failure) -> Value {
            guard let value else { throw .absentField }
            return value
        }

        func has<Value>(_ value: Value?) -> Bool { value != nil }

        func at<Element>(_ list: [Element], _ index: Int64) throws(Failure) -> Element {
            guard index >= 0, index < Int64(list.count) else { throw .indexOutOfRange }
            return list[Int(index)]
        }

        func at<Element>(_ list: [Element], _ index: UInt64) throws(Failure) -> Element {
            guard index < UInt64(list.count) else { throw .indexOutOfRange }
            return list[Int(index)]
        }

        // Arithmetic

        func add<Number: FixedWidthInteger>(_ a: Number, _ b: Number) throws(Failure) -> Number { try checked(a.addingReportingOverflow(b)) }

        func subtract<Number: FixedWidthInteger>(_ a: Number, _ b: Number) throws(Failure) -> Number {
            try checked(a.subtractingReportingOverflow(b))
        }

        func multiply<Number: FixedWidthInteger>(_ a: Number, _ b: Number) throws(Failure) -> Number {
            try checked(a.multipliedReportingOverflow(by: b))
        }

        func divide<Number: FixedWidthInteger>(_ a: Number, _ b: Number) throws(Failure) -> Number {
            guard b != 0 else { throw .divisionByZero }
            return try checked(a.dividedReportingOverflow(by: b))
        }

        func remainder<Number: FixedWidthInteger>(_ a: Number, _ b: Number) throws(Failure) -> Number {
            guard b != 0 else { throw .divisionByZero }
            return try checked(a.remainderReportingOverflow(dividingBy: b))
        }

        func checked<Number>(_ result: (partialValue: Number, overflow: Bool)) throws(Failure) -> Number {
            guard !result.overflow else { throw .overflow }
            return result.partialValue
        }

        func negate(_ a: Int64) throws(Failure) -> Int64 { try subtract(0, a) }

        func toInt(_ a: UInt64) throws(Failure) -> Int64 {
            guard let number = Int64(exactly: a) else { throw .conversionOutOfRange }
            return number
        }

        func toUint(_ a: Int64) throws(Failure) -> UInt64 {
            guard let number = UInt64(exactly: a) else { throw .conversionOutOfRange }
            return number
        }

        func sum<Number: FixedWidthInteger>(_ list: [Number]) throws(Failure) -> Number {
            var total: Number = 0
            for number in list { total = try add(total, number) }
            return total
        }
        """#
}
