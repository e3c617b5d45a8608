import Service
import Testing

@Suite struct RankedQueueTests {
    @Test func agreesWithASortedListThroughTenThousandSteps() {
        var generator = SplitMix(seed: 7)
        var queue = RankedQueue<Int>()
        var list: [(key: Int, cost: Int)] = []
        for _ in 0..<10_000 {
            let key = Int.random(in: 0..<300, using: &generator)
            let place = list.firstIndex { $0.key == key }
            let isRemoved = queue.remove(key)
            #expect(isRemoved == (place != nil))
            if let place {
                list.remove(at: place)
            } else {
                let cost = Int.random(in: 1...50, using: &generator)
                queue.insert(key, cost: cost)
                list.insert((key, cost), at: list.firstIndex { $0.key > key } ?? list.count)
            }
            #expect(queue.count == list.count && queue.first == list.first?.key)
            let probe = Int.random(in: 0..<300, using: &generator)
            let before = list.prefix { $0.key < probe }
            #expect(queue.before(probe) == (before.count, before.reduce(0) { $0 + $1.cost }))
            let limit = Int.random(in: 0...4000, using: &generator)
            var (count, cost) = (0, 0)
            for element in list where cost < limit {
                count += 1
                cost += element.cost
            }
            #expect(queue.beginning(before: limit) == (count, cost))
        }
        #expect(queue.elements == list.map(\.key))
        #expect(queue.cost == list.reduce(0) { $0 + $1.cost })
    }
}
