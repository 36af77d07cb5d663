// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

private import CPostgres
internal import TenonDomain

/// How to connect: the operator's URL, which libpq reads, with our defaults below it.
struct ConnectionParameters: Sendable {
    /// What the URL may say otherwise.
    ///
    /// A lost network is noticed within a minute; Kerberos is not tried first; a standby is not written to.
    private static let defaults = [
        ("connect_timeout", "5"), ("gssencmode", "disable"), ("target_session_attrs", "read-write"),
        ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"),
    ]
    private static let fixed = [("client_encoding", "UTF8"), ("fallback_application_name", "tenon")]

    private let url: Secret
    /// Host and port as a person knows them, without the rest.
    let place: String
    let holdsPassword: Bool

    /// - Throws: ``PostgresOpenError/invalidURL(reason:)``, which does not repeat any of it.
    init(url: Secret) throws {
        let text = url.reveal()
        guard text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") else {
            throw PostgresOpenError.invalidURL(reason: "it must begin with postgres://")
        }
        guard !text.utf8.contains(0), let options = PQconninfoParse(text, nil) else {
            throw PostgresOpenError.invalidURL(
                reason: "libpq cannot read it; characters of user and password that are not letters or digits must be "
                    + "percent-encoded")
        }
        defer { PQconninfoFree(options) }
        let values = Self.values(of: options)
        let (host, port) = (values["host"] ?? values["hostaddr"] ?? "", values["port"] ?? "")
        // What an unencoded '@', '/' or ':' makes of a password would end up in messages.
        let isPlain = host.allSatisfy { $0.isLetter || $0.isNumber || "-_.,:/%[]".contains($0) }
        guard isPlain, port.allSatisfy({ $0.isASCII && $0.isNumber || $0 == "," }) else {
            throw PostgresOpenError.invalidURL(
                reason: "host or port are none; an '@', ':' or '/' in user or password must be percent-encoded")
        }
        self.url = url
        holdsPassword = values["password"] != nil || values["sslpassword"] != nil
        place = Self.place(hosts: host, ports: port)
    }

    private static func place(hosts: String, ports: String) -> String {
        guard !hosts.isEmpty else { return "the local socket" }
        let ports = ports.split(separator: ",", omittingEmptySubsequences: false)
        return hosts.split(separator: ",").enumerated().map { index, host in
            // One port is that of all hosts.
            let port = ports.count == 1 ? ports.first : ports.indices.contains(index) ? ports[index] : nil
            return host + (port.map { $0.isEmpty ? "" : ":" + $0 } ?? "")
        }.joined(separator: ", ")
    }

    private static func values(of options: UnsafeMutablePointer<PQconninfoOption>) -> [String: String] {
        var values: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
            option = option.successor()
        }
        return values
    }

    /// Connects, and returns a connection that works or can say why it does not; `nil` without memory.
    func connect() -> OpaquePointer? {
        // A later one wins, and libpq takes the whole URL in the place of `dbname`.
        let pairs = Self.defaults + [("dbname", url.reveal())] + Self.fixed
        return Self.withCStrings(pairs.map(\.0)) { keywords in
            Self.withCStrings(pairs.map(\.1)) { values in PQconnectdbParams(keywords, values, 1) }
        }
    }

    /// Lends the texts as an array of C strings that ends in a null pointer.
    private static func withCStrings<Result>(
        _ texts: [String], _ body: ([UnsafePointer<CChar>?]) -> Result
    ) -> Result {
        let storage = texts.map { Array($0.utf8CString) }
        func lend(_ rest: ArraySlice<[CChar]>, _ pointers: [UnsafePointer<CChar>?]) -> Result {
            guard let first = rest.first else { return body(pointers + [nil]) }
            return first.withUnsafeBufferPointer { lend(rest.dropFirst(), pointers + [$0.baseAddress]) }
        }
        return lend(storage[...], [])
    }
}
