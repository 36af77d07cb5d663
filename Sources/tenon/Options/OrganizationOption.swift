// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient

/// The organization; a person is in exactly one, so it need not be named.
struct OrganizationOption: ParsableArguments {
    @Option(help: ArgumentHelp("The organization (default: yours).", valueName: "id"))
    var organization: Int64?

    func id(using client: TenonClient) async throws -> Int64 {
        if let organization { return organization }
        guard let id = try await client.organizations().first?.id else {
            throw CommandFailure.usage("You are in no organization; name one with --organization.")
        }
        return id
    }
}
