// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient
import TenonJSON
import TenonServer
import TenonWire

struct AppImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Make an app of a custom app of Make's, with all its texts.",
        discussion: """
            Reads what 'tenon catalog import' reads, and what 'tenon app pull' writes. What it cannot take over it \
            reports, with file, line and column, on standard error. The server gives the names, and makes the app with \
            everything in it or not at all. 'common' is not stored with it: 'tenon installation set' sets that.

            Exit codes: 0 made (warnings may be), 65 with errors in the files, and then nothing is sent, 1 the server \
            refused it; when only publishing was refused, the app is there.

            Examples:
              tenon app import ./acme-app
              tenon app import acme.v1.zip --name acme --label 'Acme orders' --publish
            """)

    @Argument(help: ArgumentHelp("A folder or a ZIP archive.", valueName: "path"))
    var path: String

    @Option(help: "The name that you wish for, in place of the one that the files say.")
    var name: String?

    @Option(help: "What people call it, in place of what the files say.")
    var label: String?

    @Flag(help: "Publish it as version 1.")
    var publish = false

    @OptionGroup var server: ServerOptions

    func run() async throws {
        let report = Operations.importApp(path: path, name: name)
        for finding in report.findings { Output.note(Output.plain(finding.description)) }
        guard report.definition != nil else {
            let errors = report.findings.count { $0.severity == "error" }
            throw CommandFailure(["\(errors) error(s), nothing was sent."], exitCode: CommandFailure.badData)
        }
        let texts = TenonClient.AppTexts(report.texts, label: label)
        var answer = try await server.answer(to: .importApp(texts))
        for remark in Self.remarks(answer, beyond: report.findings) { Output.note(remark) }
        if publish {
            do {
                let app = try Self.name(in: answer)
                answer = Self.with(try await server.answer(to: .publishApp(app)), answer)
            } catch {
                // The app is there, whatever became of publishing it.
                server.show(answer, lines: Self.lines(of:))
                throw error
            }
        }
        server.show(answer, lines: Self.lines(of:))
        if !publish { Output.note("Publish it with 'tenon app publish \(Output.plain(try Self.name(in: answer)))'.") }
    }

    private static func name(in answer: JSON) throws -> String {
        guard let name = answer["app"]?["name"]?.string else {
            throw WireFormatError(member: "app.name", expected: "text")
        }
        return name
    }

    /// The answer with what publishing said.
    private static func with(_ published: JSON, _ answer: JSON) -> JSON {
        .object((answer.object ?? [:]).merging(published.object ?? [:]))
    }

    /// What was made, and whether it was published.
    static func lines(of answer: JSON) -> [String] {
        let types = (answer["connections"]?.array ?? []).map { "Type \(Table.text(of: $0, "name"))" }
        let version = answer["published"].map { _ in
            "Published version \(Table.text(of: answer, "published.version"))."
        }
        return ["App \(Table.text(of: answer, "app.name"))"] + types + [version].compactMap { $0 }
    }

    /// What the server found in the texts, without what was found in the files already.
    static func remarks(_ answer: JSON, beyond known: [CatalogFinding]) -> [String] {
        let said = Set(known.map(\.message))
        return (answer["findings"]?.array ?? []).filter { finding in
            finding["message"]?.string.map { !said.contains($0) } ?? true
        }.map(AppLintCommand.line)
    }
}

extension TenonClient.AppTexts {
    /// The texts that were read of files; `label` goes over theirs.
    init(_ texts: AppImportTexts, label: String?) {
        self.init(
            form: .init(
                name: texts.name, label: label ?? texts.label, theme: texts.theme.isEmpty ? nil : texts.theme,
                docs: texts.docs),
            base: texts.base,
            connections: texts.connections.map { connection in
                .init(
                    name: connection.name, label: connection.label, type: connection.type,
                    sections: connection.sections)
            })
    }
}
