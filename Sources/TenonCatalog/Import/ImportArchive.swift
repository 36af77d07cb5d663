// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// Reads ZIP archives (APPNOTE.TXT), strictly: one directory, one file, entries beside each other, nothing encrypted.
///
/// Nothing is unpacked to a disk. What two readers could understand differently is refused.
struct ImportArchive {
    /// The largest archive, in bytes.
    static let bytesMax = 16 << 20
    /// How many entries it may have.
    static let entriesMax = 5000
    /// The largest content of one entry that is read, in bytes.
    static let entryBytesMax = SourceNode.bytesMax
    /// How many times smaller an entry may have been made; small ones may be smaller.
    static let ratioMax = 200
    static let nameBytesMax = 512

    /// What is wrong with an archive, and with which entry of it.
    struct Fault: Error {
        let entry: String?
        let reason: Sentence

        init(_ name: Finding.Name, _ values: [String: String] = [:], of entry: String? = nil) {
            self.entry = entry
            reason = Sentence(of: name, values)
        }
    }

    struct Entry {
        let name: String
        fileprivate let isDeflated: Bool
        fileprivate let checksum: UInt32
        fileprivate let packedBytes: Int
        fileprivate let bytes: Int
        /// Where its own header begins.
        fileprivate let offset: Int
    }

