/// An ordered set that also knows how many elements, and how much cost, come before each: a treap in arrays.
///
/// Every operation takes O(log n) expected time. The heap order comes from a fixed mix of a running number, so that equal
/// histories give equal structures.
package struct RankedQueue<Key: Comparable & Sendable>: Sendable {
    private struct Node {
        var key: Key
        var cost: Int
        var rank: UInt64
        var left = -1
        var right = -1
        var count = 1
        var total: Int
    }

    private var nodes: [Node] = []
    private var free: [Int] = []
    private var root = -1
    private var insertions: UInt64 = 0

    package init() {}

    package var count: Int { root < 0 ? 0 : nodes[root].count }
    package var isEmpty: Bool { root < 0 }
    /// Cost of all elements.
    package var cost: Int { root < 0 ? 0 : nodes[root].total }

    package var first: Key? {
        guard root >= 0 else { return nil }
        var index = root
        while nodes[index].left >= 0 { index = nodes[index].left }
        return nodes[index].key
    }

    /// Adds a key that is not in the set.
    package mutating func insert(_ key: Key, cost: Int = 0) {
        insertions &+= 1
        let node = Node(key: key, cost: cost, rank: Self.mix(insertions), total: cost)
        let index: Int
        if let reused = free.popLast() {
            nodes[reused] = node
            index = reused
        } else {
            index = nodes.count
            nodes.append(node)
        }
        // Down to where the heap order wants it; what is below is cut in two by the key. Expected work there: constant.
        var parent = -1
        var place = root
        while place >= 0, nodes[place].rank >= node.rank {
            nodes[place].count += 1
            nodes[place].total += cost
            parent = place
            place = nodes[place].key < key ? nodes[place].right : nodes[place].left
        }
        (nodes[index].left, nodes[index].right) = split(place, before: key)
        update(index)
        guard parent >= 0 else { return root = index }
        if nodes[parent].key < key { nodes[parent].right = index } else { nodes[parent].left = index }
    }

    /// Takes a key out; true if it was there.
    @discardableResult
    package mutating func remove(_ key: Key) -> Bool {
        var path: [Int] = []
        var index = root
        while index >= 0, nodes[index].key != key {
            path.append(index)
            index = key < nodes[index].key ? nodes[index].left : nodes[index].right
        }
        guard index >= 0 else { return false }
        let rest = merge(nodes[index].left, nodes[index].right)
        if let parent = path.last {
            if nodes[parent].left == index { nodes[parent].left = rest } else { nodes[parent].right = rest }
            for above in path.reversed() { update(above) }
        } else {
            root = rest
        }
        free.append(index)
        return true
    }

    /// How many elements come before a key, and their cost.
    package func before(_ key: Key) -> (count: Int, cost: Int) {
        var (count, cost) = (0, 0)
        var index = root
        while index >= 0 {
            let node = nodes[index]
            if node.key < key {
                count += 1 + self.count(node.left)
                cost += node.cost + total(node.left)
                index = node.right
            } else {
                index = node.left
            }
        }
        return (count, cost)
    }

    /// How many elements from the front begin before their running cost reaches `limit`, and what those cost together.
    package func beginning(before limit: Int) -> (count: Int, cost: Int) {
        var (count, cost) = (0, 0)
        var index = root
        while index >= 0 {
            let node = nodes[index]
            let start = cost + total(node.left)
            if start < limit {
                count += 1 + self.count(node.left)
                cost = start + node.cost
                index = node.right
            } else {
                index = node.left
            }
        }
        return (count, cost)
    }

    /// The elements in order.
    package var elements: [Key] {
        var keys: [Key] = []
        var path: [Int] = []
        var index = root
        while index >= 0 || !path.isEmpty {
            while index >= 0 {
                path.append(index)
                index = nodes[index].left
            }
            guard let next = path.popLast() else { break }
            keys.append(nodes[next].key)
            index = nodes[next].right
        }
        return keys
    }

    // MARK: Trees

    private func count(_ index: Int) -> Int { index < 0 ? 0 : nodes[index].count }
    private func total(_ index: Int) -> Int { index < 0 ? 0 : nodes[index].total }

    private mutating func update(_ index: Int) {
        let (left, right) = (nodes[index].left, nodes[index].right)
        nodes[index].count = 1 + count(left) + count(right)
        nodes[index].total = nodes[index].cost + total(left) + total(right)
    }

    private mutating func split(_ index: Int, before key: Key) -> (Int, Int) {
        guard index >= 0 else { return (-1, -1) }
        if nodes[index].key < key {
            let (smaller, larger) = split(nodes[index].right, before: key)
            nodes[index].right = smaller
            update(index)
            return (index, larger)
        }
        let (smaller, larger) = split(nodes[index].left, before: key)
        nodes[index].left = larger
        update(index)
        return (smaller, index)
    }

    private mutating func merge(_ left: Int, _ right: Int) -> Int {
        if left < 0 { return right }
        if right < 0 { return left }
        if nodes[left].rank > nodes[right].rank {
            nodes[left].right = merge(nodes[left].right, right)
            update(left)
            return left
        }
        nodes[right].left = merge(left, nodes[right].left)
        update(right)
        return right
    }

    /// The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
    private static func mix(_ number: UInt64) -> UInt64 {
        var value = number &* 0x9e37_79b9_7f4a_7c15
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
