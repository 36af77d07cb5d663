// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TenonClient
import TenonJSON

/// Which server, as whom, and how to print its answers: the options of every command that talks to one.
struct ServerOptions: ParsableArguments {
    static let defaultURL = "http://127.0.0.1:8080"

    @Option(
        help: ArgumentHelp(
            "The server's address (default: TENON_URL, else \(defaultURL)).", valueName: "url"))
    var url: String?

    @Option(
        help: ArgumentHelp(
            "A file with the API token; else the environment variable TENON_TOKEN has it.", valueName: "path"))
    var tokenFile: String?

    @Flag(help: "Print the server's JSON instead of a table.")
    var json = false

    /// Makes a client for the time of `body`.
    func withClient<Result: Sendable>(_ body: (TenonClient) async throws -> Result) async throws -> Result {
        let environment = ProcessInfo.processInfo.environment
        return try await TenonClient.withClient(
            baseURL: try baseURL(in: environment), token: try token(in: environment), body)
    }

    /// Sends one call.
    func answer(to call: Call) async throws -> JSON { try await withClient { try await $0.answer(to: call) } }

    /// Prints the answer, as JSON if the person wants that.
    func show(_ answer: JSON, lines: (JSON) -> [String]) {
        if json { return Output.json(answer) }
        for line in lines(answer) { Output.line(line) }
    }

    /// Prints the list that is a member of the answer.
    func show(_ answer: JSON, rows member: String, _ columns: [Table.Column]) {
        show(answer) { Table(columns: columns, rows: $0[member]?.array ?? []).lines }
    }

    func baseURL(in environment: [String: String]) throws -> URL {
        let named = environment["TENON_URL"].flatMap { $0.isEmpty ? nil : $0 }
        guard let url = URL(string: url ?? named ?? Self.defaultURL) else {
            throw CommandFailure.usage("The server's address is not a URL; an example is \(Self.defaultURL).")
        }
        return url
    }

    func token(in environment: [String: String]) throws -> AccessToken {
        let path = tokenFile ?? environment["TENON_TOKEN_FILE"].flatMap { $0.isEmpty ? nil : $0 }
        if tokenFile == nil, let text = environment["TENON_TOKEN"], !text.isEmpty {
            guard let token = AccessToken(text) else {
                throw CommandFailure.usage("The environment variable TENON_TOKEN holds no API token.")
            }
            return token
        }
        guard let path else {
            throw CommandFailure.usage("An API token is needed: set TENON_TOKEN, or give a file with --token-file.")
        }
        guard let token = AccessToken(try InputFile.text(of: path)) else {
            throw CommandFailure.usage("The file '\(path)' holds no API token.")
        }
        return token
    }
}
