// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

#include "CAssets.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

// Two places per file, because #embed takes no macro as its name everywhere; a test compares them with the folder.

static const unsigned char account_template_bytes[] = {
#embed "../TenonConsole/Templates/account.mustache"
};

static const unsigned char audit_template_bytes[] = {
#embed "../TenonConsole/Templates/audit.mustache"
};

static const unsigned char authorized_template_bytes[] = {
#embed "../TenonConsole/Templates/authorized.mustache"
};

static const unsigned char brand_tile_template_bytes[] = {
#embed "../TenonConsole/Templates/brand-tile.mustache"
};

static const unsigned char chart_template_bytes[] = {
#embed "../TenonConsole/Templates/chart.mustache"
};

static const unsigned char column_template_bytes[] = {
#embed "../TenonConsole/Templates/column.mustache"
};

static const unsigned char connect_template_bytes[] = {
#embed "../TenonConsole/Templates/connect.mustache"
};

static const unsigned char connected_template_bytes[] = {
#embed "../TenonConsole/Templates/connected.mustache"
};

static const unsigned char connection_template_bytes[] = {
#embed "../TenonConsole/Templates/connection.mustache"
};

static const unsigned char connections_template_bytes[] = {
#embed "../TenonConsole/Templates/connections.mustache"
};

static const unsigned char definition_template_bytes[] = {
#embed "../TenonConsole/Templates/definition.mustache"
};

static const unsigned char definitions_template_bytes[] = {
#embed "../TenonConsole/Templates/definitions.mustache"
};

static const unsigned char delete_template_bytes[] = {
#embed "../TenonConsole/Templates/delete.mustache"
};

static const unsigned char device_template_bytes[] = {
#embed "../TenonConsole/Templates/device.mustache"
};

static const unsigned char edit_template_bytes[] = {
#embed "../TenonConsole/Templates/edit.mustache"
};

static const unsigned char editor_template_bytes[] = {
#embed "../TenonConsole/Templates/editor.mustache"
};

static const unsigned char ending_template_bytes[] = {
#embed "../TenonConsole/Templates/ending.mustache"
};

static const unsigned char error_template_bytes[] = {
#embed "../TenonConsole/Templates/error.mustache"
};

static const unsigned char faults_template_bytes[] = {
#embed "../TenonConsole/Templates/faults.mustache"
};

static const unsigned char fields_template_bytes[] = {
#embed "../TenonConsole/Templates/fields.mustache"
};

static const unsigned char findings_template_bytes[] = {
#embed "../TenonConsole/Templates/findings.mustache"
};

static const unsigned char form_token_template_bytes[] = {
#embed "../TenonConsole/Templates/form-token.mustache"
};

static const unsigned char gallery_template_bytes[] = {
#embed "../TenonConsole/Templates/gallery.mustache"
};

static const unsigned char installation_template_bytes[] = {
#embed "../TenonConsole/Templates/installation.mustache"
};

static const unsigned char installations_template_bytes[] = {
#embed "../TenonConsole/Templates/installations.mustache"
};

static const unsigned char invitation_template_bytes[] = {
#embed "../TenonConsole/Templates/invitation.mustache"
};

static const unsigned char layout_template_bytes[] = {
#embed "../TenonConsole/Templates/layout.mustache"
};

static const unsigned char link_made_template_bytes[] = {
#embed "../TenonConsole/Templates/link-made.mustache"
};

static const unsigned char links_template_bytes[] = {
#embed "../TenonConsole/Templates/links.mustache"
};

static const unsigned char new_connection_template_bytes[] = {
#embed "../TenonConsole/Templates/new-connection.mustache"
};

static const unsigned char new_definition_template_bytes[] = {
#embed "../TenonConsole/Templates/new-definition.mustache"
};

static const unsigned char new_link_template_bytes[] = {
#embed "../TenonConsole/Templates/new-link.mustache"
};

static const unsigned char new_token_template_bytes[] = {
#embed "../TenonConsole/Templates/new-token.mustache"
};

static const unsigned char once_template_bytes[] = {
#embed "../TenonConsole/Templates/once.mustache"
};

static const unsigned char people_template_bytes[] = {
#embed "../TenonConsole/Templates/people.mustache"
};

static const unsigned char playground_template_bytes[] = {
#embed "../TenonConsole/Templates/playground.mustache"
};

static const unsigned char problem_template_bytes[] = {
#embed "../TenonConsole/Templates/problem.mustache"
};

static const unsigned char replace_template_bytes[] = {
#embed "../TenonConsole/Templates/replace.mustache"
};

static const unsigned char returned_template_bytes[] = {
#embed "../TenonConsole/Templates/returned.mustache"
};

static const unsigned char revoke_template_bytes[] = {
#embed "../TenonConsole/Templates/revoke.mustache"
};

static const unsigned char server_template_bytes[] = {
#embed "../TenonConsole/Templates/server.mustache"
};

static const unsigned char setup_template_bytes[] = {
#embed "../TenonConsole/Templates/setup.mustache"
};

