import API
import Foundation
import Service
import ServiceTesting
import Testing

@Suite struct ConfigurationTests {
    @Test func settingsComeFromFileEnvironmentAndFlags() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("burhan.json")
        try Data(#"{"port":1234,"queue_capacity":7,"allowed_origins":["https://a.example","https://b.example"]}"#.utf8)
            .write(to: URL(fileURLWithPath: path))
        var configuration = ServerConfiguration()
        try configuration.readFile(path)
        #expect(configuration.port == 1234)
        try configuration.readEnvironment(["BURHAN_PORT": "2345", "BURHAN_SEAL_KEY": String(repeating: "ab", count: 32), "PORT": "1"])
        #expect(configuration.port == 2345)
        try configuration.set("port", "3456", source: "--port")
        #expect(configuration.port == 3456)
        #expect(configuration.service.queueCapacity == 7)
        #expect(configuration.interface.allowedOrigins == ["https://a.example", "https://b.example"])
        #expect(configuration.sealKey != nil)
        #expect(ServerConfiguration().host == "127.0.0.1")
    }

    @Test func metricsAreOnTheInterfacesPortOnlyWhereStrangersDoNotReachIt() throws {
        var configuration = ServerConfiguration()
        #expect(configuration.showsMetrics)
        try configuration.set("host", "0.0.0.0", source: "--host")
        #expect(!configuration.showsMetrics)
        try configuration.set("host", "127.0.0.1", source: "--host")
        try configuration.set("operations-port", "9090", source: "--operations-port")
        #expect(!configuration.showsMetrics)
    }

    @Test func wrongSettingsNameThemselvesAndTheirSource() throws {
        var configuration = ServerConfiguration()
        #expect(throws: ConfigurationError.unknownSetting(name: "prot", source: "--prot")) {
            try configuration.set("prot", "1", source: "--prot")
        }
        #expect(throws: ConfigurationError.invalidValue(name: "port", source: "BURHAN_PORT", expected: "an integer in 0...65535")) {
            try configuration.readEnvironment(["BURHAN_PORT": "70000"])
        }
        do {
            try configuration.set("seal-key", "secret-but-short", source: "BURHAN_SEAL_KEY")
            Issue.record("accepted")
        } catch {
            #expect(!error.description.contains("secret"))
        }
        #expect(throws: ConfigurationError.self) { try configuration.readFile("/nonexistent.json") }
    }

    @Test func sealKeyIsReadFromAFile() throws {
        let directory = try TemporaryDirectory()
        var configuration = ServerConfiguration()
        for content in [Data(repeating: 7, count: 32), Data((String(repeating: "07", count: 32) + "\n").utf8)] {
            let path = directory.file("key")
            try content.write(to: URL(fileURLWithPath: path))
            try configuration.set("seal-key-file", path, source: "--seal-key-file")
            #expect(try configuration.sealKey?.identifier() == ServiceKey(bytes: [UInt8](repeating: 7, count: 32)).identifier())
        }
        let path = directory.file("short")
        try Data("123".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: ConfigurationError.self) { try configuration.set("seal-key-file", path, source: "--seal-key-file") }
    }
}
