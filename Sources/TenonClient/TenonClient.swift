// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import AsyncHTTPClient
public import Foundation
internal import NIOCore
internal import NIOHTTP1
package import TenonJSON

/// A client of one Tenon server.
///
/// ```swift
/// let connections = try await TenonClient.withClient(baseURL: url, token: token) { client in
///     try await client.connections(inTeam: 1)
/// }
/// ```
///
/// Every call throws ``TenonClientError`` when the server refuses, and ``TenonTransportError`` when no usable answer
/// came. Nothing is repeated, and no redirect is followed: a token goes to the base URL or nowhere.
public final class TenonClient: Sendable {
    /// The bounds of a client.
    public struct Options: Sendable {
        /// How long a call may take, from the start to the last byte of the answer.
        public var timeout: Duration
        /// How long making a connection may take.
        public var connectTimeout: Duration
        /// The most bytes of an answer that are read.
        public var answerBytesMax: Int

        /// Makes options; a verification waits for a third party, hence the long default.
        public init(
            timeout: Duration = .seconds(120), connectTimeout: Duration = .seconds(10), answerBytesMax: Int = 64 << 20
        ) {
            self.timeout = timeout
            self.connectTimeout = connectTimeout
            self.answerBytesMax = answerBytesMax
        }
    }

    /// The server's address without a slash at its end.
    private let base: String
    private let token: AccessToken?
    private let options: Options
    private let http: HTTPClient

    /// Makes a client; call ``shutdown()`` when it is no longer needed, or use ``withClient(baseURL:token:options:_:)``.
    ///
    /// The base URL is what stands before `/api/v2`: scheme (http or https), host, perhaps port and path. Throws
    /// ``TenonTransportError`` when it has another scheme, no host, or a user name, a query or a fragment.
    public init(baseURL: URL, token: AccessToken?, options: Options = Options()) throws {
        let scheme = baseURL.scheme?.lowercased()
        guard scheme == "http" || scheme == "https", baseURL.host?.isEmpty == false, baseURL.user == nil,
            baseURL.password == nil, baseURL.query == nil, baseURL.fragment == nil
        else {
            throw TenonTransportError(
                .invalidBaseURL, "The server's URL must be http or https with a host, and without user or query.")
        }
        let text = baseURL.absoluteString
        base = String(text.reversed().drop { $0 == "/" }.reversed())
        self.token = token
        self.options = options
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = TimeAmount(options.connectTimeout)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.decompression = .disabled
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Closes the client's connections.
    public func shutdown() async throws { try await http.shutdown() }

    /// Lends a client for the time of `body`, and shuts it down after.
    public static func withClient<Result: Sendable>(
        baseURL: URL, token: AccessToken?, options: Options = Options(),
        _ body: (TenonClient) async throws -> Result
    ) async throws -> Result {
        let client = try TenonClient(baseURL: baseURL, token: token, options: options)
        do {
            let result = try await body(client)
            try await client.shutdown()
            return result
        } catch {
            // The reason why the body failed is worth more than that of the shutdown.
            try? await client.shutdown()
            throw error
        }
    }

    /// Sends the call and returns the JSON of a success.
    ///
    /// - Parameter call: What to ask.
    /// - Returns: The body of the answer.
    /// - Throws: ``TenonClientError`` or ``TenonTransportError``.
    package func answer(to call: Call) async throws -> JSON {
        do {
            return try await withThrowingTaskGroup(of: JSON.self) { group in
                group.addTask { try await self.exchange(call) }
                group.addTask {
                    try await Task.sleep(for: self.options.timeout)
                    throw TenonTransportError(
                        .timedOut, "\(self.base) did not answer within \(self.options.timeout.components.seconds) s.")
                }
                defer { group.cancelAll() }
                guard let answer = try await group.next() else { throw CancellationError() }
                return answer
            }
        } catch let error as TenonClientError {
            throw error
        } catch let error as TenonTransportError {
            throw error
        } catch let error as CancellationError {
            throw error
        } catch {
            throw TenonTransportError(connectionTo: base, failed: error)
        }
    }

    private func exchange(_ call: Call) async throws -> JSON {
        var request = HTTPClientRequest(url: base + call.target)
        request.method = .init(rawValue: call.method.rawValue)
        request.headers.add(name: "accept", value: "application/json, application/jsonc")
        request.headers.add(name: "user-agent", value: "tenon")
        if let token { request.headers.add(name: "authorization", value: token.authorization) }
        if let body = call.body {
            request.headers.add(name: "content-type", value: "application/json; charset=utf-8")
            request.body = .bytes(body.utf8)
        } else if let text = call.text {
            request.headers.add(name: "content-type", value: "application/jsonc; charset=utf-8")
            request.body = .bytes(Array(text.utf8))
        }
        let response = try await http.execute(request, timeout: TimeAmount(options.timeout))
        let status = Int(response.status.code)
        if (300..<400).contains(status) {
            throw TenonTransportError(
                .redirected, "\(base) redirects to another address; give the address itself as the server's URL.")
        }
        let body = try await bytes(of: response)
        guard (200..<300).contains(status) else {
            // What a reverse proxy in front of the server says need not be JSON; the status is reported then.
            let json = try? JSONReader.read(body)
            throw TenonClientError(status: status, body: json, requestID: response.headers.first(name: "x-request-id"))
        }
        // What somebody wrote, comments and all, is an answer as a whole.
        if response.headers.first(name: "content-type")?.hasPrefix("application/jsonc") == true {
            return .string(String(decoding: body, as: UTF8.self))
        }
        do {
            return try JSONReader.read(body)
        } catch {
            throw TenonTransportError(.unexpectedAnswer, "\(base) answered with something other than JSON (\(error)).")
        }
    }

    private func bytes(of response: HTTPClientResponse) async throws -> [UInt8] {
        do {
            return Array(buffer: try await response.body.collect(upTo: options.answerBytesMax))
        } catch is NIOTooManyBytesError {
            throw TenonTransportError(
                .answerTooLarge, "\(base) answered with more than \(options.answerBytesMax) bytes.")
        }
    }
}
