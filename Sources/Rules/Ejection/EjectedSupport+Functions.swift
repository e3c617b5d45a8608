extension EjectedSupport {
    /// Comparison, logic, macros, text, dates, hashes, the journal.
    static let functions = #"""
        import BurhanGuest

        // Comparison: below 0, 0 or above 0

        func order(_ a: Int64, _ b: Int64) -> Int { a < b ? -1 : a == b ? 0 : 1 }
        func order(_ a: UInt64, _ b: UInt64) -> Int { a < b ? -1 : a == b ? 0 : 1 }
        func order(_ a: Int64, _ b: UInt64) -> Int { a < 0 ? -1 : order(UInt64(a), b) }
        func order(_ a: UInt64, _ b: Int64) -> Int { -order(b, a) }
        func order(_ a: Bool, _ b: Bool) -> Int { a == b ? 0 : b ? -1 : 1 }
        func order(_ a: Day, _ b: Day) -> Int { order(UInt64(a.packed), UInt64(b.packed)) }

        func order(_ a: [UInt8], _ b: [UInt8]) -> Int {
            let shared = a.count < b.count ? a.count : b.count
            for index in 0..<shared where a[index] != b[index] { return a[index] < b[index] ? -1 : 1 }
            return order(UInt64(a.count), UInt64(b.count))
        }

        func isIn<Value, Element>(_ value: Value, _ list: [Element], _ equals: (Value, Element) -> Bool) -> Bool {
            for element in list where equals(value, element) { return true }
            return false
        }

        // Logic: a value that decides wins over an error on the other side

        func and(_ a: () throws(Failure) -> Bool, _ b: () throws(Failure) -> Bool) throws(Failure) -> Bool {
            try decide(false, a, b)
        }

        func or(_ a: () throws(Failure) -> Bool, _ b: () throws(Failure) -> Bool) throws(Failure) -> Bool {
            try decide(true, a, b)
        }

        func decide(_ deciding: Bool, _ a: () throws(Failure) -> Bool, _ b: () throws(Failure) -> Bool) throws(Failure) -> Bool {
            var failure: Failure?
            do throws(Failure) { if try a() == deciding { return deciding } } catch { failure = error }
            do throws(Failure) { if try b() == deciding { return deciding } } catch { failure = failure ?? error }
            if let failure { throw failure }
            return !deciding
        }

        // Macros

        func all<Element>(_ list: [Element], _ body: (Element) throws(Failure) -> Bool) throws(Failure) -> Bool {
            try decide(false, list, body)
        }

        func exists<Element>(_ list: [Element], _ body: (Element) throws(Failure) -> Bool) throws(Failure) -> Bool {
            try decide(true, list, body)
        }

        func decide<Element>(_ deciding: Bool, _ list: [Element], _ body: (Element) throws(Failure) -> Bool) throws(Failure) -> Bool {
            var failure: Failure?
            for element in list {
                do throws(Failure) { if try body(element) == deciding { return deciding } } catch { failure = failure ?? error }
            }
            if let failure { throw failure }
            return !deciding
        }

        func existsOne<Element>(_ list: [Element], _ body: (Element) throws(Failure) -> Bool) throws(Failure) -> Bool {
            var count = 0
            for element in list where try body(element) { count += 1 }
            return count == 1
        }

        func filter<Element>(_ list: [Element], _ body: (Element) throws(Failure) -> Bool) throws(Failure) -> [Element] {
            var result: [Element] = []
            for element in list where try body(element) { result.append(element) }
            return result
        }

        func map<Element, Result>(_ list: [Element], _ body: (Element) throws(Failure) -> Result) throws(Failure) -> [Result] {
            var result: [Result] = []
            for element in list { result.append(try body(element)) }
            return result
        }

        // Text

        func text(_ literal: StaticString) -> [UInt8] {
            [UInt8](UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
        }

        func characters(_ text: [UInt8]) -> Int64 {
            var count: Int64 = 0
            for byte in text where byte & 0xC0 != 0x80 { count += 1 }
            return count
        }

        func matches(_ text: [UInt8], _ part: [UInt8], at offset: Int) -> Bool {
            for index in 0..<part.count where text[offset + index] != part[index] { return false }
            return true
        }

        func starts(_ text: [UInt8], _ part: [UInt8]) -> Bool { text.count >= part.count && matches(text, part, at: 0) }
        func ends(_ text: [UInt8], _ part: [UInt8]) -> Bool { text.count >= part.count && matches(text, part, at: text.count - part.count) }

        func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
            guard text.count >= part.count else { return false }
            for offset in 0...(text.count - part.count) where matches(text, part, at: offset) { return true }
            return false
        }

        // Dates

        func years(_ a: Day, _ b: Day) -> Int64 {
            if a.packed > b.packed { return -years(b, a) }
            return b.year - a.year - (b.packed & 511 < a.packed & 511 ? 1 : 0)
        }

        func days(_ a: Day, _ b: Day) -> Int64 { b.number - a.number }

        // Hashes

        func sha256(_ message: [UInt8]) -> [UInt8] {
            var hash = SHA256()
            hash.update(message)
            let digest = hash.finalize()
            var bytes: [UInt8] = []
            for index in 0..<8 { appendBigEndian(digest.words[index], to: &bytes) }
            return bytes
        }

        func appendBigEndian(_ word: UInt32, to bytes: inout [UInt8]) {
            var shift: UInt32 = 32
            while shift != 0 {
                shift -= 8
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }

        /// The input encoding of values, for hashing.
        struct Encoder {
            var bytes: [UInt8]

            init(_ domain: StaticString) { bytes = text(domain) }

            mutating func word(_ word: UInt32) { appendBigEndian(word.byteSwapped, to: &bytes) }
            mutating func bool(_ flag: Bool) { word(flag ? 1 : 0) }
            mutating func day(_ day: Day) { word(day.packed) }
            mutating func narrow<Number: FixedWidthInteger>(_ number: Number) { word(UInt32(truncatingIfNeeded: number)) }

            mutating func wide<Number: FixedWidthInteger>(_ number: Number) {
                word(UInt32(truncatingIfNeeded: number))
                word(UInt32(truncatingIfNeeded: number >> 32))
            }

            mutating func content(_ content: [UInt8]) {
                word(UInt32(content.count))
                bytes += content
                while bytes.count & 3 != 0 { bytes.append(0) }
            }
        }

        /// Deterministic CBOR for the journal.
        struct Writer {
            private var bytes: [UInt8] = []

            mutating func head(_ major: UInt8, _ argument: UInt64) {
                let top = major << 5
                if argument < 24 {
                    bytes.append(top | UInt8(argument))
                } else if argument <= 0xFF {
                    bytes.append(top | 24)
                    bytes.append(UInt8(argument))
                } else if argument <= 0xFFFF {
                    bytes.append(top | 25)
                    bytes.append(UInt8(argument >> 8))
                    bytes.append(UInt8(truncatingIfNeeded: argument))
                } else if argument <= 0xFFFF_FFFF {
                    bytes.append(top | 26)
                    appendBigEndian(UInt32(argument), to: &bytes)
                } else {
                    bytes.append(top | 27)
                    appendBigEndian(UInt32(truncatingIfNeeded: argument >> 32), to: &bytes)
                    appendBigEndian(UInt32(truncatingIfNeeded: argument), to: &bytes)
                }
            }

            mutating func map(_ count: Int) { head(5, UInt64(count)) }
            mutating func array(_ count: Int) { head(4, UInt64(count)) }
            mutating func null() { bytes.append(0xF6) }
            mutating func bool(_ flag: Bool) { bytes.append(flag ? 0xF5 : 0xF4) }
            mutating func number(_ number: UInt64) { head(0, number) }
            mutating func number(_ number: Int64) { number < 0 ? head(1, UInt64(bitPattern: ~number)) : head(0, UInt64(number)) }

            mutating func text(_ content: [UInt8]) {
                head(3, UInt64(content.count))
                bytes += content
            }

            mutating func key(_ name: StaticString) {
                head(3, UInt64(name.utf8CodeUnitCount))
                bytes += UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
            }

            mutating func content(_ content: [UInt8]) {
                head(2, UInt64(content.count))
                bytes += content
            }

            mutating func day(_ day: Day) {
                head(6, 1004)
                head(3, 10)
                digits(day.year, 1000)
                bytes.append(0x2D)
                digits(day.month, 10)
                bytes.append(0x2D)
                digits(day.day, 10)
            }

            private mutating func digits(_ number: Int64, _ first: Int64) {
                var unit = first
                while unit != 0 {
                    bytes.append(UInt8(0x30 + number / unit % 10))
                    unit /= 10
                }
            }

            func publish() {
                guard bytes.count <= 65536 else { Guest.abandon(3) }
                Journal.write(bytes)
            }
        }
        """#
}
