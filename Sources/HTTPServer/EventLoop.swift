import CLibevent
import Dispatch
import Foundation
import Synchronization

/// One libevent base on one thread of its own; everything that touches evhttp runs there.
///
/// `@unchecked Sendable`: the pointers are set once before the thread starts; libevent is told to use locks, and the only
/// calls from other threads are `event_active` and `event_base_loopbreak`, which are safe then.
@safe final class EventLoop: @unchecked Sendable {
    let base: OpaquePointer
    private var wake: OpaquePointer?
    private let tasks = Mutex<[@Sendable () -> Void]>([])
    private let ended = DispatchSemaphore(value: 0)

    private static let usesThreads: Bool = evthread_use_pthreads() == 0

    init?() {
        guard Self.usesThreads, let base = unsafe event_base_new() else { return nil }
        unsafe self.base = unsafe base
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe wake = unsafe event_new(
            base, -1, Int16(EV_PERSIST),
            { _, _, context in
                guard let context = unsafe context else { return }
                unsafe Unmanaged<EventLoop>.fromOpaque(context).takeUnretainedValue().runTasks()
            }, context)
        guard unsafe wake != nil else {
            unsafe event_base_free(base)
            return nil
        }
    }

    deinit {
        if let wake = unsafe wake { unsafe event_free(wake) }
        unsafe event_base_free(base)
    }

    func start() {
        let thread = Thread { [self] in
            _ = unsafe event_base_loop(base, EVLOOP_NO_EXIT_ON_EMPTY)
            runTasks()
            ended.signal()
        }
        thread.name = "http-loop"
        thread.start()
    }

    /// Runs a piece of work on the loop's thread, after what was queued before it.
    func enqueue(_ task: @escaping @Sendable () -> Void) {
        let wasEmpty = tasks.withLock { tasks in
            tasks.append(task)
            return tasks.count == 1
        }
        if wasEmpty, let wake = unsafe wake { unsafe event_active(wake, Int32(EV_READ), 0) }
    }

    /// Ends the loop and waits for its thread; what was queued before is still run.
    func stop() {
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
