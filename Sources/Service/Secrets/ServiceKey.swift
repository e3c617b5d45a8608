import COpenSSL
import Storage

/// A 256-bit key and what is done with it: sealing of private inputs, digests of request bodies, salts.
///
/// Each use has a subkey of its own, HMAC-SHA256(key, label).
public struct ServiceKey: Sendable {
    /// What can go wrong with a key or a sealed text.
    public enum Failure: Error, Sendable, Equatable {
        /// Neither 64 hexadecimal digits nor 32 bytes.
        case malformedKey
        /// Sealed under another key, for another job, or changed.
        case cannotOpen
        case cryptoUnavailable
    }

    private let secret: SecretBytes
    /// The subkey for sealing, which is used for every job.
    private let sealing: SecretBytes

    /// 32 bytes.
    public init(bytes: [UInt8]) throws(Failure) {
        guard bytes.count == 32 else { throw .malformedKey }
        secret = SecretBytes(bytes)
        sealing = SecretBytes(try Self.hmac(bytes, Array("burhan seal".utf8)))
    }

    /// 64 hexadecimal digits, white space around them allowed.
    public init(text: String) throws(Failure) {
        let digits = text.split(whereSeparator: \.isWhitespace)
        guard digits.count == 1, let bytes = Hex.bytes(digits[0]) else { throw .malformedKey }
        try self.init(bytes: bytes)
    }

    /// A new key from the operating system's randomness, through libcrypto.
    public static func random() throws(Failure) -> ServiceKey { try ServiceKey(bytes: randomBytes(32)) }

    public static func randomBytes(_ count: Int) throws(Failure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard Libcrypto.isReady, unsafe RAND_bytes(&bytes, Int32(count)) == 1 else { throw .cryptoUnavailable }
        return bytes
    }

    /// HMAC-SHA256 (RFC 2104) under the subkey of `label`, 32 bytes.
    public func mac(_ label: String, _ message: [UInt8]) throws(Failure) -> [UInt8] {
        try Self.hmac(subkey(label), message)
    }

    /// The subkey of `label` by itself, for many codes under it.
    func macKey(_ label: String) throws(Failure) -> MAC { MAC(key: SecretBytes(try subkey(label))) }

    /// HMAC-SHA256 under one subkey.
    struct MAC: Sendable {
        fileprivate let key: SecretBytes

        /// 32 bytes.
        func mac(_ message: [UInt8]) throws(Failure) -> [UInt8] { try ServiceKey.hmac(key.bytes, message) }
    }

    /// Compares codes in a time that depends on their lengths only.
    static func isEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        guard a.count == b.count else { return false }
        return unsafe CRYPTO_memcmp(a, b, a.count) == 0
    }

    /// Names the key in records without revealing it: 16 hexadecimal digits.
    public func identifier() throws(Failure) -> String { Hex.text(try subkey("burhan key identifier").prefix(8)) }

    /// AES-256-GCM (NIST SP 800-38D): 12 random bytes of nonce ‖ ciphertext ‖ 16 bytes of tag, bound to `context`.
    public func seal(_ plaintext: [UInt8], context: String) throws(Failure) -> [UInt8] {
        let nonce = try Self.randomBytes(12)
        guard let cipher = unsafe EVP_CIPHER_CTX_new() else { throw .cryptoUnavailable }
        defer { unsafe EVP_CIPHER_CTX_free(cipher) }
        let key = sealing.bytes
        let associated = Array(context.utf8)
        var output = [UInt8](repeating: 0, count: plaintext.count + 16)
        var tag = [UInt8](repeating: 0, count: 16)
        var length: Int32 = 0
        var isDone = unsafe EVP_EncryptInit_ex(cipher, EVP_aes_256_gcm(), nil, key, nonce) == 1
        isDone = unsafe isDone && EVP_EncryptUpdate(cipher, nil, &length, associated, Int32(associated.count)) == 1
        isDone = unsafe isDone && EVP_EncryptUpdate(cipher, &output, &length, plaintext, Int32(plaintext.count)) == 1
        isDone = unsafe isDone && Int(length) == plaintext.count && EVP_EncryptFinal_ex(cipher, &tag, &length) == 1
        isDone = unsafe isDone && EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, 16, &tag) == 1
        guard isDone else { throw .cryptoUnavailable }
        return nonce + output.prefix(plaintext.count) + tag
    }

    /// Inverse of `seal`; throws `.cannotOpen` unless key, context and every byte agree.
    public func open(_ sealed: [UInt8], context: String) throws(Failure) -> SecretBytes {
        guard sealed.count >= 28 else { throw .cannotOpen }
        let nonce = Array(sealed.prefix(12))
        let text = Array(sealed.dropFirst(12).dropLast(16))
        var tag = Array(sealed.suffix(16))
        guard let cipher = unsafe EVP_CIPHER_CTX_new() else { throw .cryptoUnavailable }
        defer { unsafe EVP_CIPHER_CTX_free(cipher) }
        let key = sealing.bytes
        let associated = Array(context.utf8)
        var output = [UInt8](repeating: 0, count: text.count + 16)
        var length: Int32 = 0
        var isDone = unsafe EVP_DecryptInit_ex(cipher, EVP_aes_256_gcm(), nil, key, nonce) == 1
        isDone = unsafe isDone && EVP_DecryptUpdate(cipher, nil, &length, associated, Int32(associated.count)) == 1
        isDone = unsafe isDone && EVP_DecryptUpdate(cipher, &output, &length, text, Int32(text.count)) == 1
        isDone = unsafe isDone && EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, 16, &tag) == 1
        var rest = [UInt8](repeating: 0, count: 16)
        isDone = unsafe isDone && EVP_DecryptFinal_ex(cipher, &rest, &length) == 1
        defer { unsafe OPENSSL_cleanse(&output, output.count) }
        guard isDone else { throw .cannotOpen }
        return SecretBytes(Array(output.prefix(text.count)))
    }

    private func subkey(_ label: String) throws(Failure) -> [UInt8] { try Self.hmac(secret.bytes, Array(label.utf8)) }

    /// HMAC-SHA256 (RFC 2104), 32 bytes.
    static func hmac(_ key: [UInt8], _ message: [UInt8]) throws(Failure) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: 32)
        var length = 0
        guard Libcrypto.isReady else { throw .cryptoUnavailable }
        let result = unsafe EVP_Q_mac(nil, "HMAC", nil, "SHA256", nil, key, key.count, message, message.count, &output, 32, &length)
        guard unsafe result != nil, length == 32 else { throw .cryptoUnavailable }
        return output
    }
}
