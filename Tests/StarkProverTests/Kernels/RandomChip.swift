import FiniteFields
import StarkVerifier

/// A reproducible stream of pseudo-random numbers (SplitMix64).
struct Randomness {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
        return z ^ z >> 31
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// Uniform, but one of 0, 1, −1 and the greatest and least words in Montgomery form once in four times.
    mutating func element() -> KoalaBear {
        switch below(20) {
        case 0: .zero
        case 1: .one
        case 2: -KoalaBear.one
        case 3: KoalaBear(raw: KoalaBear.modulus - 1)!
        case 4: KoalaBear(raw: 1)!
        default: KoalaBear(UInt32(truncatingIfNeeded: next() >> 32))
        }
    }

    mutating func extensionElement() -> KoalaBear4 { KoalaBear4(element(), element(), element(), element()) }
}

/// A chip over a random graph of expressions that share subexpressions.
struct RandomChip {
    let chip: Chip
    let publicValueCount: Int

    init(_ random: inout Randomness) {
        var builder = ChipBuilder("random")
        let main = builder.columns("m", 1 + random.below(12))
        var pool: [Expression] = main
        for index in 0..<random.below(4) { pool.append(builder.preprocessed("p\(index)", from: .fixed)) }
        for column in main where random.below(3) == 0 { pool.append(builder.next(column)) }
        pool += [builder.isFirstRow, builder.isLastRow, 1, 0, -1, 2, Expression(random.below(1 << 31))]
        publicValueCount = random.below(3)
        for index in 0..<publicValueCount { pool.append(builder.publicValue(index)) }
        for _ in 0..<(5 + random.below(60)) {
            let a = pool[random.below(pool.count)]
            let b = pool[random.below(pool.count)]
            switch random.below(4) {
            case 0: pool.append(a - b)
            case 1: pool.append(a + b)
            default: if a.degree + b.degree <= 3 { pool.append(a * b) }
            }
        }
        for index in 0..<random.below(12) { builder.constrain(pool[random.below(pool.count)], "constraint \(index)") }
        let linear = pool.filter { $0.degree <= 1 }
        for number in 0..<random.below(8) {
            let arity = [1, 2, 3, 4, 5, 8, 31, 32][random.below(8)]
            let bus = Bus(number: UInt32(1 + random.below(5)), name: "bus \(number)", arity: arity)
            builder.send(bus, (0..<arity).map { _ in linear[random.below(linear.count)] }, multiplicity: linear[random.below(linear.count)])
        }
        builder.blind(with: builder.columns("free", 4))
        chip = builder.build()
    }

    func place(_ random: inout Randomness) -> Place<KoalaBear> {
        func elements(_ count: Int) -> [KoalaBear] { (0..<count).map { _ in random.element() } }
        return Place(
            main: elements(chip.width), next: elements(chip.width), preprocessed: elements(chip.preprocessedWidth),
            isFirst: random.element(), isLast: random.element(), publicValues: elements(publicValueCount)
        ) { $0 }
    }
}

extension ConstraintChallenges {
    init(_ random: inout Randomness) {
        self.init(alpha: random.extensionElement(), gamma: random.extensionElement(), lambda: random.extensionElement())
    }
}
