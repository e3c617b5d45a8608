/// Instructions of the rule code, docs/rule-guest.md §4.
enum Opcode: UInt8 {
    case end = 0
    case bool, int, uint, const, load, element, field, has, index, list
    case add = 16
    case sub, mul, div, mod, neg, toInt, toUint, concat, size, starts, ends, contains, sum, years, days, sha256, compare, isIn
    case not = 40
    case andSkip, orSkip, and, or, ifElse, jump
    case loop = 50
    case step
    case hashBegin = 60
    case hashValue, hashSalt, hashEnd
    case rule = 70
    case outKey, outValue, result
}
