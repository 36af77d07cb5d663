// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonJSON
import TestServices
import Testing

/// The built program, as a person would start it.
enum Binary {
    /// Beside the test bundle in the build folder, or the one that `TENON_TEST_BINARY` names, for measuring.
    static var url: URL {
        get throws {
            if let path = ProcessInfo.processInfo.environment["TENON_TEST_BINARY"] { return URL(filePath: path) }
            let folder = try #require(
                ProcessInfo.processInfo.arguments.first.map { URL(filePath: $0).deletingLastPathComponent() })
            let candidates = [folder, Bundle.main.bundleURL, Bundle.main.bundleURL.deletingLastPathComponent()]
            let found = candidates.map { $0.appending(path: "tenon") }.first {
                FileManager.default.isExecutableFile(atPath: $0.path)
            }
            return try #require(found, "the program 'tenon' is not beside the tests: \(candidates)")
        }
    }

    struct Result {
        let exitCode: Int32
        let output: String
        let errors: String
    }

    /// Runs the program to its end.
    static func run(
        _ arguments: [String], environment: [String: String] = [:], input: String = ""
    ) async throws -> Result {
        let process = ChildProcess()
        process.executableURL = try url
        process.arguments = arguments
        process.environment = clean.merging(environment) { $1 }
        let (output, errors, standardInput) = (Pipe(), Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = standardInput
        try process.run()
        try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try standardInput.fileHandleForWriting.close()
        async let outputText = Self.text(output)
        async let errorText = Self.text(errors)
        let (out, err) = try await (outputText, errorText)
        process.waitUntilExit()
        return Result(exitCode: process.terminationStatus, output: out, errors: err)
    }

    /// The environment without settings that a developer's shell may have.
    static var clean: [String: String] {
        ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("TENON_") }
    }

    private static func text(_ pipe: Pipe) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Swift.Result {
                        String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
                    })
            }
        }
    }
}

/// A directory that goes when the test ends.
final class ScratchDirectory: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "tenon-e2e-\(UUID())").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    var data: String { path + "/data" }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
