// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import TenonJSON
import TestServices
import Testing

/// A server in a process of its own.
final class ServerProcess: @unchecked Sendable {
    // `@unchecked`: `process` is used from one test at a time, the rest does not change.

    /// How long a debug build may take to its first line.
    private static let startSeconds = 30.0

    /// Gives up at once when nobody listens: some tests kill the server.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 256
        return HTTPClient(configuration: configuration)
    }()

    let token: String
    let address: String
    let scratch: ScratchDirectory
    private let process: ChildProcess
    private let logFile: URL

    /// Starts a server on a free port, over the scratch directory's data.
    static func start(
        in scratch: ScratchDirectory? = nil, token: String = UUID().uuidString.lowercased(),
        settings: [String: String] = [:]
    ) async throws -> ServerProcess {
        let scratch = try scratch ?? ScratchDirectory()
        let process = ChildProcess()
        process.executableURL = try Binary.url
        process.arguments = ["serve", "--data", scratch.data, "--port", "0"]
        process.environment = Binary.clean.merging(
            ["TENON_BOOTSTRAP_TOKEN": token, "TENON_EGRESS_ALLOW": "127.0.0.0/8"]) { $1 }.merging(settings) { $1 }
        let output = Pipe()
        process.standardOutput = output
        let logFile = URL(filePath: scratch.path).appending(path: "log-\(UUID()).jsonl")
        #expect(FileManager.default.createFile(atPath: logFile.path, contents: nil))
        process.standardError = try FileHandle(forWritingTo: logFile)
        try process.run()
        let line = try await firstLine(of: output)
        let prefix = "Tenon is listening on "
        guard line.hasPrefix(prefix) else {
            let log = (try? String(contentsOf: logFile, encoding: .utf8)) ?? ""
            throw StartFailure(description: "the first line is '\(line)'; log: \(log)")
        }
        return ServerProcess(
            token: token, address: String(line.dropFirst(prefix.count)), scratch: scratch, process: process,
            logFile: logFile)
    }

    struct StartFailure: Error, CustomStringConvertible { let description: String }

    private init(token: String, address: String, scratch: ScratchDirectory, process: ChildProcess, logFile: URL) {
        self.token = token
        self.address = address
        self.scratch = scratch
        self.process = process
        self.logFile = logFile
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    private static func firstLine(of pipe: Pipe) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                var line = Data()
                while let byte = try? pipe.fileHandleForReading.read(upToCount: 1), let first = byte.first,
                    first != 0x0A
                {
                    line.append(first)
                }
                continuation.resume(returning: String(decoding: line, as: UTF8.self))
            }
        }
    }

    var port: Int { get throws { try #require(URL(string: address)?.port) } }
    var processIdentifier: Int32 { process.processIdentifier }
    var log: String { get throws { try String(contentsOf: logFile, encoding: .utf8) } }

    /// Every byte of every file in the data directory, but for the key ring.
    var storedBytes: Data {
        get throws {
            let files = try FileManager.default.contentsOfDirectory(atPath: scratch.data)
            return try files.filter { $0 != "keyring.json" }.reduce(into: Data()) {
                $0.append(try Data(contentsOf: URL(filePath: scratch.data).appending(path: $1)))
            }
        }
    }

    /// Sends the signal and waits for the end; the exit code, or the negative signal.
    @discardableResult
    func stop(_ signal: Int32 = SIGTERM) async -> Int32 {
        kill(process.processIdentifier, signal)
        return await waitForEnd()
    }

    /// Waits until the process has ended; the exit code, or the negative signal.
    func waitForEnd() async -> Int32 {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [process] in
                process.waitUntilExit()
                continuation.resume()
            }
        }
        return process.terminationReason == .uncaughtSignal ? -process.terminationStatus : process.terminationStatus
    }

    struct Answer {
        let status: Int
        let headers: [String: String]
        let text: String

        var json: JSON { get throws { try JSONReader.read(text) } }
    }

    /// Sends a request below `/api/v2`, with the owner's token unless told otherwise.
    @discardableResult
    func call(
        _ method: String, _ path: String, _ body: JSON? = nil, token: String?? = .none
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: address + "/api/v2" + path)
        request.method = .init(rawValue: method)
        switch token {
        case .none: request.headers.add(name: "Authorization", value: "Token \(self.token)")
        case .some(let other?): request.headers.add(name: "Authorization", value: "Token \(other)")
        case .some(nil): break
        }
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(body.utf8)
        }
        return try await execute(request)
    }

    private func execute(_ request: HTTPClientRequest) async throws -> Answer {
        let response = try await Self.client.execute(request, timeout: .seconds(60))
        let content = try await response.body.collect(upTo: 32 << 20)
        return Answer(
            status: Int(response.status.code),
            headers: Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }) { first, _ in first },
            text: String(buffer: content))
    }

    /// Makes a connection and returns its identifier.
    func create(_ body: JSON, team: Int = 1) async throws -> Int64 {
        let answer = try await call("POST", "/connections?teamId=\(team)", body)
        #expect(answer.status == 200, "\(answer.text)")
        return try #require(try answer.json["connection"]?["id"]?.int)
    }

    /// What `/test` says: true, false, or `nil` when the third party could not be asked.
    func verify(_ id: Int64) async throws -> Bool? {
        let answer = try await call("POST", "/connections/\(id)/test")
        if answer.status == 424 { return nil }
        #expect(answer.status == 200, "\(answer.text)")
        return try answer.json["verified"]?.bool
    }
}