static const unsigned char shell_template_bytes[] = {
#embed "../TenonConsole/Templates/shell.mustache"
};

static const unsigned char sign_in_template_bytes[] = {
#embed "../TenonConsole/Templates/sign-in.mustache"
};

static const unsigned char team_template_bytes[] = {
#embed "../TenonConsole/Templates/team.mustache"
};

static const unsigned char teams_template_bytes[] = {
#embed "../TenonConsole/Templates/teams.mustache"
};

static const unsigned char tile_template_bytes[] = {
#embed "../TenonConsole/Templates/tile.mustache"
};

static const unsigned char tokens_template_bytes[] = {
#embed "../TenonConsole/Templates/tokens.mustache"
};

static const unsigned char webhook_template_bytes[] = {
#embed "../TenonConsole/Templates/webhook.mustache"
};

static const unsigned char webhooks_template_bytes[] = {
#embed "../TenonConsole/Templates/webhooks.mustache"
};

static const unsigned char console_css_bytes[] = {
#embed "../TenonConsole/Assets/console.css"
};

static const unsigned char console_js_bytes[] = {
#embed "../TenonConsole/Assets/console.js"
};

static const unsigned char editor_js_bytes[] = {
#embed "../TenonConsole/Assets/editor.js"
};

static const unsigned char forms_js_bytes[] = {
#embed "../TenonConsole/Assets/forms.js"
};

static const unsigned char icon_svg_bytes[] = {
#embed "../TenonConsole/Assets/icon.svg"
};

static const unsigned char icons_svg_bytes[] = {
#embed "../TenonConsole/Assets/icons.svg"
};

static const unsigned char inplace_js_bytes[] = {
#embed "../TenonConsole/Assets/inplace.js"
};

static const unsigned char popup_js_bytes[] = {
#embed "../TenonConsole/Assets/popup.js"
};

static const unsigned char theme_js_bytes[] = {
#embed "../TenonConsole/Assets/theme.js"
};

static const unsigned char en_json_bytes[] = {
#embed "../TenonConsole/Strings/en.json"
};

static const unsigned char airtable_bytes[] = {
#embed "../TenonCatalog/Apps/airtable.yaml"
};

static const unsigned char aws_bytes[] = {
#embed "../TenonCatalog/Apps/aws.yaml"
};

static const unsigned char google_bytes[] = {
#embed "../TenonCatalog/Apps/google.yaml"
};

static const unsigned char http_jwt_bytes[] = {
#embed "../TenonCatalog/Apps/http-jwt.yaml"
};

static const unsigned char http_oauth2_bytes[] = {
#embed "../TenonCatalog/Apps/http-oauth2.yaml"
};

static const unsigned char http_bytes[] = {
#embed "../TenonCatalog/Apps/http.yaml"
};

static const unsigned char imap_bytes[] = {
#embed "../TenonCatalog/Apps/imap.yaml"
};

static const unsigned char make_bytes[] = {
#embed "../TenonCatalog/Apps/make.yaml"
};

static const unsigned char slack_bytes[] = {
#embed "../TenonCatalog/Apps/slack.yaml"
};

static const unsigned char smtp_bytes[] = {
#embed "../TenonCatalog/Apps/smtp.yaml"
};

static const unsigned char oauth2_bytes[] = {
#embed "../TenonCatalog/Standard/oauth2.yaml"
};

