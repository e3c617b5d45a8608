import COpenSSL

/// SHA-256 of bytes that come piece by piece (libcrypto).
@safe final class Digest {
    static let length = 32
    private let context: OpaquePointer

    init() throws(StorageError) {
        guard let context = unsafe EVP_MD_CTX_new(), unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            throw .failed(code: "libcrypto", reason: "SHA-256 is not available")
        }
        unsafe self.context = unsafe context
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    func update(_ bytes: [UInt8]) { _ = unsafe EVP_DigestUpdate(context, bytes, bytes.count) }

    func finish() -> [UInt8] {
        var result = [UInt8](repeating: 0, count: Self.length)
        _ = unsafe EVP_DigestFinal_ex(context, &result, nil)
        return result
    }
}
