// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonServer

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the server.",
        discussion: """
            The first line of standard output says where it listens. The first start makes the database, the key ring \
            and an owner, whose token it prints, once. Flags win over environment variables (TENON_...), and those \
            over the file. docs/operations.md lists the settings; secrets are no flags.

            Examples:
              tenon serve --data /var/lib/tenon
              tenon serve --data ./data --port 0 --set api.dialect=live
            """)

    @Option(help: ArgumentHelp("Directory of the database and the key ring.", valueName: "dir"))
    var data: String?

    @Option(help: ArgumentHelp("Address to listen on (default: 127.0.0.1).", valueName: "address"))
    var host: String?

    @Option(help: ArgumentHelp("Port to listen on; 0 picks a free one (default: 8080).", valueName: "number"))
    var port: Int?

    @Option(help: ArgumentHelp("The URL under which people and providers reach the server.", valueName: "url"))
    var publicURL: String?

    @Option(help: ArgumentHelp("A YAML file of settings (default: DATA/tenon.yaml).", valueName: "path"))
    var config: String?

    @OptionGroup(title: "Settings") var settings: SettingOptions

    @Option(help: ArgumentHelp("Any other setting; can be repeated.", valueName: "key=value"))
    var set: [Assignment] = []

    func run() async throws { try await Server.serve(options) }

    /// The flags by the names of the settings; one with a flag of its own wins over `--set`.
    var options: ServeOptions {
        var overrides = Dictionary(set.map { ($0.name, $0.value) }) { _, last in last }
        overrides.merge(settings.values) { _, flag in flag }
        overrides["data"] = data ?? overrides["data"]
        overrides["host"] = host ?? overrides["host"]
        overrides["port"] = port.map { String($0) } ?? overrides["port"]
        overrides["public-url"] = publicURL ?? overrides["public-url"]
        return ServeOptions(configFile: config, overrides: overrides)
    }
}
