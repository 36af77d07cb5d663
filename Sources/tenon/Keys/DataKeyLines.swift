// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonJSON
import TenonServer

extension ResealProgress {
    var line: String { "sealing again: \(done) of \(total) secret(s)" }
}

extension RootKeyReport {
    /// What `--json` prints.
    var json: JSON { ["activeKeyId": .string(activeKeyID), "rewrapped": JSON(rewrapped)] }
}

extension DataKeyLine {
    var json: JSON {
        [
            "id": .string(id), "teamId": JSON(team), "createdAt": .string(createdAt), "isActive": .bool(isActive),
            "secrets": JSON(secrets), "droppableFrom": droppableFrom.map(JSON.string) ?? .null,
        ]
    }
}

extension DataKeyReport {
    /// What `--json` prints.
    var json: JSON {
        [
            "newKeys": JSON(newKeys), "isContinued": .bool(isContinued), "resealed": JSON(resealed),
            "damagedCount": JSON(damagedCount), "damaged": .array(damaged.map(\.json)), "oldKeys": JSON(oldKeys),
            "droppableFrom": droppableFrom.map(JSON.string) ?? .null,
        ]
    }

    /// What a person is told.
    var lines: [String] {
        var lines: [String] = []
        if isContinued {
            lines.append("An earlier rotation had not come to its end, and was gone on with; --new makes other keys.")
        }
        lines.append("\(newKeys) team(s) have a new data key; \(resealed) secret(s) are sealed again.")
        if let droppableFrom {
            lines.append("\(oldKeys) old data key(s) stay: from \(droppableFrom) on, run tenon keys drop data")
        }
        return lines
    }
}

extension DataKeyDropReport {
    /// What `--json` prints.
    var json: JSON {
        let kept: [JSON] = kept.map { ["key": $0.key.json, "reason": .string($0.reason)] }
        return [
            "dropped": .array(dropped.map(\.json)), "kept": .array(kept), "resealed": JSON(resealed),
            "damagedCount": JSON(damagedCount), "damaged": .array(damaged.map(\.json)),
        ]
    }

    /// What a person is told.
    var lines: [String] {
        var lines = dropped.map { "Dropped \($0.id) of team \($0.team)." }
        lines += kept.map { "Kept \($0.key.id) of team \($0.key.team): \($0.reason)." }
        return lines.isEmpty ? ["There is no old data key."] : lines
    }
}

extension DamagedSecret {
    fileprivate var json: JSON {
        ["table": .string(table), "row": .string(row), "teamId": JSON(team), "dataKeyId": .string(dataKey)]
    }

    /// Ends the command when there are any.
    static func refuse(_ damaged: [DamagedSecret], count: Int) throws {
        guard count > 0 else { return }
        var lines = ["\(count) secret(s) do not open: they were changed, or moved from another place."]
        lines += damaged.map { secret in
            "  \(secret.table) \(Output.plain(secret.row)) of team \(secret.team), sealed with \(Output.plain(secret.dataKey))"
        }
        if damaged.count < count { lines.append("  and \(count - damaged.count) more") }
        lines.append(
            "They keep their old data key, and nothing is dropped. Enter them anew, or delete what they belong to.")
        throw CommandFailure(lines, exitCode: CommandFailure.badData)
    }
}
