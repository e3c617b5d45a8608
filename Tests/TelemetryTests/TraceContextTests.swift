import Synchronization
import Telemetry
import Testing

@Suite struct TraceContextTests {
    private static let example = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    private func read(_ parent: String, _ state: [String] = []) -> TraceContext? {
        TraceContext(traceparent: [parent], tracestate: state)
    }

    @Test func exampleOfTheStandardIsReadAndWritten() throws {
        let context = try #require(read(Self.example))
        #expect(context.traceID.text == "0af7651916cd43dd8448eb211c80319c")
        #expect(context.spanID == 0xb7ad_6b71_6920_3331)
        #expect(context.isSampled)
        #expect(context.traceparent == Self.example)
        #expect(read("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00")?.isSampled == false)
    }

    @Test(arguments: [
        "", "00", "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01", "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what", "00-0af7651916cd43dd8448eb211c8031-b7ad6b716920333131-01",
        "0x-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01",
        "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01", "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01x",
        " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    ])
    func malformedParentsAreNotGuessedAt(_ text: String) { #expect(read(text) == nil) }

    @Test func laterVersionsAreReadWhereTheyBeginLikeThisOne() {
        #expect(read("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-the-future-will-be")?.isSampled == true)
        #expect(read("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")?.traceparent == Self.example)
    }

    @Test func twoParentsAreNone() { #expect(TraceContext(traceparent: [Self.example, Self.example]) == nil) }

    @Test func stateOfOtherSystemsIsPassedOn() {
        #expect(
            read(Self.example, ["rojo=00f067aa0ba902b7, congo=t61rcWkgMzE", "a@b=x y"])?.state
                == "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE,a@b=x y")
        #expect(read(Self.example, ["a=1,,b=2"])?.state == "a=1,b=2")
        let many = (0..<33).map { "k\($0)=v" }.joined(separator: ",")
        for bad in ["novalue", "A=1", "a=", "a=1,a=2", "a=b=c", "a@=1", "a@b@c=1", "1=2", many, "a=\u{e9}"] {
            let context = read(Self.example, [bad])
            #expect(context != nil && context?.state == "", "\(bad)")
        }
    }

    @Test func callerDecidesWhetherItsTraceIsRecorded() throws {
        let tracer = Tracer(ratio: 0) { _ in }
        let sampled = try #require(read(Self.example))
        let child = tracer.context(below: sampled)
        #expect(child.isSampled && child.traceID == sampled.traceID && child.spanID != sampled.spanID)
        #expect(!tracer.context(below: nil).isSampled)
        let all = Tracer(ratio: 1) { _ in }
        #expect(all.context(below: nil).isSampled)
        #expect(!all.context(below: TraceContext(traceID: sampled.traceID, spanID: 1, isSampled: false)).isSampled)
    }

    @Test func shareOfNewTracesIsChosenByTheirIdentity() {
        let next = Atomic<UInt64>(0)
        // Identities spread evenly over 56 bits.
        let tracer = Tracer(
            ratio: 0.25,
            environment: Tracer.Environment(
                now: { 0 }, random: { (next.wrappingAdd(1, ordering: .relaxed).newValue &* 0x9e37_79b9_7f4a_7c15) >> 8 | 1 })
        ) { _ in }
        let chosen = (0..<4000).count { _ in tracer.context(below: nil).isSampled }
        #expect((900...1100).contains(chosen))
    }

    @Test func spansOfUnrecordedTracesGoNowhere() {
        let count = Atomic<Int>(0)
        let tracer = Tracer(ratio: 0) { _ in count.wrappingAdd(1, ordering: .relaxed) }
        tracer.record("work", below: tracer.context(below: nil), took: .seconds(1))
        tracer.record("work", below: nil, took: .seconds(1))
        #expect(count.load(ordering: .relaxed) == 0)
    }
}
