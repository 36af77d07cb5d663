// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import CAssets
internal import HTTPTypes
internal import Hummingbird
internal import Mustache
internal import NIOCore
internal import TenonDomain

/// The pages' templates and files, read from the binary once.
package struct Pages: Sendable {
    private static let templatePrefix = "Templates/"
    private static let assetPrefix = "Assets/"

    private let library: MustacheLibrary
    private let assets: [String: [UInt8]]

    /// - Throws: ``TenonError`` `internalError` when a template cannot be read: a fault of the build.
    package init() throws {
        var templates: [String: MustacheTemplate] = [:]
        var assets: [String: [UInt8]] = [:]
        var index = 0
        while let asset = tenon_asset_at(index)?.pointee {
            index += 1
            let path = String(cString: asset.path)
            let bytes = Array(UnsafeBufferPointer(start: asset.bytes, count: asset.count))
            if path.hasPrefix(Pages.assetPrefix) { assets[String(path.dropFirst(Pages.assetPrefix.count))] = bytes }
            guard path.hasPrefix(Pages.templatePrefix) else { continue }
            let name = path.dropFirst(Pages.templatePrefix.count).split(separator: ".").first.map(String.init) ?? ""
            do {
                templates[name] = try MustacheTemplate(string: String(decoding: bytes, as: UTF8.self))
            } catch {
                throw TenonError(.internalError, "A page cannot be read.", underlying: error)
            }
        }
        library = MustacheLibrary(templates: templates)
        self.assets = assets
    }

    /// A page; values are escaped by the templates.
    func page(_ template: String, _ view: Any, status: HTTPResponse.Status = .ok) throws -> Response {
        guard let html = library.render(view, withTemplate: template) else {
            throw TenonError(.internalError, "There is no page '\(template)'.")
        }
        var response = Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
        Pages.secure(&response)
        return response
    }

    /// A file of the pages, `nil` when there is none of that name.
    func asset(_ name: String) -> Response? {
        guard let bytes = assets[name] else { return nil }
        let type = name.hasSuffix(".css") ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8"
        var response = Response(
            status: .ok, headers: [.contentType: type, .cacheControl: "public, max-age=3600"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        Pages.secure(&response)
        return response
    }

    /// Sends the browser elsewhere, by GET.
    static func redirect(to location: Secret) -> Response {
        var response = Response(status: .seeOther, headers: [.location: location.reveal()])
        secure(&response)
        return response
    }

    /// Nothing but our own style sheet, no frames, and no address of ours told to anybody: it may hold a token.
    ///
    /// Forms may lead to a provider, by a redirect.
    private static func secure(_ response: inout Response) {
        response.headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' https: http:; base-uri 'none'; "
            + "frame-ancestors 'none'"
        response.headers[.referrerPolicy] = "no-referrer"
        response.headers[.xFrameOptions] = "DENY"
    }
}

extension HTTPField.Name {
    fileprivate static let referrerPolicy = constant("Referrer-Policy")
    fileprivate static let xFrameOptions = constant("X-Frame-Options")

    private static func constant(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("'\(text)' is no header name") }
        return name
    }
}
