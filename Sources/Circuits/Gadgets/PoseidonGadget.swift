import FiniteFields

extension CircuitBuilder {
    /// Poseidon of 1 ... 16 values, as `Poseidon.hash`. Three constraints for each x^5 of a value that is
    /// not constant: 3 · (8 · width + partial rounds − 1), for two inputs 240.
    public func poseidon(_ inputs: [LinearCombination], _ label: String = "poseidon") -> LinearCombination {
        let instance = Poseidon.inputs(inputs.count)
        let width = instance.width
        return scope(label) {
            var state = [0] + inputs
            for round in 0..<Poseidon.fullRounds + instance.partialRounds {
                for index in state.indices {
                    state[index] += LinearCombination(instance.roundConstants[round * width + index])
                    if index == 0 || instance.isFull(round) { state[index] = fifthPower(state[index], "round\(round).x\(index)") }
                }
                let old = state
                state = old.indices.map { row in
                    LinearCombination(sum: old.indices.map { (old[$0], instance.matrix[row * width + $0]) })
                }
            }
            return state[0]
        }
    }

    private func fifthPower(_ x: LinearCombination, _ label: String) -> LinearCombination {
        let square = product(x, x, label + "^2")
        return product(product(square, square, label + "^4"), x, label + "^5")
    }

    /// The root of a binary Poseidon tree that has `leaf` at the place that `path` tells, bottom first: a set bit means that the node is the
    /// right child. 241 constraints a level.
    public func merkleRoot(leaf: LinearCombination, path: [Boolean], siblings: [LinearCombination], _ label: String = "merkle")
        -> LinearCombination
    {
        precondition(path.count == siblings.count, "one sibling a level")
        return scope(label) {
            var node = leaf
            for level in path.indices {
                node = scope("level\(level)") {
                    // left = node + bit · (sibling − node); left + right = node + sibling.
                    let left = select(path[level], siblings[level], else: node, "left")
                    return poseidon([left, node + siblings[level] - left])
                }
            }
            return node
        }
    }
}
