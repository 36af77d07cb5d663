// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import TenonDomain
internal import TenonPostgres

/// A database as the operator names it: `sqlite:DIR` or a PostgreSQL URL.
package struct DatabaseAddress: Sendable {
    private static let sqliteScheme = "sqlite:"
    private static let fileName = "tenon.sqlite"

    private let text: Secret
    private let option: String

    /// Takes an argument, which everybody on the machine can read.
    ///
    /// - Throws: ``OperatorError`` when it holds a password.
    package init(argument text: String, option: String) throws {
        if PostgresSettings(url: Secret(text)).urlHoldsPassword {
            throw OperatorError(
                "--\(option) holds a password, which everybody on the machine can read in an argument: put the URL into "
                    + "a file and give it with --\(option)-file, or leave the password to libpq's password file.",
                exitCode: OperatorError.usage)
        }
        self.init(text: Secret(text), option: option)
    }

    /// Takes what a file holds.
    package init(file path: String, option: String) throws {
        guard let content = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw OperatorError("--\(option)-file names a file that cannot be read.", exitCode: OperatorError.usage)
        }
        self.init(text: Secret(content.trimmingCharacters(in: .whitespacesAndNewlines)), option: option)
    }

    private init(text: Secret, option: String) {
        self.text = text
        self.option = option
    }

    /// - Throws: ``OperatorError``, which repeats nothing of a URL.
    func choice() throws -> DatabaseChoice {
        let name = text.reveal()
        if name.hasPrefix(Self.sqliteScheme) {
            var directory = String(name.dropFirst(Self.sqliteScheme.count))
            if directory.hasSuffix("/" + Self.fileName) { directory.removeLast(Self.fileName.count + 1) }
            guard !directory.isEmpty else {
                throw OperatorError(
                    "--\(option) names no directory: give sqlite:DIR, with the data directory of a server.",
                    exitCode: OperatorError.usage)
            }
            return .embedded(path: directory + "/" + Self.fileName)
        }
        let settings = PostgresSettings(url: text)
        if let fault = settings.urlFault {
            throw OperatorError(
                "--\(option) \(fault); give sqlite:DIR or postgres://….", exitCode: OperatorError.usage)
        }
        return .postgres(settings)
    }
}
