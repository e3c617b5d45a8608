/// A bound of the work, so that no document can ask for an endless evaluation.
extension Term {
    /// Greatest accepted bound for one rule, in instructions of the guest's machine.
    static let maximumCost = 1 << 26

    /// Generous upper bound of the machine's cycles for evaluating the term once (saturating).
    var costBound: Int {
        func add(_ terms: Int...) -> Int { terms.reduce(0) { min($0 + $1, 1 << 40) } }
        func times(_ a: Int, _ b: Int) -> Int {
            let (product, overflow) = a.multipliedReportingOverflow(by: b)
            return overflow ? 1 << 40 : min(product, 1 << 40)
        }
        let step = 60
        switch node {
        case .constant, .field, .element: return step
        case .select(let base, _, let object), .has(let base, _, let object): return add(step, base.costBound, Self.skipCost(object))
        case .index(let list, let index):
            return add(step, list.costBound, index.costBound, times(list.maximumSize, Self.skipCost(list.element?.type ?? .bool)))
        case .list(let terms): return terms.reduce(step) { add($0, $1.costBound, 10) }
        case .arithmetic(_, let a, let b): return add(step + 600, a.costBound, b.costBound)
        case .yearsBetween(let a, let b), .daysBetween(let a, let b): return add(step + 200, a.costBound, b.costBound)
        case .negate(let a), .toInt(let a), .toUint(let a), .not(let a): return add(step, a.costBound)
        case .retyped(let a): return a.costBound
        case .concatenate(let a, let b): return add(step, a.costBound, b.costBound, times(a.maximumSize + b.maximumSize, 8))
        case .size(let a): return add(step, a.costBound, a.type == .string ? times(a.maximumSize, 8) : 0)
        case .textTest(let test, let a, let b):
            let work = test == .contains ? times(a.maximumSize + 1, times(b.maximumSize + 1, 8)) : times(b.maximumSize, 8)
            return add(step, a.costBound, b.costBound, work)
        case .sum(let list): return add(step, list.costBound, times(list.maximumSize, 30))
        case .sha256(let a): return add(step + 500, a.costBound, times(a.maximumSize, 12))
        case .compare(_, let domain, let a, let b):
            return add(step, a.costBound, b.costBound, Self.compareCost(domain, a.type, times(a.maximumSize, 1)))
        case .isIn(let domain, let a, let list):
            let element = list.element?.type ?? .bool
            let each = add(40, Self.skipCost(element), Self.compareCost(domain, a.type, a.maximumSize))
            return add(step, a.costBound, list.costBound, times(list.maximumSize, each))
        case .and(let a, let b), .or(let a, let b): return add(2 * step, a.costBound, b.costBound)
        case .conditional(let condition, let a, let b): return add(2 * step, condition.costBound, max(a.costBound, b.costBound))
        case .loop(_, let list, let body):
            let each = add(2 * step, body.costBound, Self.skipCost(list.element?.type ?? .bool))
            return add(step, list.costBound, times(list.maximumSize, each))
        case .commitment(let salt, let fields):
            return fields.reduce(add(2000, Self.hashCost(salt.type))) { add($0, Self.hashCost($1.type)) }
        case .saltedHash(let place): return add(2000, Self.hashCost(place.type))
        }
    }

    private static func hashCost(_ type: FieldType) -> Int { min(type.maximumWords * 50, 1 << 40) }

    private static func compareCost(_ domain: ComparisonDomain, _ type: ValueType, _ size: Int) -> Int {
        switch domain {
        case .content: size * 4 + 20
        case .region: min((type.storage?.maximumWords ?? size) * 40, 1 << 40)
        default: 20
        }
    }

    /// Cycles for stepping over one value.
    private static func skipCost(_ type: FieldType) -> Int {
        switch type {
        case .array(let element, let max):
            element.isReference ? Swift.min(30 + max * skipCost(element), 1 << 40) : 30
        case .object(let fields): fields.reduce(30) { Swift.min($0 + skipCost($1.type), 1 << 40) }
        default: 30
        }
    }
}