static const tenon_asset assets[] = {
    {"Templates/account.mustache", account_template_bytes, sizeof account_template_bytes},
    {"Templates/audit.mustache", audit_template_bytes, sizeof audit_template_bytes},
    {"Templates/authorized.mustache", authorized_template_bytes, sizeof authorized_template_bytes},
    {"Templates/brand-tile.mustache", brand_tile_template_bytes, sizeof brand_tile_template_bytes},
    {"Templates/chart.mustache", chart_template_bytes, sizeof chart_template_bytes},
    {"Templates/column.mustache", column_template_bytes, sizeof column_template_bytes},
    {"Templates/connect.mustache", connect_template_bytes, sizeof connect_template_bytes},
    {"Templates/connected.mustache", connected_template_bytes, sizeof connected_template_bytes},
    {"Templates/connection.mustache", connection_template_bytes, sizeof connection_template_bytes},
    {"Templates/connections.mustache", connections_template_bytes, sizeof connections_template_bytes},
    {"Templates/definition.mustache", definition_template_bytes, sizeof definition_template_bytes},
    {"Templates/definitions.mustache", definitions_template_bytes, sizeof definitions_template_bytes},
    {"Templates/delete.mustache", delete_template_bytes, sizeof delete_template_bytes},
    {"Templates/device.mustache", device_template_bytes, sizeof device_template_bytes},
    {"Templates/edit.mustache", edit_template_bytes, sizeof edit_template_bytes},
    {"Templates/editor.mustache", editor_template_bytes, sizeof editor_template_bytes},
    {"Templates/ending.mustache", ending_template_bytes, sizeof ending_template_bytes},
    {"Templates/error.mustache", error_template_bytes, sizeof error_template_bytes},
    {"Templates/faults.mustache", faults_template_bytes, sizeof faults_template_bytes},
    {"Templates/fields.mustache", fields_template_bytes, sizeof fields_template_bytes},
    {"Templates/findings.mustache", findings_template_bytes, sizeof findings_template_bytes},
    {"Templates/form-token.mustache", form_token_template_bytes, sizeof form_token_template_bytes},
    {"Templates/gallery.mustache", gallery_template_bytes, sizeof gallery_template_bytes},
    {"Templates/installation.mustache", installation_template_bytes, sizeof installation_template_bytes},
    {"Templates/installations.mustache", installations_template_bytes, sizeof installations_template_bytes},
    {"Templates/invitation.mustache", invitation_template_bytes, sizeof invitation_template_bytes},
    {"Templates/layout.mustache", layout_template_bytes, sizeof layout_template_bytes},
    {"Templates/link-made.mustache", link_made_template_bytes, sizeof link_made_template_bytes},
    {"Templates/links.mustache", links_template_bytes, sizeof links_template_bytes},
    {"Templates/new-connection.mustache", new_connection_template_bytes, sizeof new_connection_template_bytes},
    {"Templates/new-definition.mustache", new_definition_template_bytes, sizeof new_definition_template_bytes},
    {"Templates/new-link.mustache", new_link_template_bytes, sizeof new_link_template_bytes},
    {"Templates/new-token.mustache", new_token_template_bytes, sizeof new_token_template_bytes},
    {"Templates/once.mustache", once_template_bytes, sizeof once_template_bytes},
    {"Templates/people.mustache", people_template_bytes, sizeof people_template_bytes},
    {"Templates/playground.mustache", playground_template_bytes, sizeof playground_template_bytes},
    {"Templates/problem.mustache", problem_template_bytes, sizeof problem_template_bytes},
    {"Templates/replace.mustache", replace_template_bytes, sizeof replace_template_bytes},
    {"Templates/returned.mustache", returned_template_bytes, sizeof returned_template_bytes},
    {"Templates/revoke.mustache", revoke_template_bytes, sizeof revoke_template_bytes},
    {"Templates/server.mustache", server_template_bytes, sizeof server_template_bytes},
    {"Templates/setup.mustache", setup_template_bytes, sizeof setup_template_bytes},
    {"Templates/shell.mustache", shell_template_bytes, sizeof shell_template_bytes},
    {"Templates/sign-in.mustache", sign_in_template_bytes, sizeof sign_in_template_bytes},
    {"Templates/team.mustache", team_template_bytes, sizeof team_template_bytes},
    {"Templates/teams.mustache", teams_template_bytes, sizeof teams_template_bytes},
    {"Templates/tile.mustache", tile_template_bytes, sizeof tile_template_bytes},
    {"Templates/tokens.mustache", tokens_template_bytes, sizeof tokens_template_bytes},
    {"Templates/webhook.mustache", webhook_template_bytes, sizeof webhook_template_bytes},
    {"Templates/webhooks.mustache", webhooks_template_bytes, sizeof webhooks_template_bytes},
    {"Assets/console.css", console_css_bytes, sizeof console_css_bytes},
    {"Assets/console.js", console_js_bytes, sizeof console_js_bytes},
    {"Assets/editor.js", editor_js_bytes, sizeof editor_js_bytes},
    {"Assets/forms.js", forms_js_bytes, sizeof forms_js_bytes},
    {"Assets/icon.svg", icon_svg_bytes, sizeof icon_svg_bytes},
    {"Assets/icons.svg", icons_svg_bytes, sizeof icons_svg_bytes},
    {"Assets/inplace.js", inplace_js_bytes, sizeof inplace_js_bytes},
    {"Assets/popup.js", popup_js_bytes, sizeof popup_js_bytes},
    {"Assets/theme.js", theme_js_bytes, sizeof theme_js_bytes},
    {"Strings/en.json", en_json_bytes, sizeof en_json_bytes},
    {"Apps/airtable.yaml", airtable_bytes, sizeof airtable_bytes},
    {"Apps/aws.yaml", aws_bytes, sizeof aws_bytes},
    {"Apps/google.yaml", google_bytes, sizeof google_bytes},
    {"Apps/http-jwt.yaml", http_jwt_bytes, sizeof http_jwt_bytes},
    {"Apps/http-oauth2.yaml", http_oauth2_bytes, sizeof http_oauth2_bytes},
    {"Apps/http.yaml", http_bytes, sizeof http_bytes},
    {"Apps/imap.yaml", imap_bytes, sizeof imap_bytes},
    {"Apps/make.yaml", make_bytes, sizeof make_bytes},
    {"Apps/slack.yaml", slack_bytes, sizeof slack_bytes},
    {"Apps/smtp.yaml", smtp_bytes, sizeof smtp_bytes},
    {"Standard/oauth2.yaml", oauth2_bytes, sizeof oauth2_bytes},
};

const tenon_asset *tenon_asset_at(size_t index) {
    return index < sizeof assets / sizeof *assets ? &assets[index] : NULL;
}
