import Testing

import Service

@Suite("Recently used") struct RecentlyUsedTests {
    @Test func whatWasUnusedForLongestGoesFirst() {
        var cache = RecentlyUsed<String, Int>(limit: 100)
        cache.insert("a", 1, bytes: 40)
        cache.insert("b", 2, bytes: 40)
        #expect(cache.find("a") == 1)
        cache.insert("c", 3, bytes: 40)
        #expect(cache.find("b") == nil && cache.find("a") == 1 && cache.find("c") == 3)
        #expect(cache.bytes == 80 && cache.count == 2)
    }

    @Test func theNewestStaysEvenIfItIsTooLargeAlone() {
        var cache = RecentlyUsed<String, Int>(limit: 100)
        cache.insert("a", 1, bytes: 40)
        cache.insert("large", 2, bytes: 500)
        #expect(cache.find("a") == nil && cache.find("large") == 2 && cache.bytes == 500)
    }

    @Test func insertingAgainReplaces() {
        var cache = RecentlyUsed<String, Int>(limit: 100)
        cache.insert("a", 1, bytes: 40)
        cache.insert("a", 2, bytes: 60)
        #expect(cache.find("a") == 2 && cache.bytes == 60 && cache.count == 1)
    }
}
