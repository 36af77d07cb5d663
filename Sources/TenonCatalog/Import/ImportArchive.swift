// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

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
        let reason: String
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
            throw Fault(entry: nil, reason: "the archive is larger than \(ImportArchive.bytesMax) bytes")
        }
        self.bytes = bytes
        let end = try ImportArchive.end(of: bytes)
        var reader = Reader(bytes: bytes, index: end.directory, end: end.index)
        var all: [Entry] = []
        for _ in 0..<end.count { all.append(try ImportArchive.entry(&reader)) }
        guard reader.index == end.index else {
            throw Fault(entry: nil, reason: "the archive's directory is longer than its entries")
        }
        var names = Set<String>()
        for entry in all where !names.insert(entry.name).inserted {
            throw Fault(entry: entry.name, reason: "the name occurs more than once")
        }
        try ImportArchive.refuseOverlaps(all, bytes, directory: end.directory)
        entries = all.filter { !$0.name.hasSuffix("/") }
    }

    /// The content of one entry.
    func contents(of entry: Entry) throws(Fault) -> [UInt8] {
        guard entry.bytes <= ImportArchive.entryBytesMax else {
            throw Fault(entry: entry.name, reason: "the file is larger than \(ImportArchive.entryBytesMax) bytes")
        }
        let isSuspicious = entry.bytes > 16 << 10 && entry.bytes / ImportArchive.ratioMax > entry.packedBytes
        guard !isSuspicious else { throw Fault(entry: entry.name, reason: "the file is compressed too much") }
        let start = try ImportArchive.contentOffset(entry, bytes)
        let packed = bytes[start..<start + entry.packedBytes]
        let contents: [UInt8]
        if entry.isDeflated {
            do { contents = try Inflater.inflate(packed, limit: entry.bytes) } catch {
                throw Fault(entry: entry.name, reason: error.reason)
            }
        } else {
            contents = Array(packed)
        }
        guard contents.count == entry.bytes, Checksum.crc32(contents) == entry.checksum else {
            throw Fault(entry: entry.name, reason: "the file's checksum or size is wrong")
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
                throw Fault(entry: nil, reason: "the archive is cut off or damaged")
            }
            defer { index += count }
            return bytes[index..<index + count].reversed().reduce(0) { $0 << 8 | Int($1) }
        }

        mutating func text(_ count: Int) throws(Fault) -> String {
            guard index + count <= end, let text = String(validating: bytes[index..<index + count], as: UTF8.self)
            else {
                throw Fault(entry: nil, reason: "a name in the archive is cut off or no UTF-8")
            }
            index += count
            return text
        }

        mutating func skip(_ count: Int) throws(Fault) {
            guard index + count <= end else { throw Fault(entry: nil, reason: "the archive is cut off or damaged") }
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
                throw Fault(entry: nil, reason: "the archive is in the ZIP64 form, which is not read")
            }
            guard disks == (0, 0), counts.0 == counts.1 else {
                throw Fault(entry: nil, reason: "the archive consists of several files")
            }
            guard counts.1 <= entriesMax else {
                throw Fault(entry: nil, reason: "the archive has more than \(entriesMax) entries")
            }
            guard offset + size == index else { throw Fault(entry: nil, reason: "the archive is cut off or damaged") }
            return (index, offset, counts.1)
        }
        throw Fault(entry: nil, reason: "this is no ZIP archive, or it is cut off")
    }

    private static func entry(_ reader: inout Reader) throws(Fault) -> Entry {
        guard try reader.number(4) == 0x0201_4B50 else {
            throw Fault(entry: nil, reason: "the archive's directory is damaged")
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
        if let fault = nameFault(name) { throw Fault(entry: nil, reason: fault) }
        func refuse(_ reason: String) throws(Fault) { throw Fault(entry: name, reason: reason) }
        // Bit 0: encrypted; 5: patched; 6 and 13: strongly encrypted.
        if flags & 0x2061 != 0 { try refuse("the file is encrypted") }
        if method != 0, method != 8 { try refuse("the file is compressed in a way that is not read") }
        if packed == 0xFFFF_FFFF || size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF {
            try refuse("the file is in the ZIP64 form, which is not read")
        }
        if disk != 0 { try refuse("the archive consists of several files") }
        // S_IFLNK, where the archive was made on a Unix.
        if attributes >> 16 & 0xF000 == 0xA000 { try refuse("links are not followed") }
        if method == 0, packed != size { try refuse("the file's sizes differ although it is not compressed") }
        return Entry(
            name: name, isDeflated: method == 8, checksum: UInt32(truncatingIfNeeded: checksum), packedBytes: packed,
            bytes: size, offset: offset)
    }

    /// Why nobody should write to a place of that name; nothing does here, but what means it is up to no good.
    private static func nameFault(_ name: String) -> String? {
        if name.isEmpty || name.utf8.count > nameBytesMax {
            return "a name in the archive is empty or longer than \(nameBytesMax) bytes"
        }
        let isPlain = name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0 != "\\" }
        let folders = name.hasSuffix("/") ? name.dropLast() : name[...]
        let isWithin = folders.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
            !["", ".", ".."].contains($0)
        }
        return isPlain && isWithin ? nil : "a name in the archive leads out of it or is no plain path"
    }

    // MARK: - The entries

    /// Where an entry's content begins, behind a header that says the same as the directory.
    private static func contentOffset(_ entry: Entry, _ bytes: [UInt8]) throws(Fault) -> Int {
        var reader = Reader(bytes: bytes, index: entry.offset, end: bytes.count)
        guard try reader.number(4) == 0x0403_4B50 else {
            throw Fault(entry: entry.name, reason: "the file is not where the directory says")
        }
        try reader.skip(4)
        let method = try reader.number(2)
        try reader.skip(16)
        let (nameBytes, extraBytes) = (try reader.number(2), try reader.number(2))
        let name = try reader.text(nameBytes)
        try reader.skip(extraBytes)
        guard name == entry.name, method == (entry.isDeflated ? 8 : 0) else {
            throw Fault(entry: entry.name, reason: "the file's own header says something else than the directory")
        }
        return reader.index
    }

    /// One content in many entries is how a small archive becomes a huge one.
    private static func refuseOverlaps(_ entries: [Entry], _ bytes: [UInt8], directory: Int) throws(Fault) {
        var free = 0
        for entry in entries.sorted(by: { $0.offset < $1.offset }) {
            let start = try contentOffset(entry, bytes)
            guard entry.offset >= free, start + entry.packedBytes <= directory else {
                throw Fault(entry: entry.name, reason: "the file lies in the way of another one")
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