    /// The files, in the order of the directory; folders have no entries.
    let entries: [Entry]
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) throws(Fault) {
        guard bytes.count <= ImportArchive.bytesMax else {
            throw Fault(.archiveTooLarge, ["bytes": String(ImportArchive.bytesMax)])
        }
        self.bytes = bytes
        let end = try ImportArchive.end(of: bytes)
        var reader = Reader(bytes: bytes, index: end.directory, end: end.index)
        var all: [Entry] = []
        for _ in 0..<end.count { all.append(try ImportArchive.entry(&reader)) }
        guard reader.index == end.index else {
            throw Fault(.directoryTooLong)
        }
        var names = Set<String>()
        for entry in all where !names.insert(entry.name).inserted {
            throw Fault(.entryTwice, of: entry.name)
        }
        try ImportArchive.refuseOverlaps(all, bytes, directory: end.directory)
        entries = all.filter { !$0.name.hasSuffix("/") }
    }

    /// The content of one entry.
    func contents(of entry: Entry) throws(Fault) -> [UInt8] {
        guard entry.bytes <= ImportArchive.entryBytesMax else {
            throw Fault(.fileTooLarge, ["bytes": String(ImportArchive.entryBytesMax)], of: entry.name)
        }
        let isSuspicious = entry.bytes > 16 << 10 && entry.bytes / ImportArchive.ratioMax > entry.packedBytes
        guard !isSuspicious else { throw Fault(.entryCompressedTooMuch, of: entry.name) }
        let start = try ImportArchive.contentOffset(entry, bytes)
        let packed = bytes[start..<start + entry.packedBytes]
        let contents: [UInt8]
        if entry.isDeflated {
            // In what way they are damaged helps nobody who made the archive with a program.
            do { contents = try Inflater.inflate(packed, limit: entry.bytes) } catch {
                throw Fault(.entryBytesDamaged, of: entry.name)
            }
        } else {
            contents = Array(packed)
        }
        guard contents.count == entry.bytes, Checksum.crc32(contents) == entry.checksum else {
            throw Fault(.entryChecksum, of: entry.name)
        }
        return contents
    }

    // MARK: - The directory

    /// Little-endian numbers, within bounds.
    private struct Reader {
        let bytes: [UInt8]
        var index: Int
        let end: Int

        mutating func number(_ count: Int) throws(Fault) -> Int {
            guard index >= 0, index + count <= end else {
                throw Fault(.archiveDamaged)
            }
            defer { index += count }
            return bytes[index..<index + count].reversed().reduce(0) { $0 << 8 | Int($1) }
        }

        mutating func text(_ count: Int) throws(Fault) -> String {
            guard index + count <= end, let text = String(validating: bytes[index..<index + count], as: UTF8.self)
            else {
                throw Fault(.entryNameUnreadable)
            }
            index += count
            return text
        }

        mutating func skip(_ count: Int) throws(Fault) {
            guard index + count <= end else { throw Fault(.archiveDamaged) }
            index += count
        }
    }

    /// The record at the end: where it begins, where the directory does, and of how many entries that is.
    private static func end(of bytes: [UInt8]) throws(Fault) -> (index: Int, directory: Int, count: Int) {
        let signature: [UInt8] = [0x50, 0x4B, 0x05, 0x06]
        let lowest = max(0, bytes.count - 22 - 0xFFFF)
        for index in stride(from: bytes.count - 22, through: lowest, by: -1) {
            guard bytes[index..<index + 4].elementsEqual(signature) else { continue }
            var reader = Reader(bytes: bytes, index: index + 4, end: bytes.count)
            let disks = (try reader.number(2), try reader.number(2))
            let counts = (try reader.number(2), try reader.number(2))
            let (size, offset, comment) = (try reader.number(4), try reader.number(4), try reader.number(2))
            // A comment may hold what looks like the record.
            guard reader.index + comment == bytes.count else { continue }
            guard counts.1 != 0xFFFF, size != 0xFFFF_FFFF, offset != 0xFFFF_FFFF else {
                throw Fault(.archiveLarge)
            }
            guard disks == (0, 0), counts.0 == counts.1 else {
                throw Fault(.archiveSplit)
            }
            guard counts.1 <= entriesMax else {
                throw Fault(.tooManyEntries, ["count": String(entriesMax)])
            }
            guard offset + size == index else { throw Fault(.archiveDamaged) }
            return (index, offset, counts.1)
        }
        throw Fault(.notArchive)
    }

    private static func entry(_ reader: inout Reader) throws(Fault) -> Entry {
        guard try reader.number(4) == 0x0201_4B50 else {
            throw Fault(.directoryDamaged)
        }
        try reader.skip(4)
        let (flags, method) = (try reader.number(2), try reader.number(2))
        try reader.skip(4)
        let (checksum, packed, size) = (try reader.number(4), try reader.number(4), try reader.number(4))
        let (nameBytes, extraBytes, commentBytes) = (try reader.number(2), try reader.number(2), try reader.number(2))
        let disk = try reader.number(2)
        try reader.skip(2)
        let (attributes, offset) = (try reader.number(4), try reader.number(4))
        let name = try reader.text(nameBytes)
        try reader.skip(extraBytes + commentBytes)
        if let fault = nameFault(name) { throw fault }
        func refuse(_ reason: Finding.Name) throws(Fault) { throw Fault(reason, of: name) }
        // Bit 0: encrypted; 5: patched; 6 and 13: strongly encrypted.
        if flags & 0x2061 != 0 { try refuse(.entryEncrypted) }
        if method != 0, method != 8 { try refuse(.entryCompression) }
        if packed == 0xFFFF_FFFF || size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF {
            try refuse(.entryLarge)
        }
        if disk != 0 { try refuse(.archiveSplit) }
        // S_IFLNK, where the archive was made on a Unix.
        if attributes >> 16 & 0xF000 == 0xA000 { try refuse(.entryLink) }
        if method == 0, packed != size { try refuse(.entrySizes) }
        return Entry(
            name: name, isDeflated: method == 8, checksum: UInt32(truncatingIfNeeded: checksum), packedBytes: packed,
            bytes: size, offset: offset)
    }

    /// Why nobody should write to a place of that name; nothing does here, but what means it is up to no good.
    private static func nameFault(_ name: String) -> Fault? {
        if name.isEmpty || name.utf8.count > nameBytesMax {
            return Fault(.entryNameTooLong, ["bytes": String(nameBytesMax)])
        }
        let isPlain = name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0 != "\\" }
        let folders = name.hasSuffix("/") ? name.dropLast() : name[...]
        let isWithin = folders.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
            !["", ".", ".."].contains($0)
        }
        return isPlain && isWithin ? nil : Fault(.entryNameLeadsOut)
    }

    // MARK: - The entries

    /// Where an entry's content begins, behind a header that says the same as the directory.
    private static func contentOffset(_ entry: Entry, _ bytes: [UInt8]) throws(Fault) -> Int {
        var reader = Reader(bytes: bytes, index: entry.offset, end: bytes.count)
        guard try reader.number(4) == 0x0403_4B50 else {
            throw Fault(.entryElsewhere, of: entry.name)
        }
        try reader.skip(4)
        let method = try reader.number(2)
        try reader.skip(16)
        let (nameBytes, extraBytes) = (try reader.number(2), try reader.number(2))
        let name = try reader.text(nameBytes)
        try reader.skip(extraBytes)
        guard name == entry.name, method == (entry.isDeflated ? 8 : 0) else {
            throw Fault(.entryHeader, of: entry.name)
        }
        return reader.index
    }

    /// One content in many entries is how a small archive becomes a huge one.
    private static func refuseOverlaps(_ entries: [Entry], _ bytes: [UInt8], directory: Int) throws(Fault) {
        var free = 0
        for entry in entries.sorted(by: { $0.offset < $1.offset }) {
            let start = try contentOffset(entry, bytes)
            guard entry.offset >= free, start + entry.packedBytes <= directory else {
                throw Fault(.entryOverlaps, of: entry.name)
            }
            free = start + entry.packedBytes
        }
    }
}

/// CRC-32 as ZIP and others use it (ISO 3309), byte by byte.
private enum Checksum {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }

    static func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { $0 >> 8 ^ table[Int(($0 ^ UInt32($1)) & 0xFF)] }
    }
}
