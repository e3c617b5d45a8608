import Foundation
import ServiceTesting
import Synchronization

/// A bounded load: some clients place a number of orders, others keep asking how they stand, until every order's job has ended.
final class Load: Sendable {
    let orders: [Order]
    let observations = Observations()
    private let client: GoodClient
    /// Seconds that clients try for, and that a scenario waits for something to come about: much, because a machine that does other
    /// work at the same time may take a minute for what is done in one second.
    static let patience = 300
    private let next = Mutex(0)
    private let placing = DispatchGroup()
    private let watching = DispatchGroup()
    private let isOver = Atomic<Bool>(false)

    /// - Parameters:
    ///   - share: how many of a hundred orders wait for their proof in the request.
    ///   - pace: seconds a client rests between two orders.
    init(
        _ customers: [Customer], orders count: Int, entrances: [UInt16], share waiting: Int = 30, clients: Int = 4, pace: Double = 0.1,
        patience: Int = Load.patience, extra: [Order] = [], _ chance: inout Chance
    ) {
        var orders: [Order] = extra
        for number in 0..<count {
            let customer = customers[number % customers.count]
            let waits = Int.random(in: 0..<100, using: &chance) < waiting
            orders.append(Order(customer: customer, number: number, waits: waits, &chance))
        }
        self.orders = orders
        client = GoodClient(
            entrances: entrances, observations: observations, deadline: ContinuousClock.now.advanced(by: .seconds(patience)))
        start(clients: clients, pace: pace)
    }

    private func start(clients: Int, pace: Double) {
        for _ in 0..<clients {
            placing.enter()
            Thread.detachNewThread { [self] in
                while let order = take() {
                    client.place(order)
                    Thread.sleep(forTimeInterval: pace)
                }
                placing.leave()
            }
        }
        watching.enter()
        Thread.detachNewThread { [self] in
            while !isOver.load(ordering: .acquiring) {
                let open = orders.filter { $0.job != nil && !$0.isSettled }
                if let order = open.randomElement() { _ = client.look(at: order) }
                Thread.sleep(forTimeInterval: 0.03)
            }
            watching.leave()
        }
    }

    private func take() -> Order? {
        next.withLock { next in
            defer { next += 1 }
            return next < orders.count ? orders[next] : nil
        }
    }

    /// Asks how an order stands, beside those who ask anyway.
    func look(at order: Order) { _ = client.look(at: order) }

    var acceptedCount: Int { orders.count { $0.job != nil } }

    /// Waits until at least so many orders have been accepted.
    func waitUntilAccepted(_ count: Int) { _ = eventually(within: Load.patience) { acceptedCount >= count } }

    /// Whether the clients have given up.
    var isOutOfPatience: Bool { ContinuousClock.now >= client.deadline }

    /// Waits until every order has been accepted and every accepted one has ended.
    func finish() {
        placing.wait()
        isOver.store(true, ordering: .releasing)
        watching.wait()
        for order in orders where order.job != nil {
            // Also those that have ended: the answer must still be the same.
            repeat {
                if client.look(at: order) { break }
                Thread.sleep(forTimeInterval: 0.05)
            } while ContinuousClock.now < client.deadline
            if !order.isSettled {
                observations.violation("accepted job \(order.job ?? "") did not end: \(order.history.withLock { $0.state ?? "?" })")
            }
        }
    }
}
