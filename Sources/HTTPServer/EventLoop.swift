import CLibevent
import Dispatch
import Foundation
import Synchronization

/// One libevent base on one thread of its own; everything that touches its connections runs there.
///
/// `@unchecked Sendable`: the pointers are set once before the thread starts; libevent is told to use locks, and the only
/// calls from other threads are `event_active` and `event_base_loopbreak`, which are safe then.
@safe package final class EventLoop: @unchecked Sendable {
    package let base: OpaquePointer
    private let name: String
    private var wake: OpaquePointer?
    private let tasks = Mutex<[@Sendable () -> Void]>([])
    private let ended = DispatchSemaphore(value: 0)

    private static let usesThreads: Bool = evthread_use_pthreads() == 0

    /// `name` is the thread's; nil when libevent has no memory or no threads.
    package init?(name: String) {
        guard Self.usesThreads, let base = unsafe event_base_new() else { return nil }
        unsafe self.base = unsafe base
        self.name = name
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe wake = unsafe event_new(
            base, -1, Int16(EV_PERSIST),
            { _, _, context in
                guard let context = unsafe context else { return }
                unsafe Unmanaged<EventLoop>.fromOpaque(context).takeUnretainedValue().runTasks()
            }, context)
        // `deinit` frees the base also then.
        guard unsafe wake != nil else { return nil }
    }

    deinit {
        if let wake = unsafe wake { unsafe event_free(wake) }
        unsafe event_base_free(base)
    }

    package func start() {
        let thread = Thread { [self] in
            _ = unsafe event_base_loop(base, EVLOOP_NO_EXIT_ON_EMPTY)
            runTasks()
            ended.signal()
        }
        thread.name = name
        thread.start()
    }

    /// Runs a piece of work on the loop's thread, after what was queued before it.
    package func enqueue(_ task: @escaping @Sendable () -> Void) {
        let wasEmpty = tasks.withLock { tasks in
            tasks.append(task)
            return tasks.count == 1
        }
        if wasEmpty, let wake = unsafe wake { unsafe event_active(wake, Int32(EV_READ), 0) }
    }

    /// Ends the loop and waits for its thread; what was queued before is still run.
    package func stop() {
        enqueue { [self] in _ = unsafe event_base_loopbreak(base) }
        ended.wait()
    }

    private func runTasks() {
        let batch = tasks.withLock { tasks in
            let batch = tasks
            tasks.removeAll()
            return batch
        }
        for task in batch { task() }
    }
}
