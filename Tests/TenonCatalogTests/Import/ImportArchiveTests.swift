// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import Testing

@testable import TenonCatalog

@Suite struct ImportArchiveTests {
    private typealias File = ZipWriter.File

    /// Reads every entry; what is wrong is a fault.
    private func contents(_ bytes: [UInt8]) throws -> [String: [UInt8]] {
        let archive = try ImportArchive(bytes)
        return try archive.entries.reduce(into: [:]) { $0[$1.name] = try archive.contents(of: $1) }
    }

    private func reason(_ bytes: [UInt8]) -> String? {
        do {
            _ = try contents(bytes)
            return nil
        } catch {
            return (error as? ImportArchive.Fault)?.reason.description ?? "\(error)"
        }
    }

    private func reason(_ name: String, _ change: (inout File) -> Void) -> String? {
        var file = File(name, "content")
        change(&file)
        return reason(ZipWriter([File("first.json", "{}"), file]).bytes)
    }

    /// `{"a": 1}`, 8 times over, as zlib has it.
    private let deflated: [UInt8] = [0xAB, 0x56, 0x4A, 0x54, 0xB2, 0x52, 0x30, 0xAC, 0xAD, 0x26, 0x93, 0x06, 0x00]

    @Test func `stored and deflated files come back`() throws {
        var packed = File("b/ü.json", String(repeating: #"{"a": 1}"#, count: 8))
        (packed.packed, packed.method) = (deflated, 8)
        // Bit 3: the sizes stand behind the content as well.
        packed.flags |= 0x0008
        var zip = ZipWriter([File("a/", ""), File("a/a.json", "[]"), packed, File("empty", "")])
        zip.comment = Array("PK\u{05}\u{06} is no end, although it looks like one".utf8)
        let files = try contents(zip.bytes)
        #expect(files.keys.sorted() == ["a/a.json", "b/ü.json", "empty"])
        #expect(files["a/a.json"] == Array("[]".utf8) && files["b/ü.json"] == packed.bytes && files["empty"] == [])
        #expect(try ImportArchive(ZipWriter([File]()).bytes).entries.isEmpty)
    }

    @Test func `an archive that is cut off anywhere is refused`() {
        var packed = File("b.json", String(repeating: #"{"a": 1}"#, count: 8))
        (packed.packed, packed.method) = (deflated, 8)
        let bytes = ZipWriter([File("a.json", "[]"), packed]).bytes
        #expect(reason(bytes) == nil)
        for length in bytes.indices { #expect(reason(Array(bytes[..<length])) != nil, "\(length)") }
        for length in bytes.indices.dropFirst() { #expect(reason(Array(bytes[length...])) != nil, "\(length)") }
        #expect(reason(bytes + [0]) != nil)
    }

    @Test func `a byte that is changed is noticed, or changes nothing that counts`() throws {
        var packed = File("b.json", String(repeating: #"{"a": 1}"#, count: 8))
        (packed.packed, packed.method) = (deflated, 8)
        let bytes = ZipWriter([File("a.json", "[]"), packed]).bytes
        let good = Set(try contents(bytes).values)
        for index in bytes.indices {
            for mask in [UInt8(0x01), 0x20, 0x80, 0xFF] {
                var changed = bytes
                changed[index] ^= mask
                // A fault is as good as the same content under another name.
                let files = (try? contents(changed)) ?? [:]
                #expect(good.isSuperset(of: files.values), "\(index)")
            }
        }
    }

    @Test(arguments: [
        "../a", "a/../../b", "/etc/passwd", "a//b", "./a", "a/.", "..", "a\\b", "C:\\a", "a\u{0}b", "a\nb", "",
        String(repeating: "a", count: 600),
    ])
    func `a name that leads out of the archive is refused`(_ name: String) {
        #expect(reason(ZipWriter([File(name, "x")]).bytes)?.hasPrefix("a name in the archive") == true)
    }

    @Test func `what two readers could understand differently is refused`() {
        #expect(reason("a") { $0.flags |= 1 } == "the file is encrypted")
        #expect(reason("a") { $0.method = 12 } == "the file is compressed in a way that is not read")
        #expect(reason("a") { $0.attributes = 0xA1FF_0000 } == "links are not followed")
        #expect(reason("a") { $0.checksum = 5 } == "the file's checksum or size is wrong")
        #expect(reason("a") { $0.size = 6 } == "the file's sizes differ although it is not compressed")
        #expect(reason("a") { $0.ownName = "b" }?.hasPrefix("the file's own header says something else") == true)
        #expect(reason("a") { $0.offset = 1 } == "the file is not where the directory says")
        #expect(reason("a") { $0.offset = 0 }?.hasPrefix("the file's own header says") == true)
        #expect(reason("first.json") { $0.offset = 0 } == "the name occurs more than once")
        #expect(reason("a") { $0.size = 0xFFFF_FFFF } == "the file is in the ZIP64 form, which is not read")
        #expect(reason("a") { $0.packed = [1] } == "the file's sizes differ although it is not compressed")
        var zip = ZipWriter([File("a", "x")])
        zip.disk = 1
        #expect(reason(zip.bytes) == "the archive consists of several files")
        zip.disk = 0
        zip.countDelta = 1
        #expect(reason(zip.bytes) == "the archive is cut off or damaged")
        zip.countDelta = -1
        #expect(reason(zip.bytes) == "the archive's directory is longer than its entries")
        zip.countDelta = 0xFFFE
        #expect(reason(zip.bytes) == "the archive is in the ZIP64 form, which is not read")
        zip.countDelta = 0x8000
        #expect(reason(zip.bytes) == "the archive has more than 5000 entries")
        zip.countDelta = 0
        zip.offsetDelta = -1
        #expect(reason(zip.bytes) == "the archive is cut off or damaged")
        #expect(reason(Array("no archive at all, but long enough".utf8)) == "this is no ZIP archive, or it is cut off")
        #expect(reason([]) == "this is no ZIP archive, or it is cut off")
    }

    @Test func `a bomb does not go off`() throws {
        // Announces more than it may be.
        #expect(
            reason("a") { ($0.size, $0.method, $0.packed) = (300 << 10, 8, self.deflated) }?.contains("larger") == true)
        #expect(
            reason("a") { ($0.size, $0.method, $0.packed) = (200 << 10, 8, self.deflated) }
                == "the file is compressed too much")
        // Announces less than it is.
        #expect(
            reason("a") { ($0.size, $0.method, $0.packed) = (63, 8, self.deflated) }
                == "the file's compressed bytes are damaged")
        #expect(
            reason("a") { ($0.size, $0.method, $0.packed) = (65, 8, self.deflated) }
                == "the file's checksum or size is wrong")
        // One content for many entries, each of which begins within the one before.
        var outer = File("b", "")
        let inner = ZipWriter([File("a", "x")]).bytes
        outer.bytes = Array(inner.prefix(32))
        var second = File("a", "x")
        second.offset = 31
        #expect(reason(ZipWriter([outer, second]).bytes)?.contains("the way of another one") == true)
        let large = [UInt8](repeating: 0, count: ImportArchive.bytesMax + 1)
        #expect(reason(large)?.contains("larger than") == true)
    }
}
