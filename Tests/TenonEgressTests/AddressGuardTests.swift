// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonEgress
import Testing

@Suite struct AddressGuardTests {
    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.1", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255",
        "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111", "2a00:1450:4001::5",
        "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1", "2001:200::1",
    ])
    func `a global address is open`(_ text: String) throws {
        #expect(AddressGuard().permits(try #require(IPAddress(text))))
    }

    @Test(arguments: [
        "0.0.0.0", "0.1.2.3", "10.0.0.0", "10.255.255.255", "100.64.0.1", "100.100.100.200", "100.127.255.255",
        "127.0.0.1", "127.255.255.255", "168.63.129.16", "169.254.0.1", "169.254.169.254", "169.254.170.2",
        "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1",
        "192.168.255.255", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1",
        "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "::2", "::7f00:1", "::ffff:127.0.0.1",
        "::ffff:7f00:1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0:127.0.0.1", "::8.8.8.8",
        "64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b::10.1.1.1", "64:ff9b:1::8.8.8.8", "64:ff9b:1:a9fe::",
        "100::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:2::1", "2001:10::1", "2001:20::1",
        "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1", "2002:a9fe:a9fe::1", "2002:c0a8:101::", "3fff::1", "4000::1",
        "5f00::1", "fc00::1", "fd00::1", "fd00:ec2::254", "fdff:ffff::1", "fe80::1", "febf::1", "fec0::1", "ff02::1",
        "ff0e::1",
    ])
    func `a special address is closed`(_ text: String) throws {
        #expect(!AddressGuard().permits(try #require(IPAddress(text))))
    }

    @Test(arguments: [
        ("127.0.0.0/8", "127.0.0.1", true), ("127.0.0.0/8", "::ffff:127.0.0.1", true),
        ("127.0.0.0/8", "::1", false), ("127.0.0.0/8", "64:ff9b::7f00:1", true), ("127.0.0.0/8", "10.0.0.1", false),
        ("10.1.0.0/16", "10.1.255.255", true), ("10.1.0.0/16", "10.2.0.0", false), ("10.1.2.3", "10.1.2.3", true),
        ("10.1.2.3", "10.1.2.4", false), ("::1", "::1", true), ("fd00::/8", "fd12::1", true),
        ("64:ff9b:1::/48", "64:ff9b:1::10.0.0.1", true), ("0.0.0.0/0", "192.168.1.1", true),
        ("0.0.0.0/0", "fe80::1", false), ("::/0", "fe80::1", true), ("::/0", "10.0.0.1", false),
        ("::ffff:0:0/96", "::ffff:10.0.0.1", true),
    ])
    func `a listed range is open and no more`(_ range: String, _ text: String, _ isOpen: Bool) throws {
        let addresses = AddressGuard(allow: [try #require(CIDR(range))])
        #expect(addresses.permits(try #require(IPAddress(text))) == isOpen)
    }

    @Test(arguments: [
        ("0.0.0.0/0", "169.254.169.254", false), ("169.254.0.0/16", "169.254.169.254", false),
        ("169.254.169.254/31", "169.254.169.254", false), ("169.254.169.254", "169.254.169.254", true),
        ("169.254.169.254/32", "::ffff:169.254.169.254", true), ("::/0", "::ffff:169.254.169.254", false),
        ("::/0", "64:ff9b::a9fe:a9fe", false), ("64:ff9b:1::/48", "64:ff9b:1:a9fe:a9:fe00::", false),
        ("::/0", "2002:a9fe:a9fe::1", false), ("fd00::/8", "fd00:ec2::254", false),
        ("fd00:ec2::254/128", "fd00:ec2::254", true), ("100.64.0.0/10", "100.100.100.200", false),
        ("168.63.129.0/24", "168.63.129.16", false), ("169.254.0.0/16", "169.254.1.1", true),
        ("0.0.0.0/0", "192.0.0.192", false), ("::/0", "fd20:ce::254", false), ("0.0.0.0/0", "169.254.170.23", false),
    ])
    func `a metadata service is open only by its own address`(_ range: String, _ text: String, _ isOpen: Bool) throws {
        let addresses = AddressGuard(allow: [try #require(CIDR(range))])
        #expect(addresses.permits(try #require(IPAddress(text))) == isOpen)
    }
}

@Suite struct CIDRTests {
    @Test(arguments: [
        "10.0.0.0/8", "0.0.0.0/0", "192.168.1.1", "192.168.1.1/32", "::/0", "fd00::/8", "::1", "2001:db8::/32",
    ])
    func `a range is read`(_ text: String) { #expect(CIDR(text)?.description == text) }

    @Test(arguments: [
        "", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/+8", "10.0.0.0/-1", "10.0.0.0/8/8",
        "10.0.0.0/8 ", " 10.0.0.0/8", "10.0.0.1/8", "10/8", "010.0.0.0/8", "10.0.0.0/٨", "::/129", "fd00::1/8",
        "fe80::%eth0/64", "localhost", "10.0.0.0\0/8", "0x0a000000/8", "10.0.0.0/255.0.0.0", "10.0.0.0/9999999999",
    ])
    func `anything else is refused`(_ text: String) { #expect(CIDR(text) == nil) }
}

@Suite struct DestinationTests {
    @Test(arguments: [
        "example.com", "EXAMPLE.com.", "a", "xn--bcher-kva.example", "1e100.net", "a_b.example", "localhost",
    ])
    func `a name is read in lower case without its last dot`(_ host: String) {
        let name = host.lowercased()
        #expect(Destination(host) == .name(name.hasSuffix(".") ? String(name.dropLast()) : name))
    }

    @Test(arguments: ["127.0.0.1", "8.8.8.8", "::1", "2606:4700::1111", "::ffff:127.0.0.1"])
    func `an address is read in the usual spelling`(_ host: String) throws {
        #expect(Destination(host) == .address(try #require(IPAddress(host))))
    }

    @Test(arguments: [
        "", ".", "..", "a..b", ".a", "2130706433", "0x7f000001", "0x7f.1", "0x7f.0.0.0x1", "017700000001", "0177.0.0.1",
        "127.1", "127.0.1", "127.0.0.1.", "127.0.0.01", "127.0.0.256", "1.2.3.4.5", "0x", "a.0x7f", "a.1", "0X7F.1",
        "::1%lo", "fe80::1%eth0", "[::1]", "::g", ":::", "1::2::3", "a b", "a\n", "a\0b", "127.0.0.1\0", "a/b", "a@b",
        "a:80", "a?b", "a#b", "a%2eb", "-a", "a-", "bücher.example", "１２７.0.0.1", "127。0。0。1", "a\\b", "*", "*.a",
        String(repeating: "a", count: 64), String(repeating: "a.", count: 127) + "aa",
    ])
    func `odd spellings are no destination`(_ host: String) { #expect(Destination(host) == nil) }
}
