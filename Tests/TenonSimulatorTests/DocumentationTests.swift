// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import TenonSimulator

/// `docs/simulator.md` leaves nothing out.
@Suite struct DocumentationTests {
    private var text: String {
        get throws {
            let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent()
            return try String(contentsOf: root.appending(path: "docs/simulator.md"), encoding: .utf8)
        }
    }

    @Test func `every switch and every fault has a line of its own`() throws {
        let text = try text
        for name in Switches.entries.map(\.name) + Fault.Kind.allCases.map(\.rawValue) {
            #expect(text.contains("\n| `\(name)` | "), "\(name)")
        }
    }

    @Test func `every endpoint is named`() throws {
        let text = try text
        for path in Set(Endpoint.all.map(\.path)) where path != "/" {
            let name = path.replacing("/tenant/{tenant}", with: "").replacing("{scope}", with: "SCOPE")
            // The login and consent pages are steps on the way, and nobody's address.
            guard !["/login", "/consent"].contains(name) else { continue }
            #expect(text.contains(name), "\(path)")
        }
    }

    @Test func `the limits are the ones that are kept`() throws {
        let (text, limits) = (try text.replacing("\n", with: " "), ProviderState.Limits())
        #expect(limits.grantsMax == 50_000 && limits.tokensPerGrantMax == 256)
        #expect(text.contains("50,000 grants with 256 tokens of a kind"))
        #expect(limits.codesMax == 10_000 && limits.sessionsMax == 10_000 && RequestLog.countMax == 10_000)
        #expect(text.contains("10,000 codes and sessions") && text.contains("last 10,000 requests"))
        let thousands = [limits.clientsMax, limits.usersMax, limits.devicesMax, limits.signInsMax]
        #expect(thousands.allSatisfy { $0 == 1_000 })
        #expect(limits.codeSeconds == 60 && limits.signInSeconds == 600 && limits.deviceSeconds == 600)
        #expect(Responder.bodyBytesMax == 16 << 20 && Fault.delayMillisecondsMax == 60_000)
    }
}
