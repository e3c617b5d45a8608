import Hashing
import Testing

@Suite struct SHA256Tests {
    /// Messages and digests of FIPS 180-2, appendix B, and the empty message.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ]) func matchesTheStandard(message: String, digest: String) {
        #expect(SHA256.hash(Array(message.utf8)) == hex(digest))
    }

    @Test func hashesAMillionLetters() {
        let digest = SHA256.hash([UInt8](repeating: 0x61, count: 1_000_000))
        #expect(digest == hex("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"))
    }

    @Test func doesNotDependOnHowTheInputIsCut() {
        let input = BLAKE3Tests.input(300)
        for length in 0...300 {
            var hasher = SHA256()
            hasher.update(Array(input[..<(length / 3)]))
            hasher.update(Array(input[(length / 3)..<length]))
            #expect(hasher.finalize() == SHA256.hash(Array(input[..<length])))
        }
    }

    @Test func compressesOneBlockFromTheInitialState() {
        // The padded message "abc" as big-endian words.
        var block = InlineArray<16, UInt32>(repeating: 0)
        block[0] = 0x6162_6380
        block[15] = 24
        var state = SHA256.initialState
        SHA256.compress(&state, block)
        let words = (0..<8).map { state[$0] }
        #expect(words == [0xba78_16bf, 0x8f01_cfea, 0x4141_40de, 0x5dae_2223, 0xb003_61a3, 0x9617_7a9c, 0xb410_ff61, 0xf200_15ad])
    }
}
