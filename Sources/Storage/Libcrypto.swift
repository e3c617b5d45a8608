import COpenSSL

/// libcrypto as long as the process lives.
///
/// By default libcrypto frees itself in an exit handler. A thread that still computes a code then (the bookkeeper, a request that waited for
/// the database) reads what is freed, and the process ends with signal 11 instead of its exit code. Whoever calls libcrypto first decides,
/// so this comes before every other use, also before libpq's and libcurl's.
package enum Libcrypto {
    /// True once libcrypto is ready and stays so to the end (OPENSSL_init_crypto(3)); false when it can't be used at all.
    package static let isReady: Bool = OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil) == 1
}
