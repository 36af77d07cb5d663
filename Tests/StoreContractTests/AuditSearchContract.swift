// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonStore
import Testing

/// What searching the audit log promises.
@Suite(.temporaryDirectory) struct AuditSearchContract {
    /// Entries whose times do not follow their order: those gathered for a while come later than they happened.
    private func fixture(_ backend: Backend) async throws -> (Fixture, [AuditEvent]) {
        let fixture = try await Fixture(backend)
        let other = try await fixture.addTeam("Other")
        let people: [UserID?] = [fixture.owner.id, UserID(77), nil]
        for number in 0..<12 {
            let action: AuditAction = number % 2 == 0 ? .connectionUsed : .connectionVerified
            try await fixture.audit.append(
                AuditDraft(
                    organizationID: fixture.team.organizationID,
                    teamID: number % 3 == 0 ? nil : number % 3 == 1 ? fixture.team.id : other.id, action: action,
                    actor: AuditActor(userID: people[number % 3], tokenID: nil, address: nil, requestID: nil),
                    subject: "connection:\(number % 4)", at: Fixture.after(Int64(number * 7 % 12))))
        }
        let all = try await fixture.audit.events(of: fixture.team.organizationID, after: 0, limit: 100)
        return (fixture, all)
    }

    private func search(
        _ fixture: Fixture, _ filter: AuditFilter, behind sequence: Int64? = nil, limit: Int = 100, offset: Int = 0,
        _ direction: Page.Direction = .descending
    ) async throws -> [Int64] {
        try await fixture.audit.events(
            of: fixture.team.organizationID, matching: filter, behind: sequence,
            page: Page(limit: limit, offset: offset, sortBy: .id, direction: direction)
        ).map(\.sequence)
    }

    @Test(arguments: Backend.allCases)
    func `every filter finds what it says, the newest first`(_ backend: Backend) async throws {
        let (fixture, all) = try await fixture(backend)
        let other = try #require(all.compactMap(\.draft.teamID).max { $0.rawValue < $1.rawValue })
        let filters: [(AuditFilter, (AuditDraft) -> Bool)] = [
            (AuditFilter(), { _ in true }),
            (AuditFilter(action: .connectionUsed), { $0.action == .connectionUsed }),
            (AuditFilter(userID: UserID(77)), { $0.actor.userID == UserID(77) }),
            (AuditFilter(teamID: other), { $0.teamID == other }),
            (AuditFilter(subject: "connection:2"), { $0.subject == "connection:2" }),
            (AuditFilter(from: Fixture.after(5)), { $0.at >= Fixture.after(5) }),
            (AuditFilter(to: Fixture.after(5)), { $0.at < Fixture.after(5) }),
            (AuditFilter(from: Fixture.after(3), to: Fixture.after(3)), { _ in false }),
            (
                AuditFilter(action: .connectionVerified, subject: "connection:1", from: Fixture.after(1)),
                { $0.action == .connectionVerified && $0.subject == "connection:1" && $0.at >= Fixture.after(1) }
            ),
            (AuditFilter(userID: UserID(99)), { _ in false }),
        ]
        for (filter, matches) in filters {
            let expected = all.filter { matches($0.draft) }
                .sorted { ($0.draft.at, $0.sequence) > ($1.draft.at, $1.sequence) }.map(\.sequence)
            #expect(try await search(fixture, filter) == expected, "\(filter)")
            #expect(try await search(fixture, filter, .ascending) == expected.reversed(), "\(filter)")
        }
        let foreign = try await fixture.audit.events(
            of: OrganizationID(99), matching: AuditFilter(), behind: nil, page: Page())
        #expect(foreign.isEmpty)
    }

    @Test(arguments: Backend.allCases, Page.Direction.allCases)
    func `pages go on where they ended`(_ backend: Backend, _ direction: Page.Direction) async throws {
        let (fixture, _) = try await fixture(backend)
        let whole = try await search(fixture, AuditFilter(), direction)
        var (parts, last): ([Int64], Int64?) = ([], nil)
        while true {
            let part = try await search(fixture, AuditFilter(), behind: last, limit: 4, direction)
            guard let end = part.last else { break }
            parts += part
            last = end
        }
        #expect(parts == whole)
        #expect(try await search(fixture, AuditFilter(), limit: 4, offset: 4, direction) == Array(whole[4..<8]))
        #expect(try await search(fixture, AuditFilter(), behind: 0, direction).isEmpty)
        if direction == .descending {
            // Behind an entry that is not there yet, everything is.
            #expect(try await search(fixture, AuditFilter(), behind: Int64.max).count <= whole.count)
        }
    }
}
