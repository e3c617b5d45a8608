import Service
import Testing

@Suite struct AddressPolicyTests {
    @Test(arguments: [
        "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255",
        "192.0.2.1", "198.51.100.1", "203.0.113.9", "198.18.0.1", "192.0.0.8", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1",
        "2001:db8::1", "2001::1", "2002:a00:1::", "64:ff9b::a00:1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::7f00:1", "100::1",
        "2002:7f00:1::", "3fff::1", "4000::1",
    ]) func addressesThatAreNobodysAreSpecial(_ text: String) throws {
        #expect(AddressPolicy.kind(try #require(AddressPolicy.literal(text))) == .special)
    }

    @Test(arguments: ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1", "[::1]"])
    func loopbackIsLoopback(_ text: String) throws {
        #expect(AddressPolicy.kind(try #require(AddressPolicy.literal(text))) == .loopback)
    }

    @Test(arguments: [
        "1.1.1.1", "172.32.0.1", "100.128.0.1", "192.0.1.1", "198.20.0.1", "2606:4700::1111", "2002:808:808::", "64:ff9b::808:808",
    ])
    func publicAddressesAreGlobal(_ text: String) throws {
        #expect(AddressPolicy.kind(try #require(AddressPolicy.literal(text))) == .global)
    }

    @Test func addressOfAnotherLengthIsSpecial() {
        #expect([0, 3, 5, 15, 17].allSatisfy { AddressPolicy.kind([UInt8](repeating: 8, count: $0)) == .special })
        #expect(AddressPolicy.literal("hooks.example") == nil)
    }

    @Test(arguments: [
        "http://hooks.example/", "ftp://hooks.example/", "https://", "https:///x", "https://user@hooks.example/",
        "https://a:b@hooks.example/",
        "https://hooks.example/#part", "https://10.0.0.1/", "https://[fe80::1]/", "https://127.0.0.1/", "https://localhost/",
        "https://a.localhost/", "https://hooks.example:0/", "https://hooks.example:70000/", "hooks.example", "", "https://hooks example/",
        "https://hooks.example/" + String(repeating: "x", count: 2048), "https://hooks.example/\n", "file:///etc/passwd",
    ]) func urlThatIsNoPublicHTTPSIsRefused(_ text: String) {
        #expect(throws: ServiceError.self) { try WebhookURL(text, allowsLoopback: false) }
    }

    @Test func thisMachineIsReachedWhereDevelopmentAllowsIt() throws {
        for text in ["http://127.0.0.1:8080/x", "https://localhost/x", "http://[::1]:9/x"] {
            #expect(try WebhookURL(text, allowsLoopback: true).text == text)
        }
        for text in ["http://hooks.example/", "https://10.0.0.1/"] {
            #expect(throws: ServiceError.self) { try WebhookURL(text, allowsLoopback: true) }
        }
        #expect(try WebhookURL("https://hooks.example:8443/a?b=c", allowsLoopback: false).text == "https://hooks.example:8443/a?b=c")
    }
}
