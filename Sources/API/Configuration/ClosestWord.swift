/// The word among `candidates` that `word` was probably meant to be, or nil if none is near.
///
/// Near means: at most a third of the letters (but at least one) have to be inserted, removed, replaced or swapped with their neighbour.
public func closestWord(to word: String, among candidates: [String]) -> String? {
    let limit = max(1, word.count / 3)
    let ranked = candidates.map { (candidate: $0, distance: editDistance(Array(word), Array($0))) }
    return ranked.filter { $0.distance <= limit }.min { $0.distance < $1.distance }?.candidate
}

/// The number of insertions, removals, replacements and swaps of neighbours between two words (optimal string alignment).
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in 0..<a.count {
        var row = [i + 1]
        for j in 0..<b.count {
            var best = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                best = min(best, beforeLast[j - 1] + 1)
            }
            row.append(best)
        }
        beforeLast = last
        last = row
    }
    return last[b.count]
}
