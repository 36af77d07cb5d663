// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Gives each test a directory of its own and removes it afterwards.
struct TemporaryDirectory: TestTrait, SuiteTrait, TestScoping {
    @TaskLocal static var path = ""

    let isRecursive = true

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        let url = FileManager.default.temporaryDirectory.appending(path: "tenon-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: url) }
        try await Self.$path.withValue(url.path, operation: function)
    }
}

extension Trait where Self == TemporaryDirectory {
    static var temporaryDirectory: Self { TemporaryDirectory() }
}
