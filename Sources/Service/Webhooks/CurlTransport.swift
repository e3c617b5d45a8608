import CCurl
import Foundation

/// Delivers over HTTP/1.1 with libcurl: TLS 1.2 or later with certificate and host name checked, no redirects, no proxy, bounded in time
/// and in what is read; every address is judged before it is connected to.
package struct CurlTransport: WebhookTransport {
    private let settings: WebhookSettings

    private static let isReady = burhan_curl_begin() == CURLE_OK

    package init(settings: WebhookSettings) { self.settings = settings }

    package func post(_ message: WebhookMessage) -> WebhookAnswer {
        guard Self.isReady, let handle = unsafe curl_easy_init() else { return WebhookAnswer(status: nil, error: "libcurl is unavailable") }
        defer { unsafe curl_easy_cleanup(handle) }
        let exchange = Exchange(allowsLoopback: settings.allowsLoopback, room: settings.answerBytes)
        var fields: UnsafeMutablePointer<curl_slist>?
        // An empty `Expect` keeps libcurl from waiting for `100 Continue`.
        for (name, value) in message.headers + [(name: "Expect", value: "")] {
            unsafe fields = unsafe curl_slist_append(fields, "\(name): \(value)")
        }
        defer { unsafe curl_slist_free_all(fields) }
        let result = unsafe message.body.withUnsafeBytes { body in
            unsafe set(handle, CURLOPT_URL, message.url)
            unsafe set(handle, CURLOPT_PROTOCOLS_STR, settings.allowsLoopback ? "http,https" : "https")
            unsafe set(handle, CURLOPT_PROXY, "")
            unsafe set(handle, CURLOPT_USERAGENT, "burhan-webhooks")
            if let authorities = settings.authorities { unsafe set(handle, CURLOPT_CAINFO, authorities) }
            unsafe set(handle, CURLOPT_FOLLOWLOCATION, 0)
            unsafe set(handle, CURLOPT_SSL_VERIFYPEER, 1)
            unsafe set(handle, CURLOPT_SSL_VERIFYHOST, 2)
            unsafe set(handle, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
            unsafe set(handle, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
            unsafe set(handle, CURLOPT_NOSIGNAL, 1)
            unsafe set(handle, CURLOPT_FORBID_REUSE, 1)
            unsafe set(handle, CURLOPT_CONNECTTIMEOUT, settings.connectSeconds)
            unsafe set(handle, CURLOPT_TIMEOUT, settings.seconds)
            unsafe set(handle, CURLOPT_POST, 1)
            unsafe set(handle, CURLOPT_POSTFIELDSIZE, body.count)
            _ = unsafe burhan_curl_set_pointer(handle, CURLOPT_POSTFIELDS, body.baseAddress)
            _ = unsafe burhan_curl_set_headers(handle, fields)
            unsafe burhan_curl_set_callbacks(handle, takeData, openSocket, Unmanaged.passUnretained(exchange).toOpaque())
            return withExtendedLifetime(exchange) { unsafe curl_easy_perform(handle) }
        }
        let status = unsafe burhan_curl_status(handle)
        // An answer longer than what is read has a status all the same.
        if status > 0, result == CURLE_OK || exchange.isFull { return WebhookAnswer(status: status) }
        if exchange.wasRefused { return WebhookAnswer(status: nil, error: "the host's address is not a public one") }
        return WebhookAnswer(status: nil, error: unsafe String(cString: curl_easy_strerror(result)))
    }

    private func set(_ handle: UnsafeMutableRawPointer, _ option: CURLoption, _ value: Int) {
        _ = unsafe burhan_curl_set_long(handle, option, value)
    }

    private func set(_ handle: UnsafeMutableRawPointer, _ option: CURLoption, _ value: String) {
        _ = unsafe burhan_curl_set_text(handle, option, value)
    }
}

/// What the callbacks of one delivery share; touched by the thread that delivers only.
private final class Exchange {
    let allowsLoopback: Bool
    var room: Int
    var isFull = false
    var wasRefused = false

    init(allowsLoopback: Bool, room: Int) {
        self.allowsLoopback = allowsLoopback
        self.room = room
    }
}

private let takeData: burhan_curl_data = { _, size, count, context in
    guard let context = unsafe context else { return 0 }
    let exchange = unsafe Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
    let bytes = size.multipliedReportingOverflow(by: count)
    guard !bytes.overflow, bytes.partialValue <= exchange.room else {
        exchange.isFull = true
        return 0
    }
    exchange.room -= bytes.partialValue
    return bytes.partialValue
}

private let openSocket: burhan_curl_open = { context, _, address in
    guard let context = unsafe context, let address = unsafe address else { return burhan_curl_no_socket }
    let exchange = unsafe Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
    let raw = unsafe UnsafeRawBufferPointer(
        start: UnsafeRawPointer(address).advanced(by: MemoryLayout<curl_sockaddr>.offset(of: \.addr) ?? 0),
        count: Int(address.pointee.addrlen))
    let kind = unsafe AddressPolicy.bytes(family: address.pointee.family, of: raw).map(AddressPolicy.kind) ?? .special
    guard kind == .global || (kind == .loopback && exchange.allowsLoopback) else {
        exchange.wasRefused = true
        return burhan_curl_no_socket
    }
    return unsafe socket(address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
}
