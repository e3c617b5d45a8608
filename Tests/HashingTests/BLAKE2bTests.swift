import Hashing
import Testing

@Suite struct BLAKE2bTests {
    /// "abc" of RFC 7693, appendix A, and the empty message without a key (the authors' test vectors).
    @Test(arguments: [
        (
            "abc",
            "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923"
        ),
        (
            "",
            "786a02f742015903c6c6fd852552d272912f4740e15847618a86e217f71f5419d25e1031afee585313896444934eb04b903a685b1448b755d56f701afe9be2ce"
        ),
    ]) func matchesTheStandard(message: String, digest: String) {
        #expect(BLAKE2b.hash(Array(message.utf8)) == hex(digest))
    }

    @Test func agreesWithPythonAroundTheEndsOfBlocks() {
        // hashlib.blake2b(bytes(i % 251 for i in range(length))).hexdigest()[:32]
        let expected = [
            (1, "2fa3f686df876995167e7c2e5d74c4c7"),
            (127, "b6292669ccd38d5f01caae96ba272c76"),
            (128, "2319e3789c47e2daa5fe807f61bec2a1"),
            (129, "f59711d44a031d5f97a9413c065d1e61"),
            (255, "fe2c02da499516b0e9fb2dd70c49eb36"),
            (256, "93463ac058b6163eb43be3f5bb32b285"),
            (257, "9ca40e2ddee9436dbbd08efc65dbaf48"),
            (1000, "c11e1c0340bd7e5a1b275f1230c962fa"),
        ]
        for (length, digest) in expected {
            #expect(BLAKE2b.hash(BLAKE3Tests.input(length)).prefix(16).elementsEqual(hex(digest)), "\(length) bytes")
        }
    }

    @Test func doesNotDependOnHowTheInputIsCut() {
        let input = BLAKE3Tests.input(400)
        for length in 0...400 {
            var hash = BLAKE2b()
            hash.update(Array(input[..<(length / 3)]))
            hash.update(Array(input[(length / 3)..<length]))
            #expect(hash.finalize() == BLAKE2b.hash(Array(input[..<length])))
        }
    }

    @Test(arguments: [0, 1, 127, 128, 129, 256, 300]) func continuesFromAStoredState(length: Int) throws {
        let input = BLAKE3Tests.input(400)
        var hash = BLAKE2b()
        hash.update(Array(input[..<length]))
        var continued = BLAKE2b(try #require(BLAKE2b.State(hash.state.bytes)))
        continued.update(Array(input[length...]))
        #expect(continued.finalize() == BLAKE2b.hash(input))
    }

    @Test func refusesStatesOfAnotherSizeOrWithTooManyBytesWaiting() {
        var bytes = BLAKE2b().state.bytes
        #expect(BLAKE2b.State(Array(bytes.dropLast())) == nil && BLAKE2b.State(bytes + [0]) == nil && BLAKE2b.State([]) == nil)
        bytes[8 * 25] = 129
        #expect(BLAKE2b.State(bytes) == nil)
        bytes[8 * 25] = 128
        #expect(BLAKE2b.State(bytes) != nil)
    }
}
