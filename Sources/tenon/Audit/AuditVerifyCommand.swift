// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonServer

struct AuditVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check the hash chain of every organization's audit log.",
        discussion: """
            Exit codes: 0 every chain is whole, 65 one is not.

            Example:
              tenon audit verify --data /var/lib/tenon
            """)

    @OptionGroup var directory: DataOption

    func run() async throws {
        let report = try await Operations.verifyAudit(at: directory.place)
        for chain in report.chains where chain.firstBroken == nil {
            Output.line("Organization \(chain.organization): \(chain.events) event(s), whole.")
        }
        let broken = report.chains.compactMap { chain in
            chain.firstBroken.map { event in
                "Organization \(chain.organization): broken at event \(event): \(chain.reason ?? "it does not fit")."
            }
        }
        guard report.isIntact else { throw CommandFailure(broken, exitCode: CommandFailure.badData) }
    }
}
