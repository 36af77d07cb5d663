// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonJSON

/// A program of `Resources` that serves on a port of 127.0.0.1, with the packages that `script/bootstrap` installs.
struct PythonService: Sendable {
    /// One takes two seconds alone; but tests start several at once, beside others that build.
    private static let startMax = Duration.seconds(40)

    let port: Int
    private let process: ServiceProcess
    private let folder: ServiceFolder

    var address: String { "http://127.0.0.1:\(port)" }

    /// What the program wrote into its folder.
    func file(_ name: String) throws -> String { try folder.read(name) }

    /// Starts `program`, whose only argument is JSON: `options`, the port, its folder, and who may log in.
    static func start(
        _ program: String, module: String, options: JSONObject, account: OAuthAccount
    ) async throws -> PythonService {
        try requireModule(module)
        // A port can be taken between the look and the start: the first failure is dropped, and another is tried.
        if let service = try? await PythonService(program, options, account) { return service }
        return try await PythonService(program, options, account)
    }

    private static func requireModule(_ module: String) throws {
        let library = root.appending(path: ".venv/lib")
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: library.path)) ?? []
        let isThere = versions.contains { version in
            FileManager.default.fileExists(atPath: library.appending(path: "\(version)/site-packages/\(module)").path)
        }
        guard isThere else {
            throw ServiceFailure("The tests need Python's '\(module)', which is not in .venv; run script/bootstrap.")
        }
    }

    private init(_ program: String, _ options: JSONObject, _ account: OAuthAccount) async throws {
        let python = Self.root.appending(path: ".venv/bin/python").path
        let source = Self.root.appending(path: "Tests/TestServices/Resources/\(program).py").path
        let port = try LoopbackPort.free()
        let folder = try ServiceFolder(program)
        let argument = JSON.object(
            options.merging([
                "port": JSON(port), "folder": .string(folder.path("")), "user": .string(account.name),
                "password": .string(account.password),
            ]))
        do {
            // Isolated from the user's packages and environment, and without writing byte code beside the source.
            process = try ServiceProcess(
                name: program, command: [python, "-I", "-B", source, String(decoding: argument.utf8, as: UTF8.self)],
                folder: folder)
        } catch {
            folder.remove()
            throw error
        }
        self.port = port
        self.folder = folder
        try await LoopbackPort.wait(port, name: program, atMost: Self.startMax) {
            (try? folder.read("\(program).out")) ?? ""
        }
    }

    /// The package's folder, where this source was when it was compiled.
    private static var root: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }
}
