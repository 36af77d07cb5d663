// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonJSON

/// Reads an archive from its start, and believes nothing that its digests do not prove.
struct ArchiveReader {
    enum Piece {
        case table(TableShape)
        case rows([[SQLValue]])
        case end
    }

    let header: ArchiveHeader
    private let file: ArchiveFile
    private var offset: Int
    private var digest: [UInt8] = []
    private var table: TableShape?
    private var rowsRead = 0

    /// Reads the header.
    ///
    /// - Throws: ``ArchiveError``.
    init(_ file: ArchiveFile, known: Int) throws {
        self.file = file
        let magic = try file.read(ArchiveFrame.magic.count, at: 0)
        guard magic == ArchiveFrame.magic else { throw ArchiveError.notAnArchive(path: file.path) }
        offset = magic.count
        let (kind, content) = try Self.piece(of: file, at: &offset, digest: &digest)
        guard kind == .header, let json = try? JSONReader.read(content), let header = ArchiveHeader(json: json) else {
            throw ArchiveError.damaged(path: file.path, reason: "its header cannot be read")
        }
        guard header.schema <= known else {
            throw ArchiveError.newer(path: file.path, found: header.schema, known: known)
        }
        guard header.schema > 0 else {
            throw ArchiveError.damaged(path: file.path, reason: "it is of no schema")
        }
        self.header = header
    }

    /// The next piece, ``Piece/end`` last; nothing is to be read behind it.
    mutating func next() throws -> Piece {
        let (kind, content) = try Self.piece(of: file, at: &offset, digest: &digest)
        switch kind {
        case .table:
            guard let json = try? JSONReader.read(content), let table = TableShape(json: json) else {
                throw damaged("a table's description cannot be read")
            }
            self.table = table
            return .table(table)
        case .rows:
            let rows = try rows(in: content)
            rowsRead += rows.count
            return .rows(rows)
        case .end:
            guard let json = try? JSONReader.read(content), json["rows"]?.int == Int64(rowsRead) else {
                throw damaged("it has not as many rows as it says")
            }
            guard try file.read(1, at: offset).isEmpty else { throw damaged("something stands behind its end") }
            return .end
        case .header: throw damaged("it has two headers")
        }
    }

    private func rows(in content: [UInt8]) throws -> [[SQLValue]] {
        guard let table, !table.columns.isEmpty else { throw damaged("rows stand before the first table") }
        var (rest, rows): (ArraySlice<UInt8>, [[SQLValue]]) = (content[...], [])
        while !rest.isEmpty {
            guard let row = try? RowCoding.take(table.columns.count, from: &rest),
                zip(row, row.indices).allSatisfy({ table.accepts($0, at: $1) })
            else { throw damaged("a row of '\(Self.plain(table.name))' cannot be read") }
            rows.append(row)
        }
        return rows
    }

    private func damaged(_ reason: String) -> ArchiveError { .damaged(path: file.path, reason: reason) }

    /// A name from a file, fit for a message.
    private static func plain(_ name: String) -> String {
        String(name.prefix(64).map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "?" })
    }

    private static func piece(
        of file: ArchiveFile, at offset: inout Int, digest: inout [UInt8]
    ) throws -> (ArchiveFrame.Kind, [UInt8]) {
        let head = try file.read(ArchiveFrame.headBytes, at: offset)
        guard head.count == ArchiveFrame.headBytes else {
            throw ArchiveError.damaged(path: file.path, reason: "its end is missing")
        }
        var lengthBytes = head.dropFirst()
        let count = Int(try RowCoding.take(UInt32.self, from: &lengthBytes))
        guard let kind = head.first.flatMap(ArchiveFrame.Kind.init), count <= ArchiveFrame.contentBytesMax else {
            throw ArchiveError.damaged(path: file.path, reason: "a piece of it is none")
        }
        // Two reads, so that the content need not be moved.
        let content = try file.read(count, at: offset + head.count)
        let found = try file.read(ArchiveFrame.digestBytes, at: offset + head.count + count)
        guard content.count == count, found.count == ArchiveFrame.digestBytes else {
            throw ArchiveError.damaged(path: file.path, reason: "its end is missing")
        }
        digest = ArchiveFrame.digest(after: digest, head: head, content: content)
        guard digest == found else {
            throw ArchiveError.damaged(path: file.path, reason: "a checksum is wrong, at byte \(offset)")
        }
        offset += head.count + count + found.count
        return (kind, content)
    }
}

extension ArchiveFile {
    /// Proves that the archive is whole, and says what is in it.
    ///
    /// - Throws: ``ArchiveError``.
    package func check(
        known: Int = Migration.newest, listener: ArchiveProgress.Listener = { _ in }
    ) throws -> ArchiveReport {
        var reader = try ArchiveReader(self, known: known)
        var tables: [ArchiveReport.Table] = []
        var done = 0
        while true {
            switch try reader.next() {
            case .table(let table):
                tables.append(.init(name: table.name, rows: 0))
            case .rows(let rows):
                guard let last = tables.popLast() else { continue }
                tables.append(.init(name: last.name, rows: last.rows + rows.count))
                done += rows.count
                listener(.init(step: .checking, table: last.name, done: done, total: done))
            case .end:
                return ArchiveReport(header: reader.header, tables: tables)
            }
        }
    }
}
